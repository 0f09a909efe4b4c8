import type { ChunkQueue } from './chunk-queue.ts'
import type { Gauge } from '../read/gauge.ts'
import { createGauge } from '../read/gauge.ts'
import type { ChunkTarget, Job } from './jobs.ts'
import type { Death, WorkerHandle } from './worker-handle.ts'

/** Sends chunks to the one call of `job` in a worker; `finished` is told when the call is settled or the worker dead. */
export function pipeToWorker(
  handle: WorkerHandle,
  job: Job,
  finished: (death: Death | undefined) => void,
): ChunkTarget {
  const gauge = createGauge()
  let isEnded = false
  const stream = { taken: (bytes: number) => gauge.subtract(bytes), isWaiting: () => gauge.level === 0 && !isEnded }
  const [call] = job.calls
  const run = handle.run(
    { bytes: undefined, jobs: [job] },
    { stream, settled: (_call, result) => call?.settle(result) },
  )
  void run.then((death) => {
    gauge.close()
    finished(death)
  })
  return {
    write(chunk) {
      if (gauge.isClosed) return
      gauge.add(chunk.length)
      handle.send({ kind: 'chunk', bytes: chunk.slice() })
    },
    end(isComplete) {
      isEnded = true
      if (!gauge.isClosed) handle.send({ kind: 'end', isComplete })
    },
    wait: () => gauge.wait(),
  }
}

/** Pushes chunks to a call in this process, through `queue`; `gauge.subtract` is told of what was taken. */
export function pipeToQueue(queue: ChunkQueue, gauge: Gauge): ChunkTarget {
  return {
    write(chunk) {
      if (gauge.isClosed) return
      gauge.add(chunk.length)
      queue.push(chunk.slice())
    },
    end(isComplete) {
      if (isComplete) queue.end()
      else queue.fail(new Error('the content breaks off'))
    },
    wait: () => gauge.wait(),
  }
}
