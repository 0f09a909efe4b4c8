import { acceptedLines } from './accepted.ts'
import { comparisonLines } from './comparison.ts'
import { groupFindings } from '../../gather/group.ts'
import { label } from '../../model/labels.ts'
import type { Renderer } from '../renderer.ts'
import { allTargets, targetsOf } from '../../model/target-places.ts'
import { groupByRule } from '../../text/rule-groups.ts'
import type { RuleGroup } from '../../text/rule-groups.ts'
import { planLines } from './plan.ts'
import { ruleRows } from './rule-rows.ts'
import { errorLines, inventoryLines, pluginLines, problemLines, remedyLines, skippedLines } from './sections.ts'
import { createStyle } from './style.ts'
import { summaryLines } from './summary.ts'
import { targetWidthOf } from './table-context.ts'
import type { TableContext } from './table-context.ts'
import { targetLines } from './target-table.ts'
import { translateReport } from '../../translate/translate-report.ts'
import { createTargetNames } from '../../text/target-names.ts'

/** Rows of a table without `--verbose`; the worst come first. */
const MOST_ROWS = 200

/** Narrower terminals get lines that the terminal breaks. */
const LEAST_WIDTH = 60

/** Tables for a terminal: the worst first, a row a rule with the places of its findings, then the summary. */
export const cli: Renderer = {
  render(made, context) {
    const report = translateReport(made, context.language)
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
    const rules = groupByRule(groups)
    const sections = [
      ...(['conclusion', 'invasion', 'risk'] as const).map((heading) =>
        tableLines(
          heading,
          rules.filter(({ main }) => (main.isConclusion ? 'conclusion' : main.class) === heading),
          table,
        ),
      ),
      comparisonLines(report, table),
      planLines(report, table),
      remedyLines(rules, table),
      acceptedLines(report, table),
      inventoryLines(report, table),
      pluginLines(report, table),
      problemLines(report, table),
      skippedLines(report, table),
      targetLines(report, groups, table),
      summaryLines(report, groups, table),
      // Last, where it is seen.
      errorLines(report, table),
    ]
    return `\n${sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`
  },
}

function tableLines(
  heading: 'conclusion' | 'invasion' | 'risk',
  rules: readonly RuleGroup[],
  context: TableContext,
): string[] {
  if (rules.length === 0) return []
  const { style, language, verbose } = context
  const shown = verbose ? rules : rules.slice(0, MOST_ROWS)
  const lines = [
    style.heading(`${label(heading, language)} (${rules.reduce((sum, { groups }) => sum + groups.length, 0)})`),
  ]
  for (const line of ruleRows(shown, context)) lines.push(line)
  const left = rules.length - shown.length
  if (left > 0) lines.push('', `  ${label('moreRows', language, left)}`)
  return lines
}
