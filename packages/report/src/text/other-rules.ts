import type { Finding, OtherFinding } from '../model/model.ts'

/** What other rules found on the thing that a finding is about, each once; its own rule on another place is none. */
export function otherRules({ rule, plugin, others = [] }: Finding): readonly OtherFinding[] {
  const keyOf = (of: Pick<OtherFinding, 'rule' | 'plugin'>): string => JSON.stringify([of.rule.id, of.plugin])
  const rules = new Map(others.map((other) => [keyOf(other), other]))
  rules.delete(keyOf({ rule, plugin }))
  return [...rules.values()]
}
