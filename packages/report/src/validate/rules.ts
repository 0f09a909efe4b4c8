import type { Rule } from '@veinmind/sdk'
import { cutRule } from './cut.ts'
import { validateRule } from './validate.ts'

/** Reads the rules of events. */
export interface RuleTable {
  /**
   * The rule in `value`, which nothing is believed of, with its documentation address: one object for equal rules, so a
   * report of 20,000 findings holds each rule once. The same object is read once: a rule does not change. Secrets are
   * masked where a text is cut. Throws `InvalidEvent`.
   */
  read(value: unknown, docs: string | undefined, secrets: readonly string[]): Rule
}

/** A table of rules. */
export function createRuleTable(): RuleTable {
  const known = new Map<string | undefined, WeakMap<object, Rule>>()
  const equal = new Map<string, Rule>()

  function intern(rule: Rule, docs: string | undefined): Rule {
    const whole: Rule =
      rule.docs === undefined && docs !== undefined ? { ...rule, docs: `${docs}#${anchor(rule.id)}` } : rule
    const key = JSON.stringify(whole)
    const first = equal.get(key) ?? whole
    equal.set(key, first)
    return first
  }

  return {
    read(value, docs, secrets) {
      const ofPlugin = known.get(docs) ?? new WeakMap<object, Rule>()
      known.set(docs, ofPlugin)
      const isObject = typeof value === 'object' && value !== null
      const read = isObject ? ofPlugin.get(value) : undefined
      if (read) return read
      const valid = validateRule(value)
      const cut = cutRule(valid, secrets)
      const rule = intern(cut, docs)
      // How a text was cut may depend on the secrets of the event.
      if (isObject && cut === valid) ofPlugin.set(value, rule)
      return rule
    },
  }
}

/** The anchor of a heading, as GitHub and npm make it. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
}
