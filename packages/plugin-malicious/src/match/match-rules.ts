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
  /** By the number of a text, the rules that need it or another such; `always`: those that texts which are not searched decide. */
  readonly byLiteral: ReadonlyMap<number, readonly number[]>
  readonly always: readonly number[]
}

function createRuleSet(rules: readonly ContentRule[]): RuleSet {
  const literals = [...new Set(rules.flatMap(({ when }) => literalsOf(when)).map((literal) => literal.toLowerCase()))]
  const searched = literals.filter(({ length }) => length >= MIN_LITERAL)
  const numbers = new Map(searched.map((literal, number) => [literal, number]))
  const byLiteral = new Map<number, number[]>()
  const always: number[] = []
  for (const [index, { when }] of rules.entries()) {
    const anchors = anchorsOf(when).map((literal) => numbers.get(literal.toLowerCase()))
    if (anchors.includes(undefined)) always.push(index)
    else for (const anchor of anchors) byLiteral.set(anchor ?? -1, [...(byLiteral.get(anchor ?? -1) ?? []), index])
  }
  return { rules, numbers, search: createLiteralSearch(searched), byLiteral, always }
}

/** The rules for which a text was found that they need, in their order. */
function rulesWith(found: ReadonlyMap<number, number>, { rules, byLiteral, always }: RuleSet): readonly ContentRule[] {
  const indexes = new Set([...always, ...[...found.keys()].flatMap((number) => byLiteral.get(number) ?? [])])
  return [...indexes].toSorted((a, b) => a - b).flatMap((index) => rules[index] ?? [])
}

const ALL: Readonly<Record<Subject, RuleSet>> = {
  program: createRuleSet(rulesIn('program')),
  script: createRuleSet(rulesIn('script')),
  text: createRuleSet(rulesIn('text')),
}
/** Sets that were made for the words of one file: most files hold the words of one rule or two. */
const known = new Map<string, RuleSet>()
const MOST_KNOWN = 256

function rulesIn(subject: Subject): readonly ContentRule[] {
  return CONTENT_RULES.filter((rule) => rule.in.includes(subject))
}

function ruleSetFor(subject: Subject, words: ReadonlySet<string>): RuleSet {
  const rules = ALL[subject].rules.filter((rule) => WORDS.get(rule)?.some((word) => words.has(word)))
  const key = rules.map(({ number }) => number).join()
  const set = known.get(key) ?? createRuleSet(rules)
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(key, set)
  return set
}

/** Longer words cannot be searched by the engine; common words are in too many harmless files to choose one. */
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

const anchorsIn = (...subjects: readonly Subject[]): readonly string[] => [
  ...new Set(subjects.flatMap(rulesIn).flatMap((rule) => WORDS.get(rule) ?? [])),
]

/** Every program that a rule may match holds one of these. */
export const ANCHORS_OF_PROGRAMS: readonly string[] = anchorsIn('program')
/** Every text that a rule may match, unless it is a script, holds one of these. Words of programs show scripts that do not look like one. */
export const ANCHORS_OF_TEXTS: readonly string[] = anchorsIn('program', 'script', 'text')

/** Patterns are tried on at most this much text: what a script does stands at its beginning. */
const MOST_TEXT = 4 * 1024 * 1024

/** The rules that these bytes fulfil. Where it is known which of these words the file holds, no others are looked for. */
export function matchRules(bytes: Uint8Array, subject: Subject, words?: ReadonlySet<string>): readonly Match[] {
  const set = words === undefined ? ALL[subject] : ruleSetFor(subject, words)
  const { numbers, search } = set
  const found = search.find(bytes)
  if (found.size === 0) return []
  let text: string | undefined
  const readText = (): string =>
    (text ??= Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MOST_TEXT)).toString('latin1'))
  const listOf = (at: number): number | undefined => (at < 0 ? undefined : at)
  const evidence = {
    // Texts that are too short for the search are only looked for when the rest of the rule matches.
    positionOf: (literal: string) =>
      literal.length < MIN_LITERAL
        ? listOf(readText().indexOf(literal))
        : found.get(numbers.get(literal.toLowerCase()) ?? -1),
    matchOf: (pattern: RegExp) => listOf(readText().search(pattern)),
  }
  return rulesWith(found, set).flatMap((rule) => {
    const places = placesOf(rule.when, evidence)
    return places === undefined ? [] : [{ rule, places }]
  })
}
