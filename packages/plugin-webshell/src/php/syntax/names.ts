import type { ArrayItem, Expression } from '../../tree/nodes.ts'
import { accept, acceptWord, isEnd, isNext } from './cursor.ts'
import type { Cursor } from './cursor.ts'

/** Reads what begins with a name that is past: a list, a `match`, `exit`, or the name itself. */
export function parseName(cursor: Cursor, text: string, at: number): Expression {
  const word = text.toLowerCase()
  if ((word === 'array' || word === 'list') && accept(cursor, '('))
    return { kind: 'array', items: parseItems(cursor, ')'), at }
  if (word === 'match' && isNext(cursor, '(')) return parseMatch(cursor, at)
  if (word === 'exit' || word === 'die') {
    const args = isNext(cursor, '(') ? cursor.grammar.args(cursor) : []
    return { kind: 'call', callee: { kind: 'name', name: 'exit', at }, args, at }
  }
  return { kind: 'name', name: text, at }
}

/** Reads the elements of a list up to its end. */
export function parseItems(cursor: Cursor, close: string): ArrayItem[] {
  const items: ArrayItem[] = []
  while (!isEnd(cursor) && !accept(cursor, close)) {
    const before = cursor.index
    if (accept(cursor, ',')) {
      items.push({ value: { kind: 'unknown', at: 0 } })
      continue
    }
    const isSpread = isNext(cursor, '...')
    const first = cursor.grammar.expression(cursor)
    if (accept(cursor, '=>')) items.push({ key: first, value: cursor.grammar.expression(cursor) })
    else items.push(isSpread ? { value: first, isSpread } : { value: first })
    accept(cursor, ',')
    if (cursor.index === before) return items
  }
  return items
}

/** `match (…) { a, b => c, default => d }`: a choice between its arms. */
function parseMatch(cursor: Cursor, at: number): Expression {
  const [subject = { kind: 'unknown', at }] = cursor.grammar.args(cursor)
  if (!accept(cursor, '{')) return subject
  let result: Expression = { kind: 'unknown', at }
  while (!isEnd(cursor) && !accept(cursor, '}')) {
    const before = cursor.index
    if (!acceptWord(cursor, 'default')) cursor.grammar.expression(cursor)
    while (accept(cursor, ',')) if (!isNext(cursor, '=>') && !isNext(cursor, '}')) cursor.grammar.expression(cursor)
    if (accept(cursor, '=>'))
      result = { kind: 'choice', test: { kind: 'unknown', at }, yes: result, no: cursor.grammar.expression(cursor), at }
    accept(cursor, ',')
    if (cursor.index === before) cursor.index += 1
  }
  return result
}
