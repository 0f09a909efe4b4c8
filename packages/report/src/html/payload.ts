import { localize } from '@veinmind/internal/text'
import { SEVERITIES } from '@veinmind/sdk'
import { printable } from '@veinmind/sdk/target'
import type { Language } from '@veinmind/internal/text'
import type { Location, Rule } from '@veinmind/sdk'
import type { FindingGroup } from '../gather/group.ts'
import { becauseTexts } from '../text/because-texts.ts'
import { label, typeLabel } from '../model/labels.ts'
import type { LabelName } from '../model/labels.ts'
import { mapStrings } from '../redact/map-strings.ts'
import type { Finding, OtherFinding, Report, TargetReference } from '../model/model.ts'
import { otherRules } from '../text/other-rules.ts'
import { stepText } from '../text/step-text.ts'
import { placesOf } from '../gather/places.ts'
import { placeRemark, placeText } from '../text/place-text.ts'
import type { PageParts } from './page.ts'
import type { PayloadGroup, PayloadOther, PayloadPlace, PayloadRule } from './assets/payload.d.ts'
import { linksOf } from '../text/links.ts'

/** The labels that the page's script needs. */
const CLIENT_LABELS: readonly LabelName[] = [
  'critical',
  'high',
  'medium',
  'low',
  'rule',
  'plugin',
  'confidence',
  'highConfidence',
  'mediumConfidence',
  'lowConfidence',
  'description',
  'remediation',
  'evidence',
  'places',
  'references',
  'detail',
  'because',
  'alsoFound',
  'listed',
  'shown',
  'printed',
]

/**
 * What the page's script reads (`Payload`) as JSON in pieces, every string printable: no control character, no change of
 * direction. Findings are read and written one after the other, so that a large report is never whole in memory.
 */
export function* payloadPieces(
  report: Report,
  { groups, targets, namesOf }: PageParts,
  language: Language,
): Generator<string> {
  const indexes = new Map(targets.map(({ id }, index) => [id, index]))
  const targetIndex = ({ id }: TargetReference): number => indexes.get(id) ?? 0
  const rules = new Map<Rule, number>()
  const ruleIndex = (rule: Rule): number => {
    const known = rules.get(rule) ?? rules.size
    rules.set(rule, known)
    return known
  }
  yield '{"groups":['
  yield* listPieces(groups, (group) => payloadGroup(group, { targetIndex, ruleIndex, language }))
  yield '],"assets":['
  yield* listPieces(report.assets, ({ type, plugin, target, locations, detail }) => ({
    type: typeLabel(type, language),
    plugin,
    target: targetIndex(target),
    ...placeMember(locations[0] ?? {}),
    detail,
  }))
  yield '],"targets":['
  yield* listPieces(targets, namesOf)
  yield '],"rules":['
  yield* listPieces(rules.keys(), (rule) => payloadRule(rule, language))
  yield `],"labels":${printableJson(Object.fromEntries(CLIENT_LABELS.map((name) => [name, label(name, language)])))}}`
}

function* listPieces<T>(items: Iterable<T>, make: (item: T) => object): Generator<string> {
  let before = ''
  for (const item of items) {
    yield before + printableJson(make(item))
    before = ','
  }
}

function printableJson(value: object): string {
  return JSON.stringify(mapStrings(value, (text) => printable(text, { keepLines: true })))
}

interface Indexes {
  readonly targetIndex: (target: TargetReference) => number
  readonly ruleIndex: (rule: Rule) => number
  readonly language: Language
}

function payloadGroup({ main, all }: FindingGroup, { targetIndex, ruleIndex, language }: Indexes): PayloadGroup {
  const targets = new Set<number>()
  function* noting(): Generator<Finding> {
    for (const finding of all) {
      targets.add(targetIndex(finding.target))
      yield finding
    }
  }
  const places = placesOf(noting()).map((place) =>
    payloadPlace(place.location, place.targets.map(targetIndex), language),
  )
  const others = otherRules(main)
  return {
    fingerprint: main.fingerprint,
    class: main.class,
    type: typeLabel(main.type, language),
    severity: SEVERITIES.indexOf(main.severity),
    confidence: main.confidence,
    plugin: main.plugin,
    rule: ruleIndex(main.rule),
    ...(main.evidence === undefined ? {} : { evidence: main.evidence }),
    targets: [...targets],
    places,
    ...(main.listed === undefined
      ? {}
      : { listed: label('listedOf', language, main.listed.count, main.listed.atLeast) }),
    ...(main.because === undefined ? {} : { because: becauseTexts(main.because, language) }),
    ...(others.length === 0 ? {} : { others: others.map((other) => payloadOther(other, language)) }),
    detail: main.detail,
  }
}

function payloadOther({ rule, plugin, severity }: OtherFinding, language: Language): PayloadOther {
  return {
    rule: rule.id,
    title: localize(rule.title, language),
    plugin,
    severity: label(severity, language),
  }
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
  const { layer, step } = location
  const remark = placeRemark(location, language)
  const made = layer ? label('layer', language, layer.index) : step ? label('step', language, step.index) : undefined
  return {
    ...placeMember(location),
    ...(made === undefined ? {} : { layer: made }),
    ...(layer?.digest ? { digest: layer.digest } : {}),
    ...(step ? { step: stepText(step.createdBy) } : {}),
    ...(remark === '' ? {} : { remark }),
    targets,
  }
}

function placeMember(location: Location): { readonly at?: string } {
  const at = placeText(location)
  return at === '' ? {} : { at }
}
