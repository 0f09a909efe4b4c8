import type { EventSource, ReportedError } from '@veinmind/report'
import { REPORT_NAMESPACE } from '@veinmind/internal/services'
import type { JsonObject } from '@veinmind/sdk'
import { toVeinmindError } from '@veinmind/sdk'
import type { HostConnection } from './connect-host.ts'

/** Requests that are under way at once. What waits is kept as the plugin gave it. */
const WINDOW = 64
const BATCH = 1024

/** Calls of the host's report service, and what could not be one. */
export interface Converted {
  readonly calls: readonly (readonly [name: string, value: JsonObject])[]
  readonly errors: readonly ReportedError[]
}

/** Calls that wait for the host's report service. */
export interface CallQueue {
  /** Puts calls to the end. They are made when it is their turn, with what is known by then. */
  readonly add: (source: EventSource, convert: () => Converted) => void
  /** Resolves when all so far were taken or refused. */
  readonly flush: () => Promise<void>
}

/** Makes calls in their order, several at a time; what is refused goes to `refuse`. */
export function createCallQueue(
  client: Pick<HostConnection['client'], 'call'>,
  refuse: (error: ReportedError) => void,
): CallQueue {
  const queue: { readonly source: EventSource; readonly convert: () => Converted }[] = []
  let sending: Promise<void> | undefined

  async function send(name: string, value: JsonObject, source: EventSource): Promise<void> {
    try {
      await client.call(REPORT_NAMESPACE, name, value)
    } catch (error) {
      refuse(refusal(error, source))
    }
  }

  async function sendAll(): Promise<void> {
    const running = new Set<Promise<void>>()
    while (queue.length > 0 || running.size > 0) {
      for (const { convert, source } of queue.splice(0, BATCH)) {
        const { calls, errors } = convert()
        for (const error of errors) refuse(error)
        for (const [name, value] of calls) {
          const call = send(name, value, source)
          running.add(call)
          void call.finally(() => running.delete(call))
        }
        if (running.size >= WINDOW) await Promise.race(running)
      }
      // More may be reported while the last are on their way.
      if (queue.length === 0) await Promise.all(running)
    }
    sending = undefined
  }

  return {
    add(source, convert) {
      queue.push({ source, convert })
      // Later, so that a loop that reports many events fills the queue first.
      sending ??= Promise.resolve().then(sendAll)
    },
    flush: async () => sending,
  }
}

function refusal(error: unknown, { plugin, target }: EventSource): ReportedError {
  const { code, message } = toVeinmindError(error)
  return { code, message: `the host has not taken an event: ${message}`, plugin, target: target.name }
}
