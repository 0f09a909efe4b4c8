import { mib } from '@veinmind/sdk'
import { createChunkQueue } from './chunk-queue.ts'
import type { FileInput } from './inspect-call.ts'
import { callInspector } from './inspect-call.ts'
import type { Batch, Call, ChunkTarget, Job } from './jobs.ts'
import type { CallResult } from './messages.ts'
import { createBackpressure } from './backpressure.ts'
import { pipeToQueue } from './stream-call.ts'

/** Runs inspectors of plugins without a module, which cannot be sent to a worker. One that blocks blocks the scan. */
export interface LocalRunner {
  /** Resolves when every call of the batch is settled. */
  run(batch: Batch): Promise<void>
  stream(job: Omit<Job, 'calls' | 'offset'>, call: Call): ChunkTarget
  /** Calls that are not done are given up. */
  close(): void
}

/** Milliseconds between two looks at a call that takes its time. */
const LOOK = 200

/** `time`: milliseconds for a call, to which a second is added for each MiB of its file. */
export function createLocalRunner({ time }: { readonly time: number }): LocalRunner {
  let isClosed = false
  type Given = Partial<FileInput> & { readonly isWaiting?: () => boolean }

  function inspect(
    job: Omit<Job, 'calls' | 'offset'>,
    call: Call,
    { isWaiting, ...given }: Given,
  ): Promise<CallResult> {
    const { as, truncated, keywords, digests } = call
    const input = { entry: job.entry, as, truncated, keywords, digests, bytes: new Uint8Array(0), ...given }
    const result = callInspector(call.inspector.definition, call.inspector.context, {
      ...input,
      ...(job.spool === undefined ? {} : { spool: job.spool }),
    })
    return withTimeLimit(result, { limit: time + (job.size / mib(1)) * 1000, isWaiting, isClosed: () => isClosed })
  }

  return {
    async run({ bytes, jobs }) {
      for (const job of jobs) {
        for (const call of job.calls) {
          if (isClosed) {
            call.settle({ error: ENDED })
            continue
          }
          const content = bytes ? new Uint8Array(bytes, job.offset, call.length).slice() : new Uint8Array(0)
          call.settle(await inspect(job, call, { bytes: content }))
        }
      }
    },
    stream(job, call) {
      const pressure = createBackpressure()
      const queue = createChunkQueue((bytes) => pressure.subtract(bytes))
      let isEnded = false
      const isWaiting = (): boolean => pressure.level === 0 && !isEnded
      void inspect(job, call, { chunks: queue.chunks(), isWaiting }).then((result) => {
        pressure.close()
        call.settle(result)
      })
      const target = pipeToQueue(queue, pressure)
      return {
        ...target,
        end(isComplete) {
          isEnded = true
          target.end(isComplete)
        },
      }
    },
    close() {
      isClosed = true
    },
  }
}

interface Limits {
  /** Milliseconds, in which those do not count in which the call waits for its content. */
  readonly limit: number
  readonly isWaiting: (() => boolean) | undefined
  readonly isClosed: () => boolean
}

const ENDED = 'the scan has ended'

/** The result, or an error once the call has had its time or nobody waits for it any more. */
async function withTimeLimit(result: Promise<CallResult>, { limit, isWaiting, isClosed }: Limits): Promise<CallResult> {
  let timer: NodeJS.Timeout | undefined
  let deadline = performance.now() + limit
  const late = new Promise<CallResult>((resolve) => {
    const look = (): void => {
      const now = performance.now()
      if (isWaiting?.()) deadline = now + limit
      if (isClosed()) resolve({ error: ENDED })
      else if (now >= deadline) resolve({ error: `it took longer than ${Math.round(limit / 1000)} s` })
      else timer = setTimeout(look, LOOK)
    }
    timer = setTimeout(look, Math.min(limit, LOOK))
  })
  try {
    return await Promise.race([result, late])
  } finally {
    clearTimeout(timer)
  }
}
