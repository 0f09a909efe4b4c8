import type { Digests, Entry } from '@veinmind/sdk'
import { kib, mib } from '@veinmind/sdk'
import type { FileRequest } from './requests.ts'
import { selectDigests } from './digests.ts'
import type { Batch, Call, Job } from '../inspect/jobs.ts'
import type { BufferPool } from './buffer-pool.ts'
import { createGrownBuffers } from './grown-buffers.ts'
import type { GrownBuffers } from './grown-buffers.ts'
import type { SpoolWriter } from './spools.ts'

/** Puts files together into messages of a good size. */
export interface Batcher extends Pick<GrownBuffers, 'grow' | 'release'> {
  /** Adds a file with its calls. Of `content`, only what the calls see is copied; a large one in a buffer of `grow` is not. */
  add(entry: Entry, content: Uint8Array, calls: readonly Call[]): void
  addSpool(writer: SpoolWriter, size: number, requests: readonly FileRequest[], digests?: Digests): void
  /** Sends what is gathered, and waits until all that was sent is inspected. */
  finish(): Promise<void>
}

/** Content of this size or more travels alone. */
const LARGE = kib(256)
const BLOCK = mib(1)
const MAX_JOBS = 256
/** What a file costs beside its content while it is under way. */
const JOB_COST = kib(1)
/** What a spool costs of the same budget: few of them wait on the disk at a time. */
const SPOOL_COST = mib(4)

/** A batcher whose batches `run` inspects. */
export function createBatcher(buffers: BufferPool, run: (batch: Batch) => Promise<void>): Batcher {
  const sent = new Set<Promise<void>>()
  const grown = createGrownBuffers(buffers)
  let jobs: Job[] = []
  let block: SharedArrayBuffer | undefined
  let used = 0

  function send(batch: Batch, after: () => void): void {
    const isSpool = batch.jobs.some(({ spool }) => spool !== undefined)
    const size = isSpool ? SPOOL_COST : batch.jobs.reduce((sum, job) => sum + job.size, 0)
    const cost = batch.jobs.length * JOB_COST + size
    buffers.pressure.add(cost)
    const work = run(batch).finally(() => {
      buffers.pressure.subtract(cost)
      if (batch.bytes) grown.takeBack(batch.bytes)
      sent.delete(work)
      after()
    })
    sent.add(work)
  }

  function flush(): void {
    if (jobs.length === 0) return
    send({ bytes: block, jobs }, () => undefined)
    jobs = []
    block = undefined
    used = 0
  }

  return {
    add(entry, content, calls) {
      const length = Math.max(...calls.map((call) => call.length))
      if (length >= LARGE) {
        send({ bytes: grown.lend(content, length), jobs: [{ entry, offset: 0, size: length, calls }] }, () => undefined)
        return
      }
      if (used + length > BLOCK || jobs.length === MAX_JOBS) flush()
      if (length > 0) {
        block ??= buffers.take(BLOCK)
        new Uint8Array(block, used, length).set(content.subarray(0, length))
      }
      jobs.push({ entry, offset: used, size: length, calls })
      used += length
    },
    addSpool(writer, size, requests, digests) {
      const spooled = [...Map.groupBy(requests, (request) => request.entry)].map(([entry, group]): Job => {
        const calls = group.map((request): Call => {
          return {
            inspector: request.inspector,
            as: request.want.kind === 'stream' ? 'chunks' : 'spool',
            length: 0,
            truncated: false,
            keywords: [],
            digests: selectDigests(digests, request.want),
            settle: (result) => request.settle(result),
          }
        })
        return { entry, offset: 0, size, spool: writer.path, calls }
      })
      send({ bytes: undefined, jobs: spooled }, () => void writer.remove())
    },
    grow: (buffer, kept, size) => grown.grow(buffer, kept, size),
    release: (buffer) => grown.release(buffer),
    async finish() {
      flush()
      while (sent.size > 0) await Promise.all(sent)
    },
  }
}
