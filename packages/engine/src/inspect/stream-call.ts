import type { ChunkQueue } from './chunk-queue.ts'
import type { Backpressure } from './backpressure.ts'
import { createBackpressure } from './backpressure.ts'
import type { ChunkTarget, Job } from './jobs.ts'
import type { Death, WorkerHandle } from './worker-handle.ts'

/** Sends chunks to the one call of `job` in a worker; `finished` is told when the call is settled or the worker dead. */
export function pipeToWorker(
  handle: WorkerHandle,
  job: Job,
  finished: (death: Death | undefined) => void,
): ChunkTarget {
  const pressure = createBackpressure()
  let isEnded = false
  const stream = {
    taken: (bytes: number) => pressure.subtract(bytes),
    isWaiting: () => pressure.level === 0 && !isEnded,
  }
  const [call] = job.calls
  const run = handle.run(
    { bytes: undefined, jobs: [job] },
    { stream, settled: (_call, result) => call?.settle(result) },
  )
  void run.then((death) => {
    pressure.close()
    finished(death)
  })
  return {
    write(chunk) {
      if (pressure.isClosed) return
      pressure.add(chunk.length)
      handle.send({ kind: 'chunk', bytes: new Uint8Array(chunk) })
    },
    end(isComplete) {
      isEnded = true
      if (!pressure.isClosed) handle.send({ kind: 'end', isComplete })
    },
    wait: () => pressure.wait(),
  }
}

/** Pushes chunks to a call in this process, through `queue`; `pressure.subtract` is told of what was taken. */
export function pipeToQueue(queue: ChunkQueue, pressure: Backpressure): ChunkTarget {
  return {
    write(chunk) {
      if (pressure.isClosed) return
      pressure.add(chunk.length)
      queue.push(new Uint8Array(chunk))
    },
    end(isComplete) {
      if (isComplete) queue.end()
      else queue.fail(new Error('the content breaks off'))
    },
    wait: () => pressure.wait(),
  }
}
