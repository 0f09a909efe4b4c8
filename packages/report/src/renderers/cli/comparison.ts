import { localize } from '@veinmind/internal/text'
import { SEVERITIES } from '@veinmind/sdk'
import { printable } from '@veinmind/sdk/target'
import { comparisonText } from '../../comparison/comparison-text.ts'
import { groupFindings } from '../../gather/group.ts'
import { label } from '../../model/labels.ts'
import type { GoneFinding, Report } from '../../model/model.ts'
import { placeText } from '../../text/place-text.ts'
import { pad, wrapAtMost } from './layout.ts'
import type { TableContext } from './table-context.ts'

/** Rows of each list without `--verbose`. */
const MOST_ROWS = 20

/** What is new since an earlier report, what is gone, and how many are the same. */
export function comparisonLines({ comparison, findings }: Report, context: TableContext): string[] {
  if (!comparison) return []
  const { language, style, width } = context
  const lines = [style.heading(label('comparison', language)), '']
  lines.push(...wrapAtMost(printable(comparisonText(comparison, language)), width - 2, 3).map((line) => `  ${line}`))
  const isNew = findings.filter(({ since }) => since !== 'same')
  const added = groupFindings(isNew).map(({ main }) => main)
  lines.push(
    ...listLines(label('new', language), added, context),
    ...listLines(label('gone', language), comparison.gone, context),
  )
  return lines
}

function listLines(
  name: string,
  findings: readonly (GoneFinding & { readonly since?: 'same' | 'new' | 'learnt' })[],
  { language, verbose, style, width, namesOf, targetWidth }: TableContext,
): string[] {
  if (findings.length === 0) return []
  const shown = verbose ? findings : findings.slice(0, MOST_ROWS)
  const severityWidth = Math.max(...SEVERITIES.map((severity) => label(severity, language).length))
  const lines = ['', `  ${style.strong(name)} (${findings.length})`]
  for (const { severity, rule, locations, target, since } of shown) {
    const where = [placeText(locations[0] ?? {}), ...(targetWidth > 0 ? namesOf(target) : [])].filter(
      (part) => part !== '',
    )
    const why = since === 'learnt' ? ` [${label('learnt', language)}]` : ''
    const text = `${rule.id}  ${localize(rule.title, language)}  ${where.join(', ')}${why}`
    const [first = '', ...more] = wrapAtMost(printable(text), width - severityWidth - 6, 2)
    lines.push(`    ${style.severity[severity](pad(label(severity, language), severityWidth))}  ${first}`)
    lines.push(...more.map((line) => ' '.repeat(severityWidth + 6) + line))
  }
  if (findings.length > shown.length) lines.push(`    ${label('moreRows', language, findings.length - shown.length)}`)
  return lines
}
