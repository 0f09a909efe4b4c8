import type { JsonObject } from '@veinmind/sdk'
import type { Batch, Call, ChunkTarget, Job } from './jobs.ts'
import type { CallResult } from './messages.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import { createBrokenModules } from './broken-modules.ts'
import { pipeToWorker } from './stream-call.ts'
import type { WorkerHandle, WorkerLimits } from './worker-handle.ts'
import { startWorker } from './worker-handle.ts'

/** Threads that inspect files. One that hangs, crashes or eats memory is replaced, and costs the one file it died of. */
export interface Pool {
  /** Starts a thread, if there is none, for work that will come soon. */
  prepare(): void
  /** Resolves when every call of the batch is settled. */
  run(batch: Batch): Promise<void>
  /** A stream to a thread of its own, so that streams never wait for each other. */
  stream(job: Omit<Job, 'calls' | 'offset'>, call: Call): ChunkTarget
  close(): Promise<void>
}

/** How a pool is made. */
export interface PoolOptions extends WorkerLimits {
  readonly workers: number
  readonly inspectors: readonly ActiveInspector[]
}

interface Task {
  readonly batch: Batch
  readonly done: () => void
}

/** How often threads may die before the first call of a batch until the batch is given up. */
const MAX_STARTS = 3

/** Threads are started when there is work for them. */
export function createPool({ workers, inspectors, ...limits }: PoolOptions): Pool {
  const setup = inspectors.flatMap(({ number, owner, definition, context }) => {
    if (owner.module === undefined || definition.runs === 'main') return []
    return [{ inspector: number, module: owner.module, id: definition.id, options: context.options as JsonObject }]
  })
  const queue: Task[] = []
  const idle: WorkerHandle[] = []
  const open = new Set<WorkerHandle>()
  const broken = createBrokenModules()
  let running = 0
  let isClosed = false

  function takeWorker(): WorkerHandle {
    const free = idle.pop()
    if (free) return free
    const handle = startWorker(setup, limits)
    open.add(handle)
    return handle
  }

  function pump(): void {
    while (running < workers) {
      const task = queue.shift()
      if (!task) return
      running += 1
      void runTask(task).finally(() => {
        running -= 1
        pump()
      })
    }
  }

  async function runTask({ batch, done }: Task): Promise<void> {
    let left = batch
    for (let starts = 0; left.jobs.length > 0;) {
      const unsettled = new Set(left.jobs.flatMap(({ calls }) => calls))
      const settle = (call: Call, result: CallResult): void => {
        if (unsettled.delete(call)) call.settle(result)
      }
      for (const call of unsettled) {
        const reason = isClosed ? 'the scan has ended' : broken.reasonOf(call)
        if (reason !== undefined) settle(call, { error: reason })
      }
      if (unsettled.size === 0) break
      const handle = takeWorker()
      const death = await handle.run(keepCalls(left, unsettled), { settled: settle })
      if (!death) {
        idle.push(handle)
        break
      }
      open.delete(handle)
      if (death.culprit) settle(death.culprit, { error: broken.blame(death) })
      else if (++starts === MAX_STARTS) for (const call of unsettled) settle(call, { error: death.reason })
      left = keepCalls(left, unsettled)
    }
    done()
  }

  return {
    prepare() {
      if (open.size === 0 && setup.length > 0 && !isClosed) idle.push(takeWorker())
    },
    run: (batch) =>
      new Promise((resolve) => {
        queue.push({ batch, done: resolve })
        pump()
      }),
    stream(job, call) {
      const reason = isClosed ? 'the scan has ended' : broken.reasonOf(call)
      if (reason !== undefined) {
        call.settle({ error: reason })
        return { write: () => undefined, end: () => undefined, wait: () => undefined }
      }
      const handle = takeWorker()
      return pipeToWorker(handle, { ...job, offset: 0, calls: [call] }, (death) => {
        if (death) open.delete(handle)
        else idle.push(handle)
        if (death) call.settle({ error: broken.blame(death) })
      })
    },
    async close() {
      isClosed = true
      idle.length = 0
      await Promise.all([...open].map((handle) => handle.close()))
      open.clear()
    },
  }
}

/** The batch with those of its calls only. */
function keepCalls(batch: Batch, calls: ReadonlySet<Call>): Batch {
  const jobs = batch.jobs.flatMap((job) => {
    const kept = job.calls.filter((call) => calls.has(call))
    return kept.length === 0 ? [] : [{ ...job, calls: kept }]
  })
  return { bytes: batch.bytes, jobs }
}
