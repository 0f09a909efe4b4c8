import type { FileText } from './text.ts'
import type { Match } from './find.ts'

/** A line of the scanned text around a secret. */
export interface Evidence {
  readonly text: string
  /** Where the secret begins and ends in `text`, in UTF-16 units. */
  readonly highlight: readonly [start: number, end: number]
}

const BEFORE = 100
const AFTER = 60
/** Of a secret that is longer, only this much is shown (with `--show-secrets`; otherwise it is masked). */
const LONGEST = 400

/**
 * The line of a match, cut to what a person needs. A cut never goes through another secret: half a secret would be shown,
 * since only whole ones are masked.
 */
export function evidenceOf(file: FileText, matches: readonly Match[], index: number): Evidence {
  const match = matches[index] as Match
  const { text } = file
  const before = text.slice(Math.max(0, match.start - BEFORE), match.start)
  let from = match.start - (before.length - 1 - Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')))
  const lineEnd = endOfLine(text, match.start, Math.min(match.end, match.start + LONGEST))
  let to = Math.max(lineEnd, endOfLine(text, lineEnd, lineEnd + (lineEnd === match.end ? AFTER : 0)))
  const previous = matches[index - 1]
  const next = matches[index + 1]
  if (previous && previous.start < from && previous.end > from) from = Math.min(previous.end, match.start)
  if (next && next.start < to && next.end > to) to = Math.max(next.start, match.start)
  const [left, middle, right] = [text.slice(from, match.start), text.slice(match.start, lineEnd), text.slice(lineEnd, to)].map(file.decode)
  const start = (left ?? '').trimStart()
  return {
    text: `${start}${middle ?? ''}${(right ?? '').trimEnd()}`,
    highlight: [start.length, start.length + (middle ?? '').length],
  }
}

/** The end of the line that `from` stands in, `most` at the latest. */
function endOfLine(text: string, from: number, most: number): number {
  const found = /[\r\n]/.exec(text.slice(from, most))
  return found ? from + found.index : Math.min(most, text.length)
}
