import { excerptOf } from '@veinmind/internal/text'
import type { FileText } from './text.ts'
import type { Match, Secrets } from './find.ts'

/** A line of the scanned text around a secret. */
export interface Evidence {
  readonly text: string
  /** Where the secret begins and ends in `text`, in UTF-16 units. */
  readonly highlight: readonly [start: number, end: number]
  /** Everything secret that stands in `text`, as it stands there: whole secrets, and pieces of long ones. */
  readonly secrets: readonly string[]
}

const BEFORE = 100
const AFTER = 60
/** Of a secret that is longer, only this much is shown (with `--show-secrets`; otherwise it is masked). */
const LONGEST = 400

/** The line of a match, cut to what a person needs, and what of it must be masked. */
export function evidenceOf(
  file: FileText,
  match: Match,
  { hidden, isWhole }: Omit<Secrets, 'matches' | 'more'>,
): Evidence {
  const { text } = file
  const lead = text.slice(Math.max(0, match.start - BEFORE), match.start)
  const from = match.start - (lead.length - 1 - Math.max(lead.lastIndexOf('\n'), lead.lastIndexOf('\r')))
  const lineEnd = endOfLine(text, match.start, Math.min(match.end, match.start + LONGEST))
  const to = Math.max(lineEnd, endOfLine(text, lineEnd, lineEnd + (lineEnd === match.end ? AFTER : 0)))
  // Where the search was given up, nobody knows what stands beside the match.
  const excerpt = excerptOf(isWhole ? { from, to } : { from: match.start, to: lineEnd }, hidden)
  const decoded = (start: number, end: number) => file.decode(text.slice(start, end))
  const secrets: string[] = []
  let shown = ''
  let done = excerpt.from
  for (const { start, end } of excerpt.secrets) {
    const secret = decoded(start, end)
    secrets.push(secret)
    shown += decoded(done, start) + secret
    done = end
  }
  shown += decoded(done, excerpt.to)
  const trimmed = shown.trimStart()
  const place = (index: number) =>
    Math.max(
      0,
      decoded(excerpt.from, Math.max(excerpt.from, Math.min(index, excerpt.to))).length -
        (shown.length - trimmed.length),
    )
  return { text: trimmed.trimEnd(), highlight: [place(match.start), place(lineEnd)], secrets }
}

/** The end of the line that `from` stands in, `most` at the latest. */
function endOfLine(text: string, from: number, most: number): number {
  const found = /[\r\n]/.exec(text.slice(from, most))
  return found ? from + found.index : Math.min(most, text.length)
}
