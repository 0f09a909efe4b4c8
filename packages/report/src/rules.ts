import type { Rule } from '@veinmind/sdk'

const KEPT = 10_000
const rules = new Map<string, Rule>()

/** The rule with its documentation address; equal rules are one object, so that many findings share it. */
export function internRule(rule: Rule, docs: string | undefined): Rule {
  const whole: Rule = rule.docs === undefined && docs !== undefined ? { ...rule, docs: `${docs}#${anchor(rule.id)}` } : rule
  const key = JSON.stringify(whole)
  const known = rules.get(key)
  if (known) return known
  if (rules.size >= KEPT) rules.clear()
  rules.set(key, whole)
  return whole
}

/** The anchor of a heading, as GitHub and npm make it. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
}
