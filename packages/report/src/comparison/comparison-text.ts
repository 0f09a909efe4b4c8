import type { Language } from '@veinmind/internal/text'
import { SEVERITIES } from '@veinmind/sdk'
import { label } from '../model/labels.ts'
import type { Comparison } from '../model/model.ts'

/** How many are new, learnt, the same and gone, in a line. */
export function comparisonText(
  { with: earlier, new: counts, learnt, same, gone }: Comparison,
  language: Language,
): string {
  const worst = SEVERITIES.toReversed().flatMap((severity) =>
    counts[severity] > 0 ? [`${counts[severity]} ${label(severity, language)}`] : [],
  )
  const added = SEVERITIES.reduce((sum, severity) => sum + counts[severity], 0)
  const of = worst.length === 0 ? '' : ` (${worst.join(', ')})`
  const parts = [
    `${label('new', language)} ${added}${of}`,
    ...(learnt > 0 ? [label('learntOf', language, learnt)] : []),
    `${label('same', language)} ${same}`,
    `${label('gone', language)} ${gone.length}`,
  ]
  return `${label('since', language, earlier.finishedAt.slice(0, 19).replace('T', ' '))}: ${parts.join(', ')}`
}
