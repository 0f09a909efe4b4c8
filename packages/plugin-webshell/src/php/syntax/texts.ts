import type { Expression } from '../../tree/nodes.ts'
import { accept, isEnd, isNext, peek } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import { unescapeDouble } from './escapes.ts'

/** Reads a text with variables, or a command between backticks, whose quote is past. */
export function parseQuoted(cursor: Cursor, quote: string, at: number): Expression {
  const parts = parseParts(cursor, (text) => unescapeDouble(text, quote), 'quote')
  if (quote !== '`') return { kind: 'joined', parts, at }
  return { kind: 'call', callee: { kind: 'name', name: 'shell_exec', at }, args: [{ kind: 'joined', parts, at }], at }
}

/** Reads a heredoc whose beginning is past. */
export function parseHeredoc(cursor: Cursor, start: string, at: number): Expression {
  const isRaw = start.includes("'")
  const parts = parseParts(cursor, (text) => (isRaw ? text : unescapeDouble(text, '')), 'heredoc-end')
  return { kind: 'joined', parts, at }
}

function parseParts(cursor: Cursor, read: (text: string) => string, end: 'quote' | 'heredoc-end'): Expression[] {
  const parts: Expression[] = []
  while (!isEnd(cursor)) {
    const { kind, text, at } = peek(cursor)
    if (kind === end) {
      cursor.index += 1
      return parts
    }
    if (kind === 'text') {
      cursor.index += 1
      parts.push({ kind: 'text', value: read(text), at })
    } else if (kind === 'variable') parts.push(parseSimple(cursor))
    else if (accept(cursor, '${')) {
      const name = peek(cursor)
      const isName = name.kind === 'name' && (isNext(cursor, '}', 1) || isNext(cursor, '[', 1))
      if (isName) cursor.index += 1
      parts.push(
        isName ? parseIndexes(cursor, name.text, at) : { kind: 'named', name: cursor.grammar.expression(cursor), at },
      )
      accept(cursor, '}')
    } else if (accept(cursor, '{')) {
      parts.push(cursor.grammar.expression(cursor))
      accept(cursor, '}')
    } else cursor.index += 1
  }
  return parts
}

/** `$a`, `$a[key]`, `$a->b` in a text, where nothing else is code. */
function parseSimple(cursor: Cursor): Expression {
  const { text, at } = peek(cursor)
  cursor.index += 1
  const of: Expression = { kind: 'variable', name: text.slice(1), at }
  if (accept(cursor, '[')) {
    const isNegative = accept(cursor, '-')
    const key = peek(cursor)
    cursor.index += 1
    accept(cursor, ']')
    if (key.kind === 'variable')
      return { kind: 'index', of, index: { kind: 'variable', name: key.text.slice(1), at }, at }
    return { kind: 'index', of, index: { kind: 'text', value: (isNegative ? '-' : '') + key.text, at }, at }
  }
  if (isNext(cursor, '->') || isNext(cursor, '?->')) {
    const name = peek(cursor, 1).text
    cursor.index += 2
    return { kind: 'member', of, name, isStatic: false, isField: false, at }
  }
  return of
}

/** `${a[…]}`. */
function parseIndexes(cursor: Cursor, name: string, at: number): Expression {
  let of: Expression = { kind: 'variable', name, at }
  while (accept(cursor, '[')) {
    of = { kind: 'index', of, index: cursor.grammar.expression(cursor), at }
    if (!accept(cursor, ']')) break
  }
  return of
}
