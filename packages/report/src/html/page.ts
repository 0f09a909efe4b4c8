import { SEVERITIES } from '@veinmind/sdk'
import { printable } from '@veinmind/sdk/target'
import { localize } from '@veinmind/internal/text'
import type { Language } from '@veinmind/internal/text'
import type { Severity } from '@veinmind/sdk'
import { countBySeverity, groupFindings } from '../gather/group.ts'
import type { FindingGroup } from '../gather/group.ts'
import { comparisonText } from '../comparison/comparison-text.ts'
import { acceptedText, noteTexts } from '../acceptance/accept-text.ts'
import { gapLines } from '../text/gap-lines.ts'
import { label, LABEL_NAMES, outcomeLabel, typeLabel } from '../model/labels.ts'
import type { LabelName } from '../model/labels.ts'
import { mapStrings } from '../redact/map-strings.ts'
import type { Finding, GoneFinding, Outcome, Report, ReportedError, TargetReference } from '../model/model.ts'
import { sawNothing } from '../gather/count-seen.ts'
import { coverageText, skippedText } from '../text/coverage-text.ts'
import { placeText } from '../text/place-text.ts'
import { planParts } from './plan-part.ts'
import type { PlanPart } from './plan-part.ts'
import { translate } from '../translate/index.ts'
import { countTargets } from '../text/target-names.ts'
import type { NamesOf } from '../text/target-names.ts'

/** Rows of the page's own lists; their headings count all. */
const MOST_ROWS = 1_000

/** What the template shows, in strings that are printable; the template escapes them for HTML. */
export interface Page {
  readonly language: Language
  readonly title: string
  /** What was scanned, in a line. */
  readonly subject: string
  readonly facts: readonly { readonly name: string; readonly value: string }[]
  readonly severities: readonly SeverityCount[]
  readonly total: number
  /** What is said where there is no finding. */
  readonly nothing: string
  readonly classes: readonly Choice[]
  readonly types: readonly Choice[]
  readonly targets: number
  readonly comparison: ComparisonPart | undefined
  readonly plan: readonly PlanPart[]
  readonly accepted: readonly AcceptedRow[]
  readonly acceptedCount: number
  readonly acceptNotes: readonly string[]
  readonly plugins: readonly PluginRow[]
  readonly errors: readonly ReportedError[]
  readonly errorCount: number
  readonly problems: readonly {
    readonly plugin: string
    readonly target: string
    readonly path: string
    readonly reason: string
  }[]
  readonly problemCount: number
  readonly skipped: Report['skipped']
  readonly skippedCount: number
  readonly assets: number
  readonly t: Readonly<Record<LabelName, string>>
}

interface SeverityCount {
  readonly severity: Severity
  readonly index: number
  readonly name: string
  readonly count: number
  /** Where its part of the bar begins, and how long it is, in thousandths. */
  readonly from: number
  readonly share: number
}

/** An option of a list to choose from. */
export interface Choice {
  readonly value: string
  readonly name: string
}

/** What is new, and what is gone. */
interface ComparisonPart {
  readonly text: string
  readonly lists: readonly { readonly name: string; readonly count: number; readonly rows: readonly FindingRow[] }[]
}

interface AcceptedRow extends FindingRow {
  readonly why: string
}

interface FindingRow {
  readonly severity: Severity
  readonly severityName: string
  readonly rule: string
  readonly title: string
  readonly place: string
  readonly targets: string
}

interface PluginRow {
  readonly name: string
  readonly version: string
  readonly outcome: Outcome
  readonly outcomeName: string
  readonly reason: string
  readonly gaps: readonly string[]
  readonly seconds: string
  readonly files: string
  readonly missed: string
}

/** Parts that several places of the page need, made once. */
export interface PageParts {
  readonly groups: readonly FindingGroup[]
  /** Every target of the report once. */
  readonly targets: readonly TargetReference[]
  readonly namesOf: NamesOf
}

/** The page of a report, without what there is of each of its targets. */
export function createPage(
  report: Report,
  { groups, namesOf }: Pick<PageParts, 'groups' | 'namesOf'>,
  language: Language,
): Page {
  const t = createLabels(language)
  const problems = report.plugins.flatMap(({ name, coverage }) =>
    coverage.problems.map(({ target, path = '', reason }) => ({ plugin: name, target, path, reason })),
  )
  const page: Page = {
    language,
    t,
    title: t.title,
    subject: subjectOf(report, language),
    facts: [
      { name: t.scanned, value: `${period(report)} UTC` },
      { name: t.tool, value: `${report.tool.name} ${report.tool.version}` },
      { name: t.coverage, value: coverageText(report.summary) },
      { name: t.findings, value: label('inPlaces', language, groups.length, report.summary.places) },
      ...(report.summary.packages === 0
        ? []
        : [{ name: t.packages, value: report.summary.packages.toLocaleString('en-US') }]),
    ],
    severities: countSeverities(groups, language),
    total: groups.length,
    nothing: sawNothing(report) ? t.nothingScanned : report.summary.accepted > 0 ? t.nothingElse : t.nothing,
    classes: [...new Set(groups.map((group) => group.class))].map((value) => ({ value, name: label(value, language) })),
    types: [...new Set(groups.map(({ type }) => typeLabel(type, language)))]
      .sort()
      .map((value) => ({ value, name: value })),
    targets: report.targets.length,
    comparison: comparisonPart(report, namesOf, language),
    plan: planParts(report, namesOf, language),
    ...acceptedPart(report, namesOf, language),
    plugins: report.plugins.map((plugin) => pluginRow(plugin, report.targets.length > 1, language)),
    errors: report.errors.slice(0, MOST_ROWS),
    errorCount: report.errors.length,
    problems: problems.slice(0, MOST_ROWS),
    problemCount: problems.length,
    skipped: report.skipped.slice(0, MOST_ROWS),
    skippedCount: report.skipped.length,
    assets: report.assets.length,
  }
  return mapStrings(page, (text) => printable(text))
}

