import { localize } from '@veinmind/internal/text'
import type { Language } from '@veinmind/internal/text'
import { printable } from '@veinmind/sdk/target'
import type { Severity } from '@veinmind/sdk'
import type { FindingGroup } from '../gather/group.ts'
import type { Finding } from '../model/model.ts'
import { namesOfTarget } from '../model/target-places.ts'
import { linksOf } from './links.ts'
import { placeRemark, placeText } from './place-text.ts'
import { placesOfGroup } from './rule-groups.ts'
import type { FoundPlace } from './rule-groups.ts'
import { stepText } from './step-text.ts'

/** What formats of one entry a finding tell of it, in a language and without control characters. */
export interface FindingFacts {
  readonly main: Finding
  readonly severity: Severity
  readonly id: string
  readonly title: string
  readonly description: string
  readonly remediation: string
  readonly evidence: string
  /** Every place; at least one. */
  readonly places: readonly FoundPlace[]
  /** Where it is first: `/srv/.env:12`, or an object. */
  readonly where: string
  /** What is to be said of that place: hidden by a layer, not verified. */
  readonly remark: string
  /** The step that made that place. */
  readonly step: string
  /** All names of all targets. */
  readonly targets: readonly string[]
  /** Addresses on the web. */
  readonly links: readonly string[]
}

/** The facts of a finding over all of its targets. */
export function factsOf(group: FindingGroup, language: Language): FindingFacts {
  const { main, severity } = group
  const { rule } = main
  const lines = (text: Parameters<typeof localize>[0] | undefined): string =>
    text === undefined ? '' : printable(localize(text, language), { keepLines: true }).trim()
  const places = placesOfGroup(group)
  const first = places[0]?.location ?? {}
  const createdBy = first.step?.createdBy ?? ''
  return {
    main,
    severity,
    id: oneLine(rule.id),
    title: oneLine(localize(rule.title, language)) || oneLine(rule.id),
    description: lines(rule.description),
    remediation: lines(rule.remediation),
    evidence: oneLine(main.evidence ?? ''),
    places,
    where: oneLine(placeText(first)),
    remark: placeRemark(first, language),
    step: createdBy === '' ? '' : oneLine(stepText(createdBy)),
    targets: namesOfGroup(group),
    links: linksOf(rule).flatMap(({ href }) => href ?? []),
  }
}

/** Every name of every target that a finding is in, each once. */
export function namesOfGroup(group: FindingGroup): readonly string[] {
  const names = group.targets.flatMap((target) => namesOfTarget(target).map(({ name }) => oneLine(name)))
  return [...new Set(names)]
}

/** A text in one line, without control characters. */
export function oneLine(text: string): string {
  return printable(text).trim()
}

/** The beginning of a text, and `…` where it is cut. */
export function cutTo(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** `a, b and 3 more`: the first of many names. */
export function firstOf(names: readonly string[], most: number): string {
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} +${names.length - most}`
}
