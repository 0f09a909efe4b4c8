import type { Batch, Call, ChunkTarget, Job } from './jobs.ts'
import { createLocalRunner } from './local-runner.ts'
import type { PoolOptions } from './pool.ts'
import { createPool } from './pool.ts'

/** Where files are inspected: in workers, or in the process for plugins that cannot be sent to one. */
export interface Inspections {
  /** Says that there will soon be files. */
  prepare(): void
  /** Resolves when every call of the batch is settled. */
  run(batch: Batch): Promise<void>
  stream(job: Omit<Job, 'calls' | 'offset'>, call: Call): ChunkTarget
  close(): Promise<void>
}

/** Inspections of a scan. */
export function createInspections(options: PoolOptions): Inspections {
  const pool = createPool(options)
  const local = createLocalRunner({ time: options.time })
  const hasWorkers = options.workers > 0
  const isLocal = ({ slot }: Call): boolean => !hasWorkers || slot.owner.module === undefined
  return {
    prepare() {
      if (hasWorkers) pool.prepare()
    },
    async run(batch) {
      const here = select(batch, isLocal)
      const there = here.jobs.length === 0 ? batch : select(batch, (call) => !isLocal(call))
      const work = []
      if (there.jobs.length > 0) work.push(pool.run(there))
      if (here.jobs.length > 0) work.push(local.run(here))
      await Promise.all(work)
    },
    stream: (job, call) => (isLocal(call) ? local : pool).stream(job, call),
    async close() {
      local.close()
      await pool.close()
    },
  }
}

function select(batch: Batch, filter: (call: Call) => boolean): Batch {
  const jobs = batch.jobs.flatMap((job) => {
    const calls = job.calls.filter(filter)
    return calls.length === 0 ? [] : [{ ...job, calls }]
  })
  return { bytes: batch.bytes, jobs }
}
