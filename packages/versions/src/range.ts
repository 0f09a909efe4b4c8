import { compare } from './compare.ts'
import type { Ecosystem } from './compare.ts'

/**
 * One event of a range, as in the OSV schema: from `introduced` on (`0`: from the first version on) versions are affected, from
 * `fixed` on they are not, after `lastAffected` they are not. `limit` bounds the whole: what is not older than any limit is not
 * affected (`*`: no bound).
 */
export type RangeEvent =
  | { readonly introduced: string }
  | { readonly fixed: string }
  | { readonly lastAffected: string }
  | { readonly limit: string }

/** An event that turns a range on or off at a version. */
interface Turn {
  /** `undefined`: before all versions. */
  readonly at: string | undefined
  readonly on: boolean
  /** Whether it takes effect after its version, not with it. */
  readonly after: boolean
}

/**
 * Whether a version lies in a range, whose events may come in any order and several of each kind. `undefined` where a
 * comparison that it depends on has no answer. A range without `introduced` has nothing in it.
 */
export function inRange(ecosystem: Ecosystem, version: string, events: readonly RangeEvent[]): boolean | undefined {
  const limits = events.flatMap((event) => ('limit' in event ? [event.limit] : []))
  const below = limits.map((limit) => (limit === '*' ? -1 : compare(ecosystem, version, limit)))
  if (limits.length > 0 && !below.includes(-1)) return below.includes(undefined) ? undefined : false

  const turns = events.flatMap(turnOf)
  const sides = turns.map(({ at }) => (at === undefined ? 1 : compare(ecosystem, version, at)))
  if (sides.includes(undefined)) return undefined
  const passed = turns.filter(({ after }, index) => sides[index] === 1 || (sides[index] === 0 && !after))
  let last: Turn | undefined
  for (const turn of passed) {
    const isLater = last === undefined ? true : comesAfter(ecosystem, turn, last)
    if (isLater === undefined) return undefined
    if (isLater) last = turn
  }
  return last?.on ?? false
}

/** Of two events of one version the one that is listed later counts: a range may end where the next begins. */
function comesAfter(ecosystem: Ecosystem, turn: Turn, last: Turn): boolean | undefined {
  if (turn.at === undefined || last.at === undefined) return last.at === undefined
  const result = compare(ecosystem, turn.at, last.at)
  if (result === 0) return turn.after || !last.after
  return result && result > 0
}

function turnOf(event: RangeEvent): readonly Turn[] {
  if ('introduced' in event)
    return [{ at: event.introduced === '0' ? undefined : event.introduced, on: true, after: false }]
  if ('fixed' in event) return [{ at: event.fixed, on: false, after: false }]
  return 'lastAffected' in event ? [{ at: event.lastAffected, on: false, after: true }] : []
}
