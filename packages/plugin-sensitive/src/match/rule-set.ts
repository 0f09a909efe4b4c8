import type { CompiledRule } from './find.ts'
import type { ContentRule } from '../rules/rule.ts'

/** Rules made ready: by keyword, their patterns compiled when they are first tried. */
export interface RuleSet {
  readonly keywords: readonly string[]
  /** Lower-case keyword to the rules that it belongs to. */
  readonly byKeyword: ReadonlyMap<string, readonly CompiledRule[]>
  readonly rules: ReadonlyMap<string, ContentRule>
}

/** Prepares rules for matching. */
export function createRuleSet(rules: readonly ContentRule[]): RuleSet {
  const byKeyword = new Map<string, CompiledRule[]>()
  for (const [rank, rule] of rules.entries()) {
    const compiled = compile(rule, rank)
    for (const keyword of rule.keywords) {
      const lower = keyword.toLowerCase()
      const known = byKeyword.get(lower)
      if (!known) byKeyword.set(lower, [compiled])
      else if (!known.includes(compiled)) known.push(compiled)
    }
  }
  return { keywords: [...byKeyword.keys()], byKeyword, rules: new Map(rules.map((rule) => [rule.id, rule])) }
}

function compile(rule: ContentRule, rank: number): CompiledRule {
  let pattern: RegExp | undefined
  return {
    rule,
    rank,
    get pattern() {
      pattern ??= new RegExp(rule.pattern, `${rule.ignoreCase ? 'i' : ''}${rule.before > 0 ? 'g' : 'y'}`)
      return pattern
    },
  }
}
