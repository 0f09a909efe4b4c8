import type { TarSink } from '@veinmind/image'
import { gib, kib, mib, toVeinmindError } from '@veinmind/sdk'
import type { Digests } from '@veinmind/sdk'
import type { FileRequest } from './requests.ts'
import type { Batcher } from './batcher.ts'
import type { Hasher } from './digests.ts'
import { createHasher, digestsOf, selectDigests } from './digests.ts'
import type { Backpressure } from './backpressure.ts'
import type { ChunkTarget } from '../inspect/jobs.ts'
import type { KeywordFilter } from './keyword-filter.ts'
import type { Handing } from '../inspect/messages.ts'
import { createConditionalSink, neededHead, settleConditions } from './conditional-sink.ts'
import { whenOf } from './wants.ts'
import type { SpoolWriter, Spools } from './spools.ts'
import type { FileOutcome } from './results.ts'

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
  /** The sink for a file's content; undefined when none of it is needed (and then every ask has its outcome on the way). */
  open(size: number, requests: readonly FileRequest[]): TarSink | undefined
  /**
   * A wait that is due before the next chunk. In a file that is streamed it is for its streams alone: what else is under
   * way may itself have to wait until this file is done.
   */
  wait(): Promise<void> | undefined
  /** The pass has failed: the content of the file at hand does not come. */
  abort(): void
}

/** A stream of no more than this is handed over whole. */
const SMALL_STREAM = mib(1)
/** A stream to another process is on disk, since several that are read at once would wait for each other; no more than this. */
const MAX_REMOTE_STREAM = gib(4)
/** Room that is taken for a file before it has shown that it is as large as its header says. */
const FIRST_ROOM = kib(256)

const BROKEN = 'the content breaks off'
const NO_BYTES = new Uint8Array(0)

/** How an ask is met. */
interface Plan {
  readonly request: FileRequest
  readonly as: Handing
  readonly length: number
  readonly truncated: boolean
  readonly byKeywords: boolean
  /** Whether it waits for a digest of the whole file. */
  readonly byDigest: boolean
}

