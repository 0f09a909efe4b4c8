import type { CompiledRule } from './find.ts'
import type { ContentRule } from '../rules/rule.ts'

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

/** Whether any rule that is looked for in binary files has one of the keywords. */
export function hasBinaryRule({ byKeyword }: RuleSet, keywords: Iterable<string>): boolean {
  for (const keyword of keywords) {
    if (byKeyword.get(keyword)?.some(({ rules }) => rules.some(({ rule }) => rule.binary))) return true
  }
  return false
}

/** Whether any rule has one of the keywords that is looked for where names say nothing: all but those on names and their values. */
export function hasFormatRule({ byKeyword }: RuleSet, keywords: Iterable<string>): boolean {
  for (const keyword of keywords) {
    if (byKeyword.get(keyword)?.some(({ rules }) => rules.some(({ rule }) => rule.check !== 'loose-assignment'))) return true
  }
  return false
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
