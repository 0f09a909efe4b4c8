import type { FileText } from './text.ts'
import type { Match } from './find.ts'

/** A line of the scanned text around a secret. */
export interface Evidence {
  readonly text: string
  /** Where the secret begins and ends in `text`, in UTF-16 units. */
  readonly highlight: readonly [start: number, end: number]
  /** The secrets of other matches that stand in `text`. */
  readonly others: readonly string[]
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
  const lead = text.slice(Math.max(0, match.start - BEFORE), match.start)
  let from = match.start - (lead.length - 1 - Math.max(lead.lastIndexOf('\n'), lead.lastIndexOf('\r')))
  const lineEnd = endOfLine(text, match.start, Math.min(match.end, match.start + LONGEST))
  let to = Math.max(lineEnd, endOfLine(text, lineEnd, lineEnd + (lineEnd === match.end ? AFTER : 0)))
  const others: string[] = []
  for (let before = index - 1; (matches[before]?.end ?? -1) > from; before -= 1) {
    const other = matches[before] as Match
    if (other.start < from) from = Math.min(other.end, match.start)
    else others.push(other.secret)
  }
  for (let after = index + 1; (matches[after]?.start ?? to) < to; after += 1) {
    const other = matches[after] as Match
    if (other.end > to) to = Math.max(other.start, lineEnd)
    else others.push(other.secret)
  }
  const [left, middle, right] = [text.slice(from, match.start), text.slice(match.start, lineEnd), text.slice(lineEnd, to)].map(file.decode)
  const start = (left ?? '').trimStart()
  return {
    text: `${start}${middle ?? ''}${(right ?? '').trimEnd()}`,
    highlight: [start.length, start.length + (middle ?? '').length],
    others: others.map(file.decode),
  }
}

/** The end of the line that `from` stands in, `most` at the latest. */
function endOfLine(text: string, from: number, most: number): number {
  const found = /[\r\n]/.exec(text.slice(from, most))
  return found ? from + found.index : Math.min(most, text.length)
}
