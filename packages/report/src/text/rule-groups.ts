import type { FindingGroup } from '../gather/group.ts'
import { placesOf } from '../gather/places.ts'
import type { Place } from '../gather/places.ts'

/** All findings of a rule with one severity: a row of a table, however many places they are in. */
export interface RuleGroup {
  /** The one that stands for the rule: the first, which is in most targets. */
  readonly main: FindingGroup
  readonly groups: readonly FindingGroup[]
}

/** A finding in one of its places. */
export interface FoundPlace extends Place {
  readonly evidence?: string
}

/** The groups by rule and severity, in the order in which rules come first. */
export function groupByRule(groups: readonly FindingGroup[]): readonly RuleGroup[] {
  const rules = new Map<string, FindingGroup[]>()
  for (const group of groups) {
    const key = JSON.stringify([group.class, group.severity, group.type, group.rule])
    const same = rules.get(key)
    if (same) same.push(group)
    else rules.set(key, [group])
  }
  return Array.from(rules.values(), (same) => ({ main: same[0] as FindingGroup, groups: same }))
}

/** Every place of a finding; one without any is one. */
export function placesOfGroup(group: FindingGroup): readonly FoundPlace[] {
  const { evidence } = group.main
  const places = placesOf(group.all)
  const found = places.length === 0 ? [{ location: {}, targets: group.targets }] : places
  return evidence === undefined ? found : found.map((place) => ({ ...place, evidence }))
}
