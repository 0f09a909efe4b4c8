import type { Gap, Gaps } from '@veinmind/report'

/** Gathers what a plugin did not see of an entity. */
export interface GapList {
  add(gap: Gap): void
  /** Adds `count` gaps, of which these are known by path and reason. */
  addSome(gaps: readonly Gap[], count: number): void
  /** Undefined when all was seen. */
  finish(): Gaps | undefined
}

/** How many gaps a report shows beside a plugin; its coverage lists more. */
const SHOWN = 3
/** Distinct gaps that are remembered, so that one that is said twice counts once. */
const MAX_KNOWN = 1000

/** Nothing is missing yet. */
export function createGapList(): GapList {
  const known = new Set<string>()
  const first: Gap[] = []
  let count = 0

  function add(gap: Gap): void {
    const key = JSON.stringify([gap.reason, gap.path])
    if (known.has(key)) return
    if (known.size < MAX_KNOWN) known.add(key)
    count += 1
    if (first.length < SHOWN) first.push(gap)
  }

  return {
    add,
    addSome(gaps, all) {
      for (const gap of gaps.slice(0, SHOWN - first.length)) first.push(gap)
      count += all
    },
    finish: () => (count === 0 ? undefined : { count, first }),
  }
}

/** What was not seen of several entities: the first of all, and how much in all. */
export function joinGaps(all: readonly Gaps[]): Gaps | undefined {
  const count = all.reduce((sum, gaps) => sum + gaps.count, 0)
  return count === 0 ? undefined : { count, first: all.flatMap((gaps) => gaps.first).slice(0, SHOWN) }
}
