import type { TarSink } from '@veinmind/image'
import type { ChunkTarget } from '../inspect/jobs.ts'
import type { Backpressure } from '../inspect/backpressure.ts'
import type { Batcher } from './batcher.ts'
import { createConditionalSink, neededHead, settleConditions } from './conditional-sink.ts'
import { deliver } from './deliver.ts'
import { createHasher } from './digests.ts'
import { needContent, sortRequests } from './file-plan.ts'
import type { KeywordFilter } from './keyword-filter.ts'
import { createMemorySink } from './memory-sink.ts'
import type { FileRequest } from './requests.ts'
import { createSpoolSink } from './spool-sink.ts'
import type { Spools } from './spools.ts'
import { whenOf } from './wants.ts'

/** What gathers the content of the files of one pass over a layer. */
export interface CollectorTools {
  readonly batcher: Batcher
  readonly filter: KeywordFilter
  readonly spools: Spools
  /** What is under way to inspectors in the whole scan. */
  readonly budget: Backpressure
  readonly stream: (request: FileRequest, size: number) => ChunkTarget
}

/** Takes the content of files as it passes, one file at a time, and keeps only what its inspectors are to see. */
export interface Collector {
  /** The sink for a file's content; undefined when none of it is needed: then every request is settled without it. */
  open(size: number, requests: readonly FileRequest[]): TarSink | undefined
  /**
   * A wait that is due before the next chunk. In a file that is streamed it is for its streams alone: what else is under
   * way may itself have to wait until this file is done.
   */
  wait(): Promise<void> | undefined
  /** The pass has failed: the rest of the file that is being taken will not come. */
  abort(): void
}

const NO_BYTES = new Uint8Array(0)

/** A collector of one pass. */
export function createCollector({ batcher, filter, spools, budget, stream }: CollectorTools): Collector {
  let targets: readonly ChunkTarget[] = []
  let current: Required<TarSink> | undefined

  function open(size: number, requests: readonly FileRequest[]): TarSink | undefined {
    if (requests.every(({ want }) => whenOf(want) === undefined)) return openFor(size, requests)
    const needed = neededHead(requests, size)
    if (needed === 0) return openFor(size, settleConditions(requests, NO_BYTES))
    return (current = createConditionalSink(requests, needed, (those) => openFor(size, those)))
  }

  function openFor(size: number, requests: readonly FileRequest[]): TarSink | undefined {
    current = undefined
    const { plans, streamed, spooled } = sortRequests(size, requests)
    const isContentNeeded = needContent(plans)
    if (!isContentNeeded && plans.length > 0) deliver(plans, { bytes: NO_BYTES }, { batcher, filter })
    if (!isContentNeeded && streamed.length === 0 && spooled.length === 0) return undefined

    const kept = isContentNeeded ? plans : []
    const hasher = createHasher([...kept.map(({ request }) => request), ...spooled].map(({ want }) => want))
    targets = streamed.map((request) => stream(request, size))
    const sinks = [
      ...targets.map(sinkOf),
      ...(spooled.length === 0 ? [] : [createSpoolSink(size, spooled, { batcher, spools, hasher })]),
      ...(kept.length === 0 ? [] : [createMemorySink(size, kept, { batcher, filter, hasher })]),
    ]
    const close = (): void => {
      targets = []
      current = undefined
    }
    current = {
      data(chunk) {
        hasher?.update(chunk)
        for (const sink of sinks) sink.data(chunk)
      },
      end() {
        for (const sink of sinks) sink.end()
        close()
      },
      abort() {
        for (const sink of sinks) sink.abort()
        close()
      },
    }
    return current
  }

  return {
    open,
    abort: () => current?.abort(),
    wait() {
      if (targets.length === 0) return budget.wait()
      const waits = targets.map((target) => target.wait()).filter((wait) => wait !== undefined)
      return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined)
    },
  }
}

function sinkOf(target: ChunkTarget): Required<TarSink> {
  return {
    data: (chunk) => target.write(chunk),
    end: () => target.end(true),
    abort: () => target.end(false),
  }
}
