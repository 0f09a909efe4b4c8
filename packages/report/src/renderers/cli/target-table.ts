import { SEVERITIES } from '@veinmind/sdk'
import { printable } from '@veinmind/sdk/target'
import type { Severity } from '@veinmind/sdk'
import type { FindingGroup } from '../../gather/group.ts'
import { label, outcomeLabel } from '../../model/labels.ts'
import type { Report } from '../../model/model.ts'
import { compare } from '../../model/order.ts'
import { pad, widthOf, wrapAtMost } from './layout.ts'
import type { TableContext } from './table-context.ts'

/** Targets that are listed without `--verbose`; the worst come first. */
const MOST_TARGETS = 50
/** Lines that a name may take. */
const MOST_LINES = 8
const COLUMN = 10
const WORST_FIRST = SEVERITIES.toReversed()

interface TargetRow {
  readonly name: string
  /** A finding counts once, however many places it has in a target. */
  readonly found: Record<Severity, number>
  readonly outcome: string
}

/** How many findings of which severity each target has, where there are several. Files in which nothing is are not listed. */
export function targetLines(report: Report, groups: readonly FindingGroup[], context: TableContext): string[] {
  const { language, style, verbose, width } = context
  const rows = rowsOf(report, groups, context)
  if (report.targets.length < 2 || rows.length < 2) return []
  const shown = verbose ? rows : rows.slice(0, MOST_TARGETS)
  const nameWidth = Math.min(
    width - 4 - WORST_FIRST.length * COLUMN,
    shown.reduce((most, { name }) => Math.max(most, widthOf(name)), 8),
  )
  const cell = (text: string): string => ' '.repeat(Math.max(0, COLUMN - widthOf(text))) + text
  const head = WORST_FIRST.map((severity) => cell(label(severity, language))).join('')
  const lines = [style.heading(label('targets', language)), '', `  ${' '.repeat(nameWidth)}${style.dim(head)}`]
  for (const { name, found, outcome } of shown) {
    // Whole: where one image was had in several places, only the end tells these apart.
    const parts = wrapAtMost(name, nameWidth, MOST_LINES)
    const short = pad(parts.pop() ?? '', nameWidth)
    lines.push(...parts.map((part) => `  ${part}`))
    const counts = WORST_FIRST.map((severity) => {
      const count = found[severity]
      return count === 0 ? style.dim(cell('0')) : style.severity[severity](cell(String(count)))
    })
    lines.push(
      outcome === 'failed' || outcome === 'skipped'
        ? `  ${short}  ${style.bad(outcomeLabel(outcome, language))}`
        : `  ${short}${counts.join('')}`,
    )
  }
  const left = rows.length - shown.length
  if (left > 0) lines.push(`  ${label('moreRows', language, left)}`)
  return lines
}

function rowsOf({ targets }: Report, groups: readonly FindingGroup[], { namesOf }: TableContext): readonly TargetRow[] {
  const rows = new Map<string, TargetRow>()
  const add = (name: string, outcome: string): TargetRow => {
    const made: TargetRow = { name: printable(name), found: { critical: 0, high: 0, medium: 0, low: 0 }, outcome }
    rows.set(name, made)
    return made
  }
  for (const target of targets)
    if (target.kind !== 'iac' || target.outcome !== 'ok') for (const name of namesOf(target)) add(name, target.outcome)
  for (const group of groups) {
    for (const name of new Set(group.targets.flatMap(namesOf)))
      (rows.get(name) ?? add(name, 'ok')).found[group.severity] += 1
  }
  return [...rows.values()].sort(byWorst)
}

function byWorst(a: TargetRow, b: TargetRow): number {
  for (const severity of WORST_FIRST) {
    const difference = b.found[severity] - a.found[severity]
    if (difference !== 0) return difference
  }
  return compare(a.name, b.name)
}
