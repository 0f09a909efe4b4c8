import type { Expression, Statement } from '../../tree/nodes.ts'
import { accept, isEnd, isNext, peek, skipBrackets } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import { parseArguments, parseExpression } from './expressions.ts'

/** `break` and `continue`. */
export function readLeave(cursor: Cursor, kind: 'break' | 'continue', at: number): Statement {
  cursor.index += 1
  if (peek(cursor).kind === 'number') cursor.index += 1
  accept(cursor, ';')
  return { kind, at }
}

/** `global $a, $b;` */
export function readGlobal(cursor: Cursor, at: number): Statement {
  const names: string[] = []
  while (!isEnd(cursor) && !accept(cursor, ';')) {
    const { kind, text } = peek(cursor)
    if (kind === 'variable') names.push(text.slice(1))
    cursor.index += 1
  }
  return { kind: 'global', names, at }
}

/** `static $a = 1;` is taken for `$a = 1;`. */
export function readStatic(cursor: Cursor, at: number): Statement | undefined {
  if (peek(cursor, 1).kind !== 'variable') return undefined
  cursor.index += 1
  const body: Statement[] = []
  do body.push({ kind: 'expression', value: parseExpression(cursor), at })
  while (accept(cursor, ','))
  accept(cursor, ';')
  return { kind: 'block', body, at }
}

/** `const A = 1;` */
export function readConstant(cursor: Cursor, at: number): Statement {
  const name = peek(cursor, 1).text
  cursor.index += 2
  accept(cursor, '=')
  const value = parseExpression(cursor)
  return { kind: 'constant', name, value, at }
}

/** `declare(…)`. */
export function readDeclare(cursor: Cursor, at: number): Statement {
  cursor.index += 1
  if (isNext(cursor, '(')) parseArguments(cursor)
  return { kind: 'empty', at }
}

/** A statement that says nothing of interest. */
export function skipStatement(cursor: Cursor, at: number): Statement {
  while (!isEnd(cursor) && !isNext(cursor, ';') && !isNext(cursor, '}')) {
    cursor.index += 1
    if (isNext(cursor, '{', -1)) skipBrackets(cursor)
  }
  return { kind: 'empty', at }
}

/** `echo`, whose word or tag is past. */
export function echo(cursor: Cursor, at: number): Statement {
  const args: Expression[] = []
  do args.push(parseExpression(cursor))
  while (accept(cursor, ','))
  accept(cursor, ';')
  return { kind: 'expression', value: { kind: 'call', callee: { kind: 'name', name: 'echo', at }, args, at }, at }
}
