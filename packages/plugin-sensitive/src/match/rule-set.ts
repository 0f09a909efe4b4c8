import type { ContentRule } from '../rules/rule.ts'
import type { TextKind } from './candidate.ts'
import type { Format } from './format.ts'

/** A keyword as a rule wrote it. */
export interface Needle {
  readonly text: string
  /** Whether the rule wants it with its capitals: then far fewer places are looked at. */
  readonly isExact: boolean
  readonly rules: readonly CompiledRule[]
}

/** Rules made ready: by keyword, their patterns compiled when they are first tried. */
export interface RuleSet {
  /** Lower case. */
  readonly keywords: readonly string[]
  readonly byKeyword: ReadonlyMap<string, readonly Needle[]>
  readonly rules: ReadonlyMap<string, ContentRule>
}

/** Prepares rules for matching. */
export function createRuleSet(rules: readonly ContentRule[]): RuleSet {
  const needles = new Map<string, { text: string; isExact: boolean; rules: CompiledRule[] }>()
  for (const [rank, rule] of rules.entries()) {
    const compiled = compile(rule, rank)
    for (const keyword of rule.keywords) {
      const isExact = !rule.ignoreCase
      const text = isExact ? keyword : keyword.toLowerCase()
      const key = `${isExact}${text}`
      const known = needles.get(key)
      if (!known) needles.set(key, { text, isExact, rules: [compiled] })
      else if (!known.rules.includes(compiled)) known.rules.push(compiled)
    }
  }
  const byKeyword = Map.groupBy(needles.values(), ({ text }) => text.toLowerCase())
  return { keywords: [...byKeyword.keys()], byKeyword, rules: new Map(rules.map((rule) => [rule.id, rule])) }
}

/** Whether a rule is looked for: in binary files only what proves itself, and in what is not the owner's names of values say nothing. */
export function appliesTo(rule: ContentRule, { kind, isBinary }: Pick<TextFacts, 'kind' | 'isBinary'>): boolean {
  return (!isBinary || rule.binary) && (kind !== 'foreign' || rule.check !== 'loose-assignment')
}

/**
 * Whether a file that holds some keywords, in whatever case, holds one as a rule wants it. Most do not, and this is seen on the bytes, before they
 * are decoded (`bytes` is left out for wide characters).
 */
export function mayHold(
  { byKeyword }: RuleSet,
  keywords: Iterable<string>,
  facts: Pick<TextFacts, 'kind' | 'isBinary'>,
  bytes: Buffer | undefined,
): boolean {
  const needles = [...keywords]
    .flatMap((keyword) => byKeyword.get(keyword) ?? [])
    .filter(({ rules }) => rules.some(({ rule }) => appliesTo(rule, facts)))
  return (
    needles.some(({ isExact }) => !isExact || !bytes) || needles.some(({ text }) => bytes?.includes(text, 0, 'latin1'))
  )
}

function compile(rule: ContentRule, rank: number): CompiledRule {
  let pattern: RegExp | undefined
  return {
    rule,
    rank,
    beside: rule.beside === undefined ? undefined : new RegExp(rule.beside, 'i'),
    get pattern() {
      pattern ??= new RegExp(rule.pattern, `${rule.ignoreCase ? 'i' : ''}${rule.before > 0 ? 'g' : 'y'}`)
      return pattern
    },
  }
}

export interface CompiledRule {
  readonly rule: ContentRule
  /** Its place among the rules: the earlier one wins where two are equally sure. */
  readonly rank: number
  readonly pattern: RegExp
  readonly beside: RegExp | undefined
}

/** What a text is, besides its characters. */
export interface TextFacts {
  readonly kind: TextKind
  /** How values are written in it; where it is left out, nobody knows. */
  readonly format?: Format
  /** Holds NUL bytes: only rules that need no context are tried. */
  readonly isBinary?: boolean
  /** SHA-256 of keys that libraries try themselves with, and the library. */
  readonly testKeys?: ReadonlyMap<string, string>
  /** The keywords that the text is known to hold (lower case); searched for when it is left out. */
  readonly keywords?: ReadonlySet<string>
}
