import type { Registry, Service } from '@veinmind/internal/services'
import type { Json, JsonObject } from '@veinmind/sdk'
import { Registry as ServiceRegistry } from '@veinmind/internal/services'
import { VeinmindError } from '@veinmind/sdk'

/** What a plugin is to do: `inspect`, `wants` or `scan`. */
export type Task = JsonObject

/** Hands tasks to a plugin that asks for them, one at a time. */
export interface TaskDesk {
  /** The service that the plugin asks. */
  readonly service: Service
  /** Done when the plugin has asked for the first time: it has started. */
  readonly asked: Promise<void>
  /** Gives a task; resolves with the plugin's answer. `taken` is called when the plugin has it. */
  give(task: Task, taken?: () => void): Promise<Json>
  /** There are no more tasks: the plugin gets `null` when it asks. */
  finish(): void
}

/** Starts without a task. */
export function createTaskDesk(): TaskDesk {
  /** Gives the plugin what it waits for. */
  let waiting: ((task: Task | null) => void) | undefined
  /** A task that nobody has asked for yet. */
  let next: { readonly task: Task; readonly answered: (answer: Json) => void; readonly taken?: () => void } | undefined
  /** Takes the answer to the task that the plugin works on. */
  let answered: ((answer: Json) => void) | undefined
  let isOver = false
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>()

  function handOver(): void {
    if (!waiting || (!next && !isOver)) return
    const give = waiting
    waiting = undefined
    answered = next?.answered
    const { task = null, taken } = next ?? {}
    next = undefined
    give(task)
    taken?.()
  }

  return {
    asked,
    service: {
      manifest: { version: 1 },
      functions: {
        next(answer) {
          isAsked()
          if (waiting) throw new VeinmindError('HOST_CALL_INVALID', 'next is asked while it is asked')
          const settle = answered
          answered = undefined
          settle?.(answer ?? null)
          return new Promise((resolve) => {
            waiting = resolve
            handOver()
          })
        },
      },
    },
    give: (task, taken) =>
      new Promise((resolve) => {
        next = { task, answered: resolve, ...(taken ? { taken } : {}) }
        handOver()
      }),
    finish() {
      isOver = true
      handOver()
    },
  }
}

/** The services of a process: its own, and above them those of the entity that it scans at the moment. */
export class ShiftingRegistry extends ServiceRegistry {
  /** Those of the scan at hand. */
  current: Registry | undefined
  /** Whether one of a scan was asked for since this was last reset. */
  wasAsked = false

  override getService(namespace: string, name: string): ReturnType<Registry['getService']> {
    const service = this.current?.getService(namespace, name)
    if (service) this.wasAsked = true
    return service ?? super.getService(namespace, name)
  }

  override hasNamespace(namespace: string): boolean {
    return this.current?.hasNamespace(namespace) === true || super.hasNamespace(namespace)
  }

  override getManifest(namespace: string): Json {
    return this.current?.hasNamespace(namespace) ? this.current.getManifest(namespace) : super.getManifest(namespace)
  }

  override listServices(namespace: string): readonly string[] {
    return this.current?.hasNamespace(namespace) ? this.current.listServices(namespace) : super.listServices(namespace)
  }
}
