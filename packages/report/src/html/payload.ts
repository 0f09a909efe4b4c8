import { localize, printable, SEVERITIES } from '@veinmind/sdk'
import type { Language, Location, Rule } from '@veinmind/sdk'
import { createTargetNames } from '../group.ts'
import type { FindingGroup } from '../group.ts'
import { label, typeLabel } from '../labels.ts'
import type { LabelName } from '../labels.ts'
import { mapStrings } from '../map-strings.ts'
import type { Report, TargetReference } from '../model.ts'
import { placesOf } from '../places.ts'
import { allTargets } from '../target-places.ts'
import { placeText } from '../place-text.ts'
import type { Payload, PayloadGroup, PayloadPlace, PayloadRule } from './assets/payload.d.ts'
import { linksOf } from '../links.ts'

/** The labels that the page's script needs. */
const CLIENT_LABELS: readonly LabelName[] = [
  'critical', 'high', 'medium', 'low', 'rule', 'plugin', 'confidence', 'highConfidence', 'mediumConfidence', 'lowConfidence',
  'description', 'remediation', 'evidence', 'places', 'references', 'detail', 'shown', 'printed',
]

/** What the page's script reads, every string printable: no control character, no change of direction. */
export function createPayload(report: Report, groups: readonly FindingGroup[], language: Language): Payload {
  const targets = new Map<string, number>()
  const names: (readonly string[])[] = []
  const namesOf = createTargetNames(allTargets(report))
  const targetIndex = (target: TargetReference) => {
    const known = targets.get(target.id)
    if (known !== undefined) return known
    targets.set(target.id, names.length)
    return names.push(namesOf(target)) - 1
  }
  for (const target of allTargets(report)) targetIndex(target)
  const rules = new Map<Rule, number>()
  const ruleList: PayloadRule[] = []
  const ruleIndex = (rule: Rule) => {
    const known = rules.get(rule)
    if (known !== undefined) return known
    rules.set(rule, ruleList.length)
    return ruleList.push(payloadRule(rule, language)) - 1
  }
  const payload: Payload = {
    labels: Object.fromEntries(CLIENT_LABELS.map((name) => [name, label(name, language)])),
    targets: names,
    rules: ruleList,
    groups: groups.map(({ main, all, targets: inTargets }): PayloadGroup => ({
      fingerprint: main.fingerprint,
      class: main.class,
      type: typeLabel(main.type, language),
      severity: SEVERITIES.indexOf(main.severity),
      confidence: main.confidence,
      plugin: main.plugin,
      rule: ruleIndex(main.rule),
      ...(main.evidence === undefined ? {} : { evidence: main.evidence }),
      targets: inTargets.map(targetIndex),
      places: placesOf(all).map(({ location, targets: of }) => payloadPlace(location, of.map(targetIndex), language)),
      detail: main.detail,
    })),
    assets: report.assets.map(({ type, plugin, target, locations, detail }) => ({
      type: typeLabel(type, language),
      plugin,
      target: targetIndex(target),
      ...placeMember(locations[0] ?? {}),
      detail,
    })),
  }
  return mapStrings(payload, (text) => printable(text, { keepLines: true }))
}

function payloadRule(rule: Rule, language: Language): PayloadRule {
  const { description, remediation } = rule
  return {
    id: rule.id,
    title: localize(rule.title, language),
    ...(description === undefined ? {} : { description: localize(description, language) }),
    ...(remediation === undefined ? {} : { remediation: localize(remediation, language) }),
    links: linksOf(rule),
  }
}

function payloadPlace(location: Location, targets: readonly number[], language: Language): PayloadPlace {
  const { layer, step, hiddenBy } = location
  const made = layer ? label('layer', language, layer.index) : step ? label('step', language, step.index) : undefined
  return {
    ...placeMember(location),
    ...(made === undefined ? {} : { layer: made }),
    ...(layer?.digest ? { digest: layer.digest } : {}),
    ...(step ? { step: step.createdBy } : {}),
    ...(hiddenBy === undefined ? {} : { hidden: label('hiddenBy', language, hiddenBy) }),
    targets,
  }
}

function placeMember(location: Location): { readonly at?: string } {
  const at = placeText(location)
  return at === '' ? {} : { at }
}
