import { mib } from '@veinmind/sdk'
import { createChunkQueue } from './chunk-queue.ts'
import type { FileInput } from './inspect-call.ts'
import { callInspector } from './inspect-call.ts'
import type { Batch, Call, ChunkTarget, Job } from './jobs.ts'
import type { CallResult } from './messages.ts'
import { createGauge } from './gauge.ts'
import { pipeToQueue } from './stream-call.ts'

/** Runs inspectors of plugins without a module, which cannot be sent to a worker. One that blocks blocks the scan. */
export interface LocalRunner {
  /** Resolves when every call of the batch is settled. */
  run(batch: Batch): Promise<void>
  stream(job: Omit<Job, 'calls' | 'offset'>, call: Call): ChunkTarget
}

/** `time`: milliseconds for a call, to which a second is added for each MiB of its file. */
export function createLocalRunner({ time }: { readonly time: number }): LocalRunner {
  type Given = Partial<FileInput> & { readonly isWaiting?: () => boolean }

  function inspect(job: Omit<Job, 'calls' | 'offset'>, call: Call, { isWaiting, ...given }: Given): Promise<CallResult> {
    const { as, truncated, keywords } = call
    const input = { entry: job.entry, as, truncated, keywords, bytes: new Uint8Array(0), ...given }
    const result = callInspector(call.slot.inspector, call.slot.context, {
      ...input,
      ...(job.spool === undefined ? {} : { spool: job.spool }),
    })
    return withTimeLimit(result, time + (job.size / mib(1)) * 1000, isWaiting)
  }

  return {
    async run({ bytes, jobs }) {
      for (const job of jobs) {
        for (const call of job.calls) {
          const content = bytes ? new Uint8Array(bytes, job.offset, call.length).slice() : new Uint8Array(0)
          call.settle(await inspect(job, call, { bytes: content }))
        }
      }
    },
    stream(job, call) {
      const gauge = createGauge()
      const queue = createChunkQueue((bytes) => gauge.subtract(bytes))
      let isEnded = false
      const isWaiting = (): boolean => gauge.level === 0 && !isEnded
      void inspect(job, call, { chunks: queue.chunks(), isWaiting }).then((result) => {
        gauge.close()
        call.settle(result)
      })
      const target = pipeToQueue(queue, gauge)
      return {
        ...target,
        end(isComplete) {
          isEnded = true
          target.end(isComplete)
        },
      }
    },
  }
}

/** The result, or an error once `limit` milliseconds have passed in which the call was not waiting for its content. */
async function withTimeLimit(result: Promise<CallResult>, limit: number, isWaiting = () => false): Promise<CallResult> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<CallResult>((resolve) => {
    const look = (): void => {
      if (isWaiting()) timer = setTimeout(look, limit)
      else resolve({ error: `it took longer than ${Math.round(limit / 1000)} s` })
    }
    timer = setTimeout(look, limit)
  })
  try {
    return await Promise.race([result, late])
  } finally {
    clearTimeout(timer)
  }
}