function comparisonPart(
  { comparison, findings }: Report,
  namesOf: NamesOf,
  language: Language,
): ComparisonPart | undefined {
  if (!comparison) return undefined
  const added = groupFindings(findings.filter(({ since }) => since !== 'same'))
  const rowsOf = (list: readonly GoneFinding[]): readonly FindingRow[] =>
    list.slice(0, MOST_ROWS).map((finding) => findingRow(finding, namesOf(finding.target), language))
  const lists = [
    { name: label('new', language), count: added.length, rows: rowsOf(added.map(({ main }) => main)) },
    { name: label('gone', language), count: comparison.gone.length, rows: rowsOf(comparison.gone) },
  ]
  return { text: comparisonText(comparison, language), lists: lists.filter(({ count }) => count > 0) }
}

function findingRow(
  { severity, rule, locations, since }: GoneFinding & Pick<Finding, 'since'>,
  targets: readonly string[],
  language: Language,
): FindingRow {
  const place = placeText(locations[0] ?? {})
  const known = since === 'learnt' ? ` [${label('learnt', language)}]` : ''
  return {
    severity,
    severityName: label(severity, language),
    rule: rule.id,
    title: localize(rule.title, language),
    place: `${place}${known}`,
    targets: targets.join(', '),
  }
}

/** The accepted findings. */
function acceptedPart(
  { accepted, acceptNotes }: Report,
  namesOf: NamesOf,
  language: Language,
): Pick<Page, 'accepted' | 'acceptedCount' | 'acceptNotes'> {
  const groups = groupFindings(accepted)
  return {
    accepted: groups.slice(0, MOST_ROWS).map(({ main, targets }) => ({
      ...findingRow(main, targets.flatMap(namesOf), language),
      why: main.accepted === undefined ? '' : acceptedText(main.accepted, language),
    })),
    acceptedCount: groups.length,
    acceptNotes: noteTexts(acceptNotes, language),
  }
}

function subjectOf(report: Report, language: Language): string {
  const [one] = report.targets
  if (!one && report.summary.targets === 0) return label('nothingScanned', language)
  const count = countTargets(report, language)
  return report.summary.targets === 1 ? `${count} · ${one?.references.join(', ') || one?.name || ''}` : count
}

function createLabels(language: Language): Readonly<Record<LabelName, string>> {
  return Object.fromEntries(LABEL_NAMES.map((name) => [name, label(name, language)])) as Record<LabelName, string>
}

function countSeverities(groups: readonly FindingGroup[], language: Language): SeverityCount[] {
  const counts = countBySeverity(groups)
  const total = Math.max(1, groups.length)
  let from = 0
  return SEVERITIES.toReversed().map((severity) => {
    const count = counts[severity]
    const share = (count * 1000) / total
    const start = from
    from += share
    return { severity, index: SEVERITIES.indexOf(severity), name: label(severity, language), count, from: start, share }
  })
}

function pluginRow(plugin: Report['plugins'][number], hasSeveralTargets: boolean, language: Language): PluginRow {
  const { coverage } = plugin
  const missed = Object.entries(coverage.skipped).map(([reason, count]) => skippedText(reason, count, language))
  if (coverage.truncated > 0) missed.push(label('filesTruncated', language, coverage.truncated))
  if (coverage.errored > 0) missed.push(label('filesErrored', language, coverage.errored))
  return {
    name: plugin.name,
    version: plugin.version,
    outcome: plugin.outcome,
    outcomeName: outcomeLabel(plugin.outcome, language),
    reason: translate(plugin.reason ?? '', language),
    gaps: gapLines(plugin, hasSeveralTargets, language),
    seconds: label('seconds', language, (plugin.durationMs / 1000).toFixed(1)),
    files: label('files', language, coverage.scanned.toLocaleString('en-US')),
    missed: missed.join(', '),
  }
}

function period({ startedAt, finishedAt }: Report): string {
  const [start, end] = [minutes(startedAt), minutes(finishedAt)]
  if (start === end) return start
  return start.slice(0, 10) === end.slice(0, 10) ? `${start} – ${end.slice(11)}` : `${start} – ${end}`
}

function minutes(time: string): string {
  return time.slice(0, 16).replace('T', ' ')
}
