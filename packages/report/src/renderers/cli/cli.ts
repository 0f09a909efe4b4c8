import { createTargetNames, groupFindings } from '../../group.ts'
import type { FindingGroup } from '../../group.ts'
import { label } from '../../labels.ts'
import type { Renderer } from '../../renderer.ts'
import { allTargets, targetsOf } from '../../target-places.ts'
import { findingRow, targetWidthOf } from './finding-rows.ts'
import type { TableContext } from './finding-rows.ts'
import { errorLines, inventoryLines, pluginLines, problemLines, skippedLines } from './sections.ts'
import { createStyle } from './style.ts'
import { summaryLines } from './summary.ts'

/** Rows of a table without `--verbose`; the worst come first. */
const MOST_ROWS = 200

/** Narrower terminals get lines that the terminal breaks. */
const LEAST_WIDTH = 60

/** Tables for a terminal: the worst first, each finding once with all that it is in, then the summary. */
export const cli: Renderer = {
  render(report, context) {
    const namesOf = createTargetNames(allTargets(report))
    const groups = groupFindings(report.findings)
    const names = new Set(targetsOf(report.findings).flatMap(namesOf))
    const width = Math.max(LEAST_WIDTH, context.width)
    const isOne = report.targets.length === 1 && names.size < 2
    const table: TableContext = {
      ...context,
      width,
      style: createStyle(context.color),
      namesOf,
      targetWidth: isOne ? 0 : targetWidthOf([...names], width),
    }
    const sections = [
      ...(['invasion', 'risk'] as const).map((klass) => tableLines(klass, groups.filter((group) => group.class === klass), table)),
      inventoryLines(report, table),
      pluginLines(report, table),
      problemLines(report, table),
      skippedLines(report, table),
      summaryLines(report, groups, table),
      // Last, where it is seen.
      errorLines(report, table),
    ]
    return `\n${sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`
  },
}

function tableLines(klass: 'invasion' | 'risk', groups: readonly FindingGroup[], context: TableContext): string[] {
  if (groups.length === 0) return []
  const { style, language, verbose } = context
  const shown = verbose ? groups : groups.slice(0, MOST_ROWS)
  const lines = [style.heading(`${label(klass, language)} (${groups.length})`)]
  for (const group of shown) {
    // Read once: a row looks at it many times.
    const { type, severity, main, all, targets } = group
    for (const line of ['', ...findingRow({ class: klass, type, severity, main, all, targets }, context)]) lines.push(line)
  }
  const left = groups.length - shown.length
  if (left > 0) lines.push('', `  ${label('moreRows', language, left)}`)
  return lines
}
