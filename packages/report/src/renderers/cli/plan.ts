import { printable } from '@veinmind/sdk/target'
import { label } from '../../model/labels.ts'
import type { Report, TargetPlan } from '../../model/model.ts'
import { planTexts } from '../../text/plan-text.ts'
import { cutEnd, pad, widthOf, wrap } from './layout.ts'
import type { TableContext } from './table-context.ts'

/** Upgrades of a target, and targets, without `--verbose`. */
const MOST_STEPS = 10
const MOST_TARGETS = 5
const MOST_WIDTH = 48

/** What to upgrade, a table for each target. */
export function planLines({ plan = [] }: Report, context: TableContext): string[] {
  const { language, verbose, style } = context
  if (plan.length === 0) return []
  const shown = verbose ? plan : plan.slice(0, MOST_TARGETS)
  const lines = [style.heading(label('plan', language))]
  for (const one of shown) lines.push('', ...targetLines(one, plan.length > 1, context))
  if (plan.length > shown.length) lines.push('', `  ${label('moreRows', language, plan.length - shown.length)}`)
  return lines
}

function targetLines(
  plan: TargetPlan,
  isNamed: boolean,
  { language, verbose, style, width, namesOf }: TableContext,
): string[] {
  const texts = planTexts(plan, language).flatMap((text) => wrap(printable(text), width - 2))
  const name = isNamed
    ? wrap(printable(namesOf(plan.target).join(', ')), width - 2).map((line) => style.strong(line))
    : []
  const steps = verbose ? plan.steps : plan.steps.slice(0, MOST_STEPS)
  const rows = [
    [
      label('planPackage', language),
      label('planFrom', language),
      label('planTo', language),
      label('planRemoves', language),
    ],
    ...steps.map((step) => [
      step.package,
      step.from,
      step.to,
      `${step.removes}  ${label(step.worst, language)}${step.inBase === true ? `  ${label('planInBase', language)}` : ''}`,
    ]),
  ].map((row) => row.map((cell) => cutEnd(printable(cell), MOST_WIDTH)))
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))))
  const table = rows.map((row, index) => {
    const line = row.map((cell, column) => (column < widths.length ? pad(cell, widths[column] ?? 0) : cell)).join('  ')
    return index === 0 ? style.dim(line) : line
  })
  const left = plan.steps.length - steps.length
  return [
    ...[...name, ...texts].map((line) => `  ${line}`),
    ...(steps.length === 0 ? [] : ['', ...table.map((line) => `    ${line}`)]),
    ...(left > 0 ? [`    ${label('moreRows', language, left)}`] : []),
  ]
}
