import { COMMON_WORDS } from '../rules/common-words.ts'
import { CONTENT_RULES } from '../rules/index.ts'
import type { ContentRule, Subject } from '../rules/rule.ts'
import { anchorsOf, literalsOf, placesOf } from '../rules/condition.ts'
import { createLiteralSearch, MIN_LITERAL } from './find-literals.ts'
import type { LiteralSearch } from './find-literals.ts'

/** A rule that bytes fulfil, and the places that show it. */
export interface Match {
  readonly rule: ContentRule
  readonly places: readonly number[]
}

/** Rules with one search for all of their texts. */
interface RuleSet {
  readonly rules: readonly ContentRule[]
  readonly numbers: ReadonlyMap<string, number>
  readonly search: LiteralSearch
}

function createRuleSet(rules: readonly ContentRule[]): RuleSet {
  const literals = [...new Set(rules.flatMap(({ when }) => literalsOf(when)).map((literal) => literal.toLowerCase()))]
  const searched = literals.filter(({ length }) => length >= MIN_LITERAL)
  return {
    rules,
    numbers: new Map(searched.map((literal, number) => [literal, number])),
    search: createLiteralSearch(searched),
  }
}

const ALL = createRuleSet(CONTENT_RULES)
/** Sets that were made for the words of one file: most files hold the words of one rule or two. */
const known = new Map<string, RuleSet>()
const MOST_KNOWN = 256

function ruleSetFor(words: ReadonlySet<string>): RuleSet {
  const rules = CONTENT_RULES.filter((rule) => WORDS.get(rule)?.some((word) => words.has(word)))
  const key = rules.map(({ number }) => number).join()
  const set = known.get(key) ?? createRuleSet(rules)
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(key, set)
  return set
}

/** What the engine can search, and words that so many harmless programs and texts have that they choose nothing. */
const LONGEST_WORD = 64
const SHORTEST_WORD = 5
/** Scripts are looked at whatever they hold: of their words only those help that are rare, for scripts that look like none. */
const SHORTEST_OF_SCRIPTS = 8

const wordsOf = ({ when, in: subjects }: ContentRule): readonly string[] => {
  const words = anchorsOf(when).map((literal) => literal.toLowerCase().slice(0, LONGEST_WORD))
  const isScript = !subjects.includes('program')
  const shortest = isScript ? SHORTEST_OF_SCRIPTS : SHORTEST_WORD
  return words.filter(
    (word) => word.length >= shortest && /^[\x20-\x7e]+$/.test(word) && !(isScript && COMMON_WORDS.has(word)),
  )
}

const WORDS = new Map(CONTENT_RULES.map((rule) => [rule, wordsOf(rule)]))

/** Every file that a rule may match, unless it is a script, holds one of these. */
export const ANCHORS: readonly string[] = [...new Set([...WORDS.values()].flat())]

/** Patterns are asked of no more than this: what a script does stands at its beginning. */
const MOST_TEXT = 4 * 1024 * 1024

/** The rules that these bytes fulfil. Where it is known which of `ANCHORS` the file holds, no others are looked for. */
export function matchRules(bytes: Uint8Array, subject: Subject, words?: ReadonlySet<string>): readonly Match[] {
  const { rules, numbers, search } = words === undefined ? ALL : ruleSetFor(words)
  const found = search.find(bytes)
  if (found.size === 0) return []
  let text: string | undefined
  const readText = (): string =>
    (text ??= Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MOST_TEXT)).toString('latin1'))
  const listOf = (at: number): number | undefined => (at < 0 ? undefined : at)
  const evidence = {
    // Those that are too short for the search are asked for only where the rest of a rule is there.
    positionOf: (literal: string) =>
      literal.length < MIN_LITERAL
        ? listOf(readText().indexOf(literal))
        : found.get(numbers.get(literal.toLowerCase()) ?? -1),
    matchOf: (pattern: RegExp) => listOf(readText().search(pattern)),
  }
  return rules.flatMap((rule) => {
    const places = rule.in.includes(subject) ? placesOf(rule.when, evidence) : undefined
    return places === undefined ? [] : [{ rule, places }]
  })
}
