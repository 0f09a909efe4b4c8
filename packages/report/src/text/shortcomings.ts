import type { Language } from '@veinmind/internal/text'
import { printable } from '@veinmind/sdk/target'
import { sawNothing } from '../gather/count-seen.ts'
import { label, outcomeLabel } from '../model/labels.ts'
import type { Report } from '../model/model.ts'
import { NOTHING_OF_ITS_KIND } from '../model/skip-reasons.ts'
import { translateReport } from '../translate/translate-report.ts'
import { coverageText } from './coverage-text.ts'

/** Something that a scan could not do: a format without findings is not to be taken for a clean one. */
export interface Shortcoming {
  readonly code?: string
  readonly text: string
}

/** What is told of them in one report. */
const MOST = 100

/** What was not seen, each in a line: errors, targets and plugins that did not end well. The worst that can be said comes first. */
export function shortcomingsOf(made: Report, language: Language): readonly Shortcoming[] {
  const report = translateReport(made, language)
  const { errors, targets, plugins, skipped } = report
  const all: Shortcoming[] = [
    ...(sawNothing(report) ? [{ text: label('nothingScanned', language) }] : []),
    ...errors.map(({ code, message, hint }) => ({ code, text: hint === undefined ? message : `${message} (${hint})` })),
    ...[...targets, ...plugins]
      .filter(({ outcome, reason }) => outcome !== 'ok' && reason !== NOTHING_OF_ITS_KIND)
      .map(({ name, outcome, reason }) => ({
        text: `${name}: ${outcomeLabel(outcome, language)}${reason === undefined ? '' : `, ${reason}`}`,
      })),
    ...skipped.map(({ target, reason }) => ({ text: `${target}: ${reason}` })),
  ]
  const told = all.slice(0, MOST).map((one) => ({ ...one, text: printable(one.text) }))
  return all.length > MOST ? [...told, { text: label('moreGaps', language, all.length - MOST) }] : told
}

/** `3 images, coverage 99.98 %`: how much was seen, in a line. */
export function seenText({ summary }: Report, language: Language): string {
  const scanned = label('scannedOf', language, summary.scanned, summary.targets)
  return `${scanned}, ${label('coverage', language)} ${coverageText(summary)}`
}
