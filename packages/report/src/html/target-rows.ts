import { SEVERITIES } from '@veinmind/sdk'
import { printable } from '@veinmind/sdk/target'
import type { Language } from '@veinmind/internal/text'
import type { Severity } from '@veinmind/sdk'
import type { FindingGroup } from '../gather/group.ts'
import { label, outcomeLabel } from '../model/labels.ts'
import { mapStrings } from '../redact/map-strings.ts'
import type { Outcome, Report, TargetReport } from '../model/model.ts'
import type { Choice, PageParts } from './page.ts'

/** What the page says of a target. */
export interface TargetRow {
  readonly names: readonly string[]
  readonly outcome: Outcome
  readonly outcomeName: string
  readonly reason: string
  readonly platform: string
  readonly digest: string
  readonly layers: string
  readonly notes: readonly string[]
  readonly counts: readonly { readonly severity: Severity; readonly name: string; readonly count: number }[]
}

/** The rows of targets, each made when it is asked for: a report may have a hundred thousand. */
export function* targetRows(
  { targets }: Pick<Report, 'targets'>,
  groups: readonly FindingGroup[],
  language: Language,
): Generator<TargetRow> {
  const countOf = countByTarget(targets, groups)
  for (const target of targets) {
    const { os, architecture, variant } = target.platform ?? {}
    const size = (target.layers ?? []).reduce((sum, layer) => sum + layer.size, 0)
    const row: TargetRow = {
      names: target.references.length > 0 ? target.references : [target.name],
      outcome: target.outcome,
      outcomeName: outcomeLabel(target.outcome, language),
      reason: target.reason ?? '',
      platform: [os, architecture, variant].filter((part) => part !== undefined && part !== '').join('/'),
      digest: target.digest ?? target.id,
      layers: target.layers ? `${label('layerCount', language, target.layers.length)} · ${megabytes(size)}` : '',
      notes: [...(target.source === undefined ? [] : [label('from', language, target.source)]), ...target.notes],
      counts: SEVERITIES.toReversed().flatMap((severity) => {
        const count = countOf(target.id, severity)
        return count === 0 ? [] : [{ severity, name: label(severity, language), count }]
      }),
    }
    yield mapStrings(row, (text) => printable(text))
  }
}

/** How many findings each target has: one counts once, however many places it has in a target, as in every other format. */
function countByTarget(
  targets: readonly TargetReport[],
  groups: readonly FindingGroup[],
): (id: string, severity: Severity) => number {
  const places = new Map<string, number>()
  for (const { id } of targets) if (!places.has(id)) places.set(id, places.size)
  const counts = new Uint32Array(places.size * SEVERITIES.length)
  const indexOf = (id: string, severity: Severity): number =>
    (places.get(id) ?? NaN) * SEVERITIES.length + SEVERITIES.indexOf(severity)
  for (const group of groups) {
    for (const { id } of group.targets) {
      const index = indexOf(id, group.severity)
      if (index < counts.length) counts[index] = (counts[index] ?? 0) + 1
    }
  }
  return (id, severity) => counts[indexOf(id, severity)] ?? 0
}

/** The targets to choose from, by their names. */
export function* targetChoices({ targets, namesOf }: Pick<PageParts, 'targets' | 'namesOf'>): Generator<Choice> {
  const names = targets.map((target) => printable(namesOf(target).join(', ')))
  const order = Array.from(names.keys()).sort((a, b) => ((names[a] ?? '') < (names[b] ?? '') ? -1 : 1))
  for (const index of order) yield { value: String(index), name: names[index] ?? '' }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
