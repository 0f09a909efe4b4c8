import { compare, inRange } from '@veinmind/versions'
import type { RangeEvent } from '@veinmind/versions'
import { decodeEvent } from '../store/rows.ts'
import type { StoredRow } from '../store/rows.ts'

/** Whether a version is affected: `unknown` where the ecosystem gives it and the advisory's no order. */
export type Verdict = { readonly kind: 'no' | 'unknown' } | { readonly kind: 'yes'; readonly fixed?: string }

const NO: Verdict = { kind: 'no' }

/** What a row says of a version; where it is affected, with the version that fixes it on the same branch. */
export function judge(ecosystem: string, version: string, { ranges = [], versions = [] }: StoredRow): Verdict {
  let isUnknown = false
  let isAffected = versions.includes(version) || versions.some((other) => compare(ecosystem, version, other) === 0)
  let fixed: string | undefined
  for (const range of ranges) {
    const events = range.map(decodeEvent)
    const result = inRange(ecosystem, version, events)
    if (result === undefined) isUnknown = true
    if (result !== true) continue
    isAffected = true
    fixed = lowest(ecosystem, [fixed, fixBehind(ecosystem, version, events)])
  }
  if (isAffected) {
    // A list of versions says nothing of fixes: what its ranges end with may be on this branch.
    const best = fixed ?? (versions.length > 0 ? fixOfOthers(ecosystem, version, ranges) : undefined)
    return { kind: 'yes', ...(best === undefined ? {} : { fixed: best }) }
  }
  return isUnknown ? { kind: 'unknown' } : NO
}

/** The end of the stretch that the version lies in: the lowest `fixed` above it, not the last of several branches. */
function fixBehind(ecosystem: string, version: string, events: readonly RangeEvent[]): string | undefined {
  const above = events.flatMap((event) =>
    'fixed' in event && compare(ecosystem, version, event.fixed) === -1 ? [event.fixed] : [],
  )
  const first = lowest(ecosystem, above)
  if (first === undefined) return undefined
  // What ends before it with a version that is still affected is fixed by none of these.
  const isCut = events.some(
    (event) =>
      'lastAffected' in event &&
      (compare(ecosystem, version, event.lastAffected) ?? 1) <= 0 &&
      compare(ecosystem, event.lastAffected, first) === -1,
  )
  return isCut ? undefined : first
}

function fixOfOthers(ecosystem: string, version: string, ranges: readonly (readonly string[])[]): string | undefined {
  return lowest(
    ecosystem,
    ranges.map((range) => fixBehind(ecosystem, version, range.map(decodeEvent))),
  )
}

/** The oldest of some versions; what cannot be compared comes last. */
export function lowest(ecosystem: string, versions: readonly (string | undefined)[]): string | undefined {
  return versions.reduce((least, each) => {
    if (each === undefined || least === undefined) return least ?? each
    return compare(ecosystem, each, least) === -1 ? each : least
  }, undefined)
}
