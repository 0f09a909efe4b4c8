import type { Finding, OtherFinding } from '../model/model.ts'

/** The other rules that found something on the subject of a finding, each once. */
export function otherRules({ rule, plugin, others = [] }: Finding): readonly OtherFinding[] {
  const keyOf = (of: Pick<OtherFinding, 'rule' | 'plugin'>): string => JSON.stringify([of.rule.id, of.plugin])
  const rules = new Map(others.map((other) => [keyOf(other), other]))
  rules.delete(keyOf({ rule, plugin }))
  return [...rules.values()]
}