/** What takes the content of one file. */
interface Taken {
  readonly plans: readonly Plan[]
  readonly hasher: Hasher | undefined
  /** For those whose content does not stay in memory. */
  readonly others: readonly Required<TarSink>[]
}

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
    const plans: Plan[] = []
    const streamed: FileRequest[] = []
    const spooled: FileRequest[] = []
    for (const request of requests) {
      const { want } = request
      const isTooLarge =
        want.kind === 'content' ? want.over === 'skip' && size > want.max : want.kind === 'spool' && size > want.max
      const isLongStream = want.kind === 'stream' && size > SMALL_STREAM
      const isRemote = request.inspector.owner.remote !== undefined
      if (isTooLarge || (isLongStream && isRemote && size > MAX_REMOTE_STREAM)) request.settle({ skipped: 'too-large' })
      else if (want.kind === 'spool' || (isLongStream && isRemote)) spooled.push(request)
      else if (isLongStream) streamed.push(request)
      else plans.push(planOf(request, size))
    }
    const isContentNeeded = plans.some(({ length, byKeywords, byDigest }) => length > 0 || byKeywords || byDigest)
    if (!isContentNeeded) {
      if (plans.length > 0) deliver(plans, NO_BYTES)
      plans.length = 0
    }
    if (plans.length === 0 && streamed.length === 0 && spooled.length === 0) return undefined
    const hasher = createHasher([...plans.map(({ request }) => request.want), ...spooled.map(({ want }) => want)])
    return (current = sink(size, { plans, hasher, others: openSinks(size, streamed, spooled, hasher) }))
  }

  /** Sinks of what does not stay in memory. */
  function openSinks(
    size: number,
    streamed: readonly FileRequest[],
    spooled: readonly FileRequest[],
    hasher: Hasher | undefined,
  ): Required<TarSink>[] {
    targets = streamed.map((request) => stream(request, size))
    const sinks = targets.map((target) => ({
      data: (chunk: Uint8Array) => target.write(chunk),
      end: () => target.end(true),
      abort: () => target.end(false),
    }))
    return spooled.length === 0 ? sinks : [...sinks, spoolSink(size, spooled, hasher)]
  }

  function sink(size: number, { plans, hasher, others }: Taken): Required<TarSink> {
    const needed = Math.max(0, ...plans.map(({ length }) => length))
    const isSearched = plans.some(({ byKeywords }) => byKeywords)
    const last = isSearched || plans.some(({ byDigest }) => byDigest) ? size : needed
    let position = 0
    let kept: Buffer | undefined
    let isDone = plans.length === 0
    if (isSearched) filter.reset()

    function finish(content: Uint8Array): void {
      isDone = true
      deliver(plans, content, hasher?.finish())
      if (kept) batcher.release(kept)
    }
    function keep(chunk: Uint8Array): void {
      const room = Math.min(
        needed,
        Math.max(2 * (kept?.length ?? 0), position + chunk.length, Math.min(size, FIRST_ROOM)),
      )
      if (!kept || kept.length < Math.min(needed, position + chunk.length)) kept = batcher.grow(kept, position, room)
      if (position < needed) kept.set(chunk.subarray(0, needed - position), position)
    }

    function breakOff(): void {
      isDone = true
      for (const { request } of plans) request.settle({ error: BROKEN })
      if (kept) batcher.release(kept)
    }

    return {
      data(chunk) {
        hasher?.update(chunk)
        for (const other of others) other.data(chunk)
        if (isDone) return
        if (isSearched) filter.update(chunk)
        const isWhole = position === 0 && chunk.length >= last
        if (isWhole) return finish(chunk)
        if (needed > 0) keep(chunk)
        position += chunk.length
        if (position >= last) finish(kept?.subarray(0, needed) ?? NO_BYTES)
      },
      end() {
        for (const other of others) other.end()
        targets = []
        current = undefined
        if (isDone) return
        if (position < last) breakOff()
        else finish(NO_BYTES)
      },
      abort() {
        for (const other of others) other.abort()
        targets = []
        current = undefined
        if (!isDone) breakOff()
      },
    }
  }

  /** Hands the content over to those who get it. */
  function deliver(plans: readonly Plan[], content: Uint8Array, digests?: Digests): void {
    for (const group of groupByEntry(plans)) {
      const calls = group.flatMap(({ request, as, length, truncated, byKeywords }) => {
        const keywords = byKeywords ? filter.found(request.inspector) : []
        if (byKeywords && keywords.length === 0) {
          request.settle(truncated ? { truncated } : {})
          return []
        }
        const settle = (result: FileOutcome): void =>
          request.settle(truncated && request.want.kind === 'content' ? { ...result, truncated } : result)
        return [
          {
            inspector: request.inspector,
            as,
            length,
            truncated,
            keywords,
            digests: selectDigests(digests, request.want),
            settle,
          },
        ]
      })
      const [first] = group
      if (first && calls.length > 0) batcher.add(first.request.entry, content, calls)
    }
  }

  function spoolSink(size: number, requests: readonly FileRequest[], hasher: Hasher | undefined): Required<TarSink> {
    let writer: SpoolWriter | undefined
    let failure: string | undefined
    const attempt = (action: () => void): void => {
      try {
        if (failure === undefined) action()
      } catch (error) {
        failure = `it cannot be spooled: ${toVeinmindError(error).message}`
      }
    }
    const fail = (error: string): void => {
      for (const request of requests) request.settle({ error })
      void writer?.remove()
    }
    attempt(() => (writer = spools.create()))
    return {
      data: (chunk) => attempt(() => writer?.write(chunk)),
      end() {
        attempt(() => writer?.end())
        if (failure === undefined && writer) batcher.addSpool(writer, size, requests, hasher?.finish())
        else fail(failure ?? 'it cannot be spooled')
      },
      abort: () => fail(BROKEN),
    }
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

function planOf(request: FileRequest, size: number): Plan {
  const { want } = request
  const byDigest = digestsOf(want).length > 0
  if (want.kind === 'head' || want.kind === 'content') {
    const byKeywords = want.kind === 'content' && want.keywords
    return { request, as: 'bytes', length: Math.min(want.max, size), truncated: size > want.max, byKeywords, byDigest }
  }
  const length = want.kind === 'stream' ? size : 0
  return {
    request,
    as: want.kind === 'stream' ? 'chunks' : 'nothing',
    length,
    truncated: false,
    byKeywords: false,
    byDigest,
  }
}

/** Asks of one file under the same name go to a worker together; one body may be asked for under several names. */
function groupByEntry(plans: readonly Plan[]): Iterable<readonly Plan[]> {
  if (plans.length < 2) return [plans]
  return Map.groupBy(plans, ({ request }) => request.entry).values()
}
