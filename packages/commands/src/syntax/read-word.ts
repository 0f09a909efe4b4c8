import { decodeEscapes } from './escapes.ts'
import { endOfBackticks, skipBracket, skipSingle } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import type { Piece, Word } from './model.ts'

/** What ends a word where it is not quoted. */
const ENDS = new Set([' ', '\t', '\r', '\n', ';', '&', '|', '<', '>', '(', ')'])

/** The word at the cursor; one without pieces where none begins there. */
export function readWord(cursor: Cursor): Word {
  const start = cursor.at
  const pieces: Piece[] = []
  const { text } = cursor
  while (cursor.at < text.length) {
    const character = text[cursor.at] ?? ''
    if ((character === '<' || character === '>') && text[cursor.at + 1] === '(' && cursor.at === start) {
      pieces.push({ kind: 'pipe', script: readBracket(cursor, 2), isQuoted: true })
    } else if (ENDS.has(character)) break
    else if (character === '\\') {
      // A line that goes on has no line end.
      const next = text[cursor.at + 1] === '\r' && text[cursor.at + 2] === '\n' ? '\r\n' : (text[cursor.at + 1] ?? '')
      cursor.at += 1 + next.length
      if (!next.endsWith('\n')) addText(pieces, next, true)
    } else if (character === "'") {
      const end = skipSingle(text, cursor.at + 1)
      addText(pieces, text.slice(cursor.at + 1, text[end - 1] === "'" ? end - 1 : end), true)
      cursor.at = end
    } else if (character === '"') {
      cursor.at++
      readQuoted(cursor, pieces)
    } else if (character === '$' || character === '`') readDollar(cursor, pieces, false)
    else {
      let end = cursor.at + 1
      while (end < text.length && !/[\s;&|<>()\\'"$`]/.test(text[end] ?? '')) end++
      addText(pieces, text.slice(cursor.at, end), false)
      cursor.at = end
    }
  }
  return { pieces, start, end: cursor.at }
}

/** The body of a here-document, or any text in which variables stand for their values. */
export function readExpanded(text: string): Word {
  const pieces: Piece[] = []
  readQuoted({ text, at: 0 }, pieces, '')
  return { pieces, start: 0, end: text.length }
}

/** Text between double quotes, up to the one that closes. */
function readQuoted(cursor: Cursor, pieces: Piece[], close = '"'): void {
  const { text } = cursor
  let plain = ''
  const flush = (): void => {
    addText(pieces, plain, true)
    plain = ''
  }
  while (cursor.at < text.length) {
    const character = text[cursor.at] ?? ''
    if (character === close) {
      cursor.at++
      break
    }
    if (character === '\\') {
      const next = text[cursor.at + 1] ?? ''
      if (next !== '\n') plain += '$`"\\'.includes(next) && next !== '' ? next : `\\${next}`
      cursor.at += 2
    } else if (character === '$' || character === '`') {
      flush()
      readDollar(cursor, pieces, true)
    } else {
      plain += character
      cursor.at++
    }
  }
  flush()
  if (pieces.length === 0) pieces.push({ kind: 'text', text: '', isQuoted: true })
}

/** What begins with a dollar or a backtick. */
function readDollar(cursor: Cursor, pieces: Piece[], isQuoted: boolean): void {
  const { text } = cursor
  const next = text[cursor.at + 1] ?? ''
  if (text[cursor.at] === '`') {
    const end = endOfBackticks(text, cursor.at + 1)
    const script = text.slice(cursor.at + 1, end).replaceAll(/\\([$`\\])/g, '$1')
    cursor.at = end + 1
    pieces.push({ kind: 'output', script, isQuoted })
  } else if (next === '(' && text[cursor.at + 2] === '(') {
    readBracket(cursor, 2)
    pieces.push({ kind: 'variable', name: '', change: '', isQuoted })
  } else if (next === '(') pieces.push({ kind: 'output', script: readBracket(cursor, 2), isQuoted })
  else if (next === '{') {
    const end = skipBracket(text, cursor.at + 2, 0, '}')
    const inner = text.slice(cursor.at + 2, text[end - 1] === '}' ? end - 1 : end)
    const [name = ''] = /^(?:[!#]?[A-Za-z_]\w*|[#!]?[@*?$!0-9-])/.exec(inner) ?? []
    cursor.at = end
    pieces.push({ kind: 'variable', name, change: inner.slice(name.length), isQuoted })
  } else if (next === "'" && !isQuoted) {
    const end = endOfAnsi(text, cursor.at + 2)
    addText(pieces, decodeEscapes(text.slice(cursor.at + 2, end)), true)
    cursor.at = end + 1
  } else if (next === '"' && !isQuoted) cursor.at++
  else {
    const [name = ''] = /^(?:[A-Za-z_]\w{0,254}|[@*#?$!0-9-])/.exec(text.slice(cursor.at + 1, cursor.at + 257)) ?? []
    cursor.at += 1 + name.length
    if (name === '') addText(pieces, '$', isQuoted)
    else pieces.push({ kind: 'variable', name, change: '', isQuoted })
  }
}

/** What stands in brackets, the cursor at `skip` characters before it. */
function readBracket(cursor: Cursor, skip: number): string {
  const start = cursor.at + skip
  const end = skipBracket(cursor.text, start)
  cursor.at = end
  return cursor.text.slice(start, cursor.text[end - 1] === ')' ? end - 1 : end)
}

function endOfAnsi(text: string, at: number): number {
  let index = at
  while (index < text.length && text[index] !== "'") index += text[index] === '\\' ? 2 : 1
  return Math.min(index, text.length)
}

function addText(pieces: Piece[], text: string, isQuoted: boolean): void {
  if (text !== '' || isQuoted) pieces.push({ kind: 'text', text, isQuoted })
}
