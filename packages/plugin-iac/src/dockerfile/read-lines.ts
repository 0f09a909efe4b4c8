import type { Heredoc, Problem, Word } from './model.ts'

/** An instruction as lines: continued ones joined, comments between them left out. */
export interface LogicalLine {
  readonly text: string
  readonly line: number
  readonly endLine: number
  readonly heredocs: readonly Heredoc[]
  /** The character that escapes: a backslash, or a backtick where a directive says so. */
  readonly escape: string
  /** Where a character of `text` stands in the file. */
  place(offset: number): { readonly line: number; readonly column: number }
}

/** What the reading of a file's lines gives. */
export interface ReadLines {
  readonly directives: ReadonlyMap<string, string>
  readonly lines: readonly LogicalLine[]
  readonly problems: readonly Problem[]
}

interface Piece {
  readonly offset: number
  readonly line: number
}

/**
 * The logical lines of a Dockerfile, as BuildKit reads them: parser directives at the top, the escape character that they
 * name, comments and empty lines inside a continued instruction, here-documents. One pass: its time is linear in the text.
 */
export function readLines(text: string): ReadLines {
  const raw = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const directives = readDirectives(raw)
  const escape = directives.get('escape') === '`' ? '`' : '\\'
  // Two of them at the end of a line are one that is meant (moby/buildkit, parser.go).
  const isContinued = new RegExp(`^(|.*[^\\${escape}])\\${escape}[ \\t]*$`, 's')
  const lines: LogicalLine[] = []
  const problems: Problem[] = []
  for (let at = 0; at < raw.length; at++) {
    if (isBlankOrComment(raw[at])) continue
    const first = at
    const pieces: Piece[] = []
    const parts: string[] = []
    let length = 0
    for (; at < raw.length; at++) {
      const line = raw[at] ?? ''
      if (at > first && isBlankOrComment(line)) continue
      const [, continued] = isContinued.exec(line) ?? []
      pieces.push({ offset: length, line: at + 1 })
      parts.push(continued ?? line)
      length += (continued ?? line).length
      if (continued === undefined) break
    }
    const joined = parts.join('')
    const { heredocs, end } = readHeredocs(joined, { raw, from: at + 1, problems })
    at = end - 1
    lines.push({
      text: joined,
      line: first + 1,
      endLine: Math.min(end, raw.length),
      heredocs,
      escape,
      place: (offset) => placeOf(pieces, offset),
    })
  }
  return { directives, lines, problems }
}

/** The words of an instruction, split at blanks outside quotes. */
export function splitWords(line: LogicalLine, from: number): readonly Word[] {
  const { text, escape } = line
  const words: Word[] = []
  for (let at = from; at < text.length;) {
    if (/\s/.test(text[at] ?? '')) {
      at++
      continue
    }
    const start = at
    let value = ''
    let quote = ''
    for (; at < text.length; at++) {
      const character = text[at] ?? ''
      if (quote === '' && /\s/.test(character)) break
      if (character === escape && quote !== "'" && at + 1 < text.length) value += text[++at]
      else if (quote === '' && (character === '"' || character === "'")) quote = character
      else if (character === quote) quote = ''
      else value += character
    }
    words.push({ raw: text.slice(start, at), value, ...line.place(start) })
  }
  return words
}

function readDirectives(raw: readonly string[]): ReadonlyMap<string, string> {
  const directives = new Map<string, string>()
  for (const line of raw) {
    const [, name, value] = /^\s*#\s*([a-z]+)\s*=\s*(.*?)\s*$/i.exec(line) ?? []
    if (name === undefined || value === undefined) break
    directives.set(name.toLowerCase(), value)
  }
  return directives
}

const HEREDOC = /(?:^|\s)\d*<<(-?)(?:"([^"\s<]{1,256})"|'([^'\s<]{1,256})'|([A-Za-z_][\w.-]{0,255}))/g

function readHeredocs(
  text: string,
  { raw, from, problems }: { raw: readonly string[]; from: number; problems: Problem[] },
): { heredocs: Heredoc[]; end: number } {
  const heredocs: Heredoc[] = []
  let end = from
  if (!text.includes('<<') || !/^\s*(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s/i.test(text)) return { heredocs, end }
  for (const match of text.matchAll(HEREDOC)) {
    const name = match[2] ?? match[3] ?? match[4] ?? ''
    const strip = match[1] === '-'
    const start = end
    const isEnd = (line: string): boolean => (strip ? line.replace(/^\t+/, '') : line) === name
    while (end < raw.length && !isEnd(raw[end] ?? '')) end++
    heredocs.push({ name, body: raw.slice(start, end).join('\n'), line: start + 1 })
    if (end === raw.length) {
      problems.push({ message: `the here-document ${name} has no end`, line: from, column: 1 })
      break
    }
    end++
  }
  return { heredocs, end }
}

function placeOf(pieces: readonly Piece[], offset: number): { line: number; column: number } {
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((pieces[middle]?.offset ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  const piece = pieces[low]
  return { line: piece?.line ?? 1, column: offset - (piece?.offset ?? 0) + 1 }
}

function isBlankOrComment(line = ''): boolean {
  return /^\s*(?:#|$)/.test(line)
}
