import { compare } from '@veinmind/versions'
import type { OsvEvent } from '../model.ts'

/** Versions from one to another; `undefined` has no bound. */
interface Interval {
  readonly from: string | undefined
  /** Whether it begins behind that version, not with it. */
  readonly isAfter: boolean
  readonly to: string | undefined
  /** Whether it ends with that version, not before it. */
  readonly isWith: boolean
}

/** The ranges of all gems but those that one of the requirements (`~> 2.3.4, >= 2.3.6`) takes; `undefined` for what is no requirement. */
export function rangesWithout(requirements: readonly string[]): readonly (readonly OsvEvent[])[] | undefined {
  const safe: Interval[] = []
  for (const requirement of requirements) {
    const interval = readRequirement(requirement)
    if (interval === undefined) return undefined
    safe.push(interval)
  }
  safe.sort((a, b) => order(a.from, b.from))
  const ranges: (readonly OsvEvent[])[] = []
  /** What is affected begins here; `undefined` where all that follows is safe. */
  let from: string | undefined = '0'
  for (const { from: start, isAfter, to, isWith } of safe) {
    if (from === undefined) break
    const isBehind = start !== undefined && order(from === '0' ? undefined : from, start) < 0
    if (isBehind || (isAfter && from === '0'))
      ranges.push([{ introduced: from }, isAfter ? { last_affected: start ?? '' } : { fixed: start ?? '' }])
    const next: string | undefined = to === undefined ? undefined : isWith ? behind(to) : to
    if (next === undefined || from === '0' || order(from, next) < 0) from = next
  }
  return from === undefined ? ranges : [...ranges, [{ introduced: from }]]
}

/** The bounds do not say "behind this version": no gem has a version between the two. */
const behind = (version: string): string => `${version}.0.0.0.1`

function order(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1
  return compare('RubyGems', a, b) ?? 0
}

function readRequirement(text: string): Interval | undefined {
  let interval: Interval = { from: undefined, isAfter: false, to: undefined, isWith: false }
  for (const part of text.split(',')) {
    const [, sign = '=', version] = /^\s*(~>|>=|<=|=|>|<)?\s*([\w.-]{1,100})\s*$/.exec(part) ?? []
    if (version === undefined) return undefined
    if (sign === '>=' || sign === '~>' || sign === '=' || sign === '>') {
      if (order(interval.from, version) < 0) interval = { ...interval, from: version, isAfter: sign === '>' }
    }
    const end = sign === '~>' ? bump(version) : sign.startsWith('<') || sign === '=' ? version : undefined
    if (end !== undefined && (interval.to === undefined || order(end, interval.to) < 0))
      interval = { ...interval, to: end, isWith: sign === '<=' || sign === '=' }
  }
  return interval
}

/** `~> 2.3.4` ends before 2.4, and before its first test version. */
function bump(version: string): string {
  const segments = /^\d+(?:\.\d+)*/.exec(version)?.[0].split('.').map(Number) ?? [0]
  if (segments.length > 1) segments.pop()
  segments[segments.length - 1] = (segments.at(-1) ?? 0) + 1
  return `${segments.join('.')}.a`
}
