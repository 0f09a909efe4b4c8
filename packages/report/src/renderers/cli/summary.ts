import { SEVERITIES } from '@veinmind/sdk'
import { printable } from '@veinmind/sdk/target'
import { countBySeverity } from '../../gather/group.ts'
import type { FindingGroup } from '../../gather/group.ts'
import { label, outcomeLabel } from '../../model/labels.ts'
import type { Report } from '../../model/model.ts'
import { sawNothing } from '../../gather/count-seen.ts'
import { NOTHING_OF_ITS_KIND } from '../../model/skip-reasons.ts'
import { coverageText, skippedText } from '../../text/coverage-text.ts'
import { morePlaces } from './table-context.ts'
import type { TableContext } from './table-context.ts'
import { widthOf, wrap } from './layout.ts'
import { countTargets } from '../../text/target-names.ts'

/** Places that are named unless everything is asked for. */
const SOURCES = 5

/** Targets that ended badly, the counts, and the coverage. */
export function summaryLines(report: Report, groups: readonly FindingGroup[], context: TableContext): string[] {
  const { language, style, width, verbose } = context
  const { summary, targets, assets } = report
  const lines: string[] = []
  // The tables name targets only where there are several.
  const [one] = targets
  if (one && targets.length === 1 && context.targetWidth === 0) {
    const names = one.references.length > 0 ? one.references.join(', ') : one.name
    lines.push(...wrap(printable(names), width - 2).map((line) => `  ${style.strong(line)}`))
  }
  for (const line of sourceLines(targets, context)) lines.push(`  ${style.dim(line)}`)
  for (const { name, outcome, reason, notes } of targets) {
    if (outcome !== 'ok') {
      const text = `${name}: ${outcomeLabel(outcome, language)}${reason === undefined ? '' : `, ${reason}`}`
      lines.push(...wrap(printable(text), width - 2).map((line) => `  ${style.bad(line)}`))
    }
    for (const note of notes)
      lines.push(...wrap(printable(`${name}: ${note}`), width - 2).map((line) => `  ${style.dim(line)}`))
  }
  if (lines.length > 0) lines.push('')
  if (sawNothing(report)) lines.push(`  ${style.bad(label('nothingScanned', language))}`)
  else if (report.findings.length === 0)
    lines.push(`  ${style.good(label(summary.accepted > 0 ? 'nothingElse' : 'nothing', language))}`)
  if (summary.targets === 0) return lines
  lines.push(...totals(report, groups, context))
  const details = [...coverageDetails(report, context)]
  if (assets.length > 0 && !verbose) details.push(label('inventoryHint', language, assets.length))
  if (summary.packages > 0) details.push(label('packageCount', language, summary.packages.toLocaleString('en-US')))
  if (summary.accepted > 0) details.unshift(label('acceptedCount', language, summary.accepted))
  if (summary.places > groups.length) details.unshift(label('counted', language, groups.length, summary.places))
  if (summary.errors > 0) details.push(label('errorCount', language, summary.errors))
  for (const detail of details) lines.push(...wrap(detail, width - 2).map((line) => `  ${style.dim(line)}`))
  return lines
}

/** Where the targets were had, each place once. */
function sourceLines(targets: Report['targets'], { language, width, verbose }: TableContext): string[] {
  const sources = [...new Set(targets.flatMap(({ source }) => source ?? []))]
  const shown = verbose ? sources : sources.slice(0, SOURCES)
  const lines = shown.flatMap((source) => wrap(printable(label('from', language, source)), width - 2))
  if (shown.length < sources.length) lines.push(`+ ${morePlaces(sources.length - shown.length, language)}`)
  return lines
}

function totals(report: Report, groups: readonly FindingGroup[], { language, style, width }: TableContext): string[] {
  const found = countBySeverity(groups)
  const counts = SEVERITIES.toReversed().map((severity) => {
    const count = found[severity]
    const text = `${count} ${label(severity, language)}`
    return { text, paint: count === 0 ? style.dim : style.severity[severity] }
  })
  const targets = { text: countTargets(report, language), paint: style.strong }
  const coverage = {
    text: `${label('coverage', language)} ${coverageText(report.summary)}`,
    paint: (text: string) => text,
  }
  return flow([targets, ...counts, coverage], width)
}

/** Parts one after the other, in as many lines as they need. */
function flow(
  parts: readonly { readonly text: string; readonly paint: (text: string) => string }[],
  width: number,
): string[] {
  const lines: string[] = []
  let used = width
  for (const { text, paint } of parts) {
    const columns = 2 + widthOf(text)
    const fits = used + columns <= width
    if (fits) lines.push(`${lines.pop() ?? ''}  ${paint(text)}`)
    else lines.push(`  ${paint(text)}`)
    used = fits ? used + columns : columns
  }
  return lines
}

function coverageDetails({ plugins }: Report, { language, verbose }: TableContext): string[] {
  const skipped = new Map<string, number>()
  let truncated = 0
  let errored = 0
  for (const { coverage } of plugins) {
    truncated += coverage.truncated
    errored += coverage.errored
    for (const [reason, count] of Object.entries(coverage.skipped))
      skipped.set(reason, (skipped.get(reason) ?? 0) + count)
  }
  // Files that no plugin reads are mentioned only where there are no others.
  if (!verbose && plugins.some(({ coverage }) => coverage.scanned > 0)) skipped.delete(NOTHING_OF_ITS_KIND)
  const parts = Array.from(skipped, ([reason, count]) => skippedText(reason, count, language))
  if (truncated > 0) parts.push(label('filesTruncated', language, truncated))
  if (errored > 0) parts.push(label('filesErrored', language, errored))
  if (parts.length === 0) return []
  return [`${parts.join(', ')}${verbose ? '' : `: ${label('verboseHint', language)}`}`]
}
