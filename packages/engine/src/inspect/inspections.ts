import type { Batch, Call, ChunkTarget, Job } from './jobs.ts'
import { createLocalRunner } from './local-runner.ts'
import type { PoolOptions } from './pool.ts'
import { createPool } from './pool.ts'
import { runRemotely } from './remote-calls.ts'

/** Where files are inspected: in workers, in the plugin's own process, or in this one for plugins that cannot be sent to a worker. */
export interface Inspections {
  /** Says that there will soon be files. */
  prepare(): void
  /** Resolves when every call of the batch is settled. */
  run(batch: Batch): Promise<void>
  stream(job: Omit<Job, 'calls' | 'offset'>, call: Call): ChunkTarget
  close(): Promise<void>
}

const NOTHING: Batch = { bytes: undefined, jobs: [] }

/** Inspections of a scan. */
export function createInspections(options: PoolOptions): Inspections {
  const pool = createPool(options)
  const local = createLocalRunner({ time: options.time })
  const hasWorkers = options.workers > 0
  const hasRemotes = options.inspectors.some(({ owner }) => owner.remote !== undefined)
  const isRemote = ({ inspector }: Call): boolean => inspector.owner.remote !== undefined
  const isLocal = (call: Call): boolean => {
    const { owner, definition } = call.inspector
    return !isRemote(call) && (!hasWorkers || owner.module === undefined || definition.runs === 'main')
  }
  return {
    prepare() {
      if (hasWorkers) pool.prepare()
    },
    async run(batch) {
      const elsewhere = hasRemotes ? select(batch, isRemote) : NOTHING
      const here = select(batch, isLocal)
      const areAllThere = elsewhere.jobs.length + here.jobs.length === 0
      const there = areAllThere ? batch : select(batch, (call) => !isLocal(call) && !isRemote(call))
      const work = []
      if (elsewhere.jobs.length > 0) work.push(runRemotely(elsewhere, options.time))
      if (there.jobs.length > 0) work.push(pool.run(there))
      if (here.jobs.length > 0) work.push(local.run(here))
      await Promise.all(work)
    },
    /** Never for another process: what it reads as a stream is on disk. */
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
