import { COMMON_WORDS } from './common-words.ts'

/**
 * What a rule asks of the bytes of a file: a text in it (letters in any case), a pattern behind texts of which one must stand there too, or
 * several of these. Plain data.
 */
export type Condition =
  | string
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly atLeast: number; readonly of: readonly Condition[] }
  | { readonly pattern: RegExp; readonly near: readonly string[] }

/** What is known of one file when conditions are asked. */
export interface Evidence {
  /** Where a text first stands; undefined when it does not. */
  positionOf(literal: string): number | undefined
  /** Where a pattern first matches. It is asked only where one of its texts stands. */
  matchOf(pattern: RegExp): number | undefined
}

/** The places that make a condition true; undefined when it is not. */
export function placesOf(condition: Condition, evidence: Evidence): readonly number[] | undefined {
  if (typeof condition === 'string') return listOf(evidence.positionOf(condition))
  if ('pattern' in condition) {
    const isThere = condition.near.some((literal) => evidence.positionOf(literal) !== undefined)
    return isThere ? listOf(evidence.matchOf(condition.pattern)) : undefined
  }
  const { parts, needed } = partsOf(condition)
  const places: number[] = []
  let count = 0
  for (const [index, part] of parts.entries()) {
    if (count === needed || count + parts.length - index < needed) break
    const found = placesOf(part, evidence)
    if (found === undefined) continue
    count += 1
    places.push(...found)
  }
  return count >= needed ? places : undefined
}

/** Every text that a condition looks for. */
export function literalsOf(condition: Condition): readonly string[] {
  if (typeof condition === 'string') return [condition]
  if ('pattern' in condition) return condition.near
  return partsOf(condition).parts.flatMap(literalsOf)
}

/**
 * The fewest texts of which one at least stands in every file that fulfils the condition: what has none of them need not be looked at. Of
 * an `all` that is one part; of `atLeast` n of m parts any m - n + 1 of them. Those that say most are taken.
 */
export function anchorsOf(condition: Condition): readonly string[] {
  if (typeof condition === 'string') return [condition]
  if ('pattern' in condition) return condition.near
  const { parts, needed } = partsOf(condition)
  const choices = parts.map(anchorsOf).toSorted((a, b) => worthOf(b) - worthOf(a))
  return [...new Set(choices.slice(0, parts.length - needed + 1).flat())]
}

function partsOf(condition: Exclude<Condition, string | { pattern: RegExp }>): {
  readonly parts: readonly Condition[]
  readonly needed: number
} {
  if ('all' in condition) return { parts: condition.all, needed: condition.all.length }
  if ('any' in condition) return { parts: condition.any, needed: 1 }
  return { parts: condition.of, needed: condition.atLeast }
}

/** Long texts are rare; a set is as rare as its shortest text, and a short set is better than a long one. */
function worthOf(literals: readonly string[]): number {
  if (literals.some((literal) => COMMON_WORDS.has(literal.toLowerCase()))) return -100 - literals.length
  return Math.min(...literals.map(({ length }) => Math.min(length, 24))) - literals.length / 10
}

function listOf(position: number | undefined): readonly number[] | undefined {
  return position === undefined ? undefined : [position]
}
