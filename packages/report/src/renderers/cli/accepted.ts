import { localize } from '@veinmind/internal/text'
import { printable } from '@veinmind/sdk/target'
import { acceptedText, noteTexts } from '../../acceptance/accept-text.ts'
import { groupFindings } from '../../gather/group.ts'
import { label } from '../../model/labels.ts'
import type { Report } from '../../model/model.ts'
import { placeText } from '../../text/place-text.ts'
import { wrapAtMost } from './layout.ts'
import { morePlaces } from './table-context.ts'
import type { TableContext } from './table-context.ts'

/** Rows without `--verbose`. */
const MOST_ROWS = 20

/** The accepted findings, a row each, and notes on the entries that accept them. */
export function acceptedLines(
  { accepted, acceptNotes }: Report,
  { language, verbose, style, width, namesOf, targetWidth }: TableContext,
): string[] {
  const notes = noteTexts(acceptNotes, language)
  if (accepted.length + notes.length === 0) return []
  const groups = groupFindings(accepted)
  const lines = [style.heading(`${label('accepted', language)} (${groups.length})`), '']
  const shown = verbose ? groups : groups.slice(0, MOST_ROWS)
  for (const { main } of shown) {
    const where = [placeText(main.locations[0] ?? {}), ...(targetWidth > 0 ? namesOf(main.target) : [])]
    const more = main.locations.length > 1 ? [morePlaces(main.locations.length - 1, language)] : []
    const place = [...where.filter((part) => part !== ''), ...more].join(', ')
    const head = `${main.rule.id}  ${localize(main.rule.title, language)}  ${place}`
    lines.push(...wrapAtMost(printable(head), width - 2, 2).map((line) => `  ${line}`))
    const why = main.accepted === undefined ? '' : acceptedText(main.accepted, language)
    lines.push(...wrapAtMost(printable(why), width - 4, 3).map((line) => `    ${style.dim(line)}`))
  }
  if (groups.length > shown.length) lines.push(`  ${label('moreRows', language, groups.length - shown.length)}`)
  if (groups.length > 0 && notes.length > 0) lines.push('')
  for (const note of notes)
    lines.push(...wrapAtMost(printable(note), width - 2, 4).map((line) => `  ${style.bad(line)}`))
  return lines
}
