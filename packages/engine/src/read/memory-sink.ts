import type { TarSink } from '@veinmind/image'
import { mib } from '@veinmind/sdk'
import type { Batcher } from './batcher.ts'
import { deliver } from './deliver.ts'
import type { Hasher } from './digests.ts'
import type { FilePlan } from './file-plan.ts'
import type { KeywordFilter } from './keyword-filter.ts'

/** What a sink in memory works with. */
export interface MemoryTools {
  readonly batcher: Batcher
  readonly filter: KeywordFilter
  /** Gets each chunk before the sink does. */
  readonly hasher: Hasher | undefined
}

/** Reason for a file whose content breaks off. */
export const BROKEN = 'the content breaks off'

/** Most that is reserved for a file at first: its header may claim more than follows. What is not written to takes no memory. */
const FIRST_ROOM = mib(16)
const NO_BYTES = new Uint8Array(0)

/** A sink that keeps as much of a file as its inspectors see, searches it for keywords, and delivers it as soon as possible. */
export function createMemorySink(
  size: number,
  plans: readonly FilePlan[],
  { batcher, filter, hasher }: MemoryTools,
): Required<TarSink> {
  const needed = Math.max(0, ...plans.map(({ length }) => length))
  const isSearched = plans.some(({ byKeywords }) => byKeywords)
  const isHashed = plans.some(({ byDigest }) => byDigest)
  const last = isSearched || isHashed ? size : needed
  let position = 0
  let kept: Buffer | undefined
  let isDone = plans.length === 0
  if (isSearched) filter.reset()

  function finish(bytes: Uint8Array): void {
    isDone = true
    deliver(plans, { bytes, digests: isHashed ? hasher?.finish() : undefined }, { batcher, filter })
    if (kept) batcher.release(kept)
  }

  function breakOff(): void {
    isDone = true
    for (const { request } of plans) request.settle({ error: BROKEN })
    if (kept) batcher.release(kept)
  }

  function keep(chunk: Uint8Array): void {
    const end = position + chunk.length
    if (!kept || kept.length < Math.min(needed, end)) {
      const room = Math.min(needed, Math.max(2 * (kept?.length ?? 0), end, Math.min(size, FIRST_ROOM)))
      kept = batcher.grow(kept, position, room)
    }
    if (position < needed) kept.set(chunk.subarray(0, needed - position), position)
  }

  return {
    data(chunk) {
      if (isDone) return
      if (isSearched) filter.update(chunk)
      const isWhole = position === 0 && chunk.length >= last
      if (isWhole) return finish(chunk)
      if (needed > 0) keep(chunk)
      position += chunk.length
      if (position >= last) finish(kept?.subarray(0, needed) ?? NO_BYTES)
    },
    end() {
      if (isDone) return
      if (position < last) breakOff()
      else finish(NO_BYTES)
    },
    abort() {
      if (!isDone) breakOff()
    },
  }
}
