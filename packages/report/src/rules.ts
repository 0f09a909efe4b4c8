import type { Rule } from '@veinmind/sdk'

/** Gives a rule its documentation address, and one object for equal rules. */
export type RuleTable = (rule: Rule, docs: string | undefined) => Rule

/** A table of rules: many findings share one, so a report of 20,000 holds each once. */
export function createRuleTable(): RuleTable {
  const rules = new Map<string, Rule>()
  return (rule, docs) => {
    const whole: Rule = rule.docs === undefined && docs !== undefined ? { ...rule, docs: `${docs}#${anchor(rule.id)}` } : rule
    const key = JSON.stringify(whole)
    const known = rules.get(key)
    if (known) return known
    rules.set(key, whole)
    return whole
  }
}

/** The anchor of a heading, as GitHub and npm make it. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
}
