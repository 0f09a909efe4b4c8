import type { Expression, Statement, SwitchCase } from '../../tree/nodes.ts'
import { accept, acceptWord, isEnd, isNext, MAX_DEPTH, peek, skipBrackets, wordAt } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import { parseClassBody, parseFunctionRest } from './declarations.ts'
import { parseExpression } from './expressions.ts'
import {
  echo,
  readConstant,
  readDeclare,
  readGlobal,
  readLeave,
  readStatic,
  skipStatement,
} from './short-statements.ts'

/** Reads statements up to the end, or to one of these words or a closing brace. */
export function parseStatements(cursor: Cursor, until: ReadonlySet<string> = NONE): Statement[] {
  const statements: Statement[] = []
  while (!isEnd(cursor) && !until.has(wordAt(cursor))) {
    if (isNext(cursor, '}') && (until !== NONE || cursor.depth > 0)) return statements
    const before = cursor.index
    const statement = parseStatement(cursor)
    if (statement.kind !== 'empty') statements.push(statement)
    if (cursor.index === before) cursor.index += 1
  }
  return statements
}

/** The function that gives what was thrown last. */
export const CAUGHT = '\0caught'
const NONE: ReadonlySet<string> = new Set()
const BRACE_ONLY: ReadonlySet<string> = new Set(['\0'])

/** Reads a block in braces, or one statement. */
export function parseBlock(cursor: Cursor): Statement[] {
  cursor.depth += 1
  try {
    if (cursor.depth > MAX_DEPTH) {
      cursor.onCut()
      if (accept(cursor, '{')) skipBrackets(cursor)
      return []
    }
    if (!accept(cursor, '{')) return [parseStatement(cursor)]
    const body = parseStatements(cursor, BRACE_ONLY)
    accept(cursor, '}')
    return body
  } finally {
    cursor.depth -= 1
  }
}

/** A block, or with `:` all statements up to one of these words. */
function parseBody(cursor: Cursor, ends: readonly string[]): Statement[] {
  if (!accept(cursor, ':')) return parseBlock(cursor)
  return parseStatements(cursor, new Set(ends))
}

function parseStatement(cursor: Cursor): Statement {
  const { kind, text, at } = peek(cursor)
  if (kind === 'html' || kind === 'rest') {
    cursor.index += 1
    return { kind: 'empty', at }
  }
  if (kind === 'echo') {
    cursor.index += 1
    return echo(cursor, at)
  }
  if (accept(cursor, ';')) return { kind: 'empty', at }
  if (isNext(cursor, '{')) return { kind: 'block', body: parseBlock(cursor), at }
  if (isNext(cursor, '#[')) {
    cursor.index += 1
    skipBrackets(cursor)
    return { kind: 'empty', at }
  }
  if (kind === 'name') {
    const read = Object.hasOwn(READERS, text.toLowerCase()) ? READERS[text.toLowerCase()] : undefined
    const statement = read?.(cursor, at)
    if (statement !== undefined) return statement
    if (isNext(cursor, ':', 1) && !isNext(cursor, '::', 1)) {
      cursor.index += 2
      return { kind: 'label', name: text, at }
    }
  }
  const value = parseExpression(cursor)
  accept(cursor, ';')
  return { kind: 'expression', value, at }
}

/** Reads what begins with a word; undefined where the word is none of a statement after all. */
type Reader = (cursor: Cursor, at: number) => Statement | undefined

const READERS: Readonly<Record<string, Reader>> = {
  if: readIf,
  while: readWhile,
  do: readDo,
  for: readFor,
  foreach: readEach,
  switch: readSwitch,
  try: readTry,
  function: readFunction,
  class: readClass,
  abstract: readClass,
  final: readClass,
  readonly: readClass,
  interface: readClass,
  trait: readClass,
  enum: readClass,
  echo: (cursor, at) => {
    cursor.index += 1
    return echo(cursor, at)
  },
  return: (cursor, at) => {
    cursor.index += 1
    const value = isNext(cursor, ';') || isEnd(cursor) ? undefined : parseExpression(cursor)
    accept(cursor, ';')
    return { kind: 'return', value, at }
  },
  break: (cursor, at) => readLeave(cursor, 'break', at),
  continue: (cursor, at) => readLeave(cursor, 'continue', at),
  goto: (cursor, at) => {
    const name = peek(cursor, 1).text
    cursor.index += 2
    accept(cursor, ';')
    return { kind: 'goto', name, at }
  },
  global: readGlobal,
  static: readStatic,
  const: readConstant,
  unset: (cursor, at) => skipStatement(cursor, at),
  use: (cursor, at) => skipStatement(cursor, at),
  declare: readDeclare,
  namespace: (cursor, at) => {
    if (isNext(cursor, '\\', 1)) return undefined
    cursor.index += 1
    if (peek(cursor).kind === 'name') cursor.index += 1
    return { kind: 'empty', at }
  },
}

function condition(cursor: Cursor): Expression {
  if (!accept(cursor, '(')) return { kind: 'unknown', at: peek(cursor).at }
  const test = parseExpression(cursor)
  accept(cursor, ')')
  return test
}

function readIf(cursor: Cursor, at: number): Statement {
  cursor.index += 1
  const test = condition(cursor)
  const isLong = isNext(cursor, ':')
  const yes = parseBody(cursor, ['elseif', 'else', 'endif'])
  const { at: elseAt } = peek(cursor)
  let no: Statement[] = []
  if (wordAt(cursor) === 'elseif') no = nested(cursor, elseAt)
  else if (acceptWord(cursor, 'else')) {
    if (wordAt(cursor) === 'if' && !isLong) no = nested(cursor, elseAt)
    else no = parseBody(cursor, ['endif'])
  }
  if (isLong && acceptWord(cursor, 'endif')) accept(cursor, ';')
  return { kind: 'if', test, yes, no, at }
}

/** `elseif`: an `if` in the other branch, as deep as there are of them. */
function nested(cursor: Cursor, at: number): Statement[] {
  cursor.depth += 1
  try {
    if (cursor.depth <= MAX_DEPTH) return [readIf(cursor, at)]
    cursor.onCut()
    return []
  } finally {
    cursor.depth -= 1
  }
}

function readWhile(cursor: Cursor, at: number): Statement {
  cursor.index += 1
  const test = condition(cursor)
  const body = parseBody(cursor, ['endwhile'])
  acceptWord(cursor, 'endwhile')
  return { kind: 'loop', before: [], test, step: [], body, isTestLast: false, at }
}

function readDo(cursor: Cursor, at: number): Statement {
  cursor.index += 1
  const body = parseBlock(cursor)
  acceptWord(cursor, 'while')
  const test = condition(cursor)
  accept(cursor, ';')
  return { kind: 'loop', before: [], test, step: [], body, isTestLast: true, at }
}

function readFor(cursor: Cursor, at: number): Statement {
  cursor.index += 1
  accept(cursor, '(')
  const before = expressionsUpTo(cursor, ';')
  const test = expressionsUpTo(cursor, ';').at(-1)
  const step = expressionsUpTo(cursor, ')')
  const body = parseBody(cursor, ['endfor'])
  acceptWord(cursor, 'endfor')
  return { kind: 'loop', before, test, step, body, isTestLast: false, at }
}

function expressionsUpTo(cursor: Cursor, end: string): Expression[] {
  const expressions: Expression[] = []
  while (!isEnd(cursor) && !accept(cursor, end)) {
    const before = cursor.index
    expressions.push(parseExpression(cursor))
    accept(cursor, ',')
    if (cursor.index === before) return expressions
  }
  return expressions
}

function readEach(cursor: Cursor, at: number): Statement {
  cursor.index += 1
  accept(cursor, '(')
  const of = parseExpression(cursor)
  acceptWord(cursor, 'as')
  let value = parseExpression(cursor)
  let key: Expression | undefined
  if (accept(cursor, '=>')) {
    key = value
    value = parseExpression(cursor)
  }
  accept(cursor, ')')
  const body = parseBody(cursor, ['endforeach'])
  acceptWord(cursor, 'endforeach')
  return { kind: 'each', of, key, value, body, at }
}

const CASE_ENDS: ReadonlySet<string> = new Set(['case', 'default', 'endswitch'])

function readSwitch(cursor: Cursor, at: number): Statement {
  cursor.index += 1
  const value = condition(cursor)
  const isLong = accept(cursor, ':')
  if (!isLong) accept(cursor, '{')
  const cases: SwitchCase[] = []
  while (!isEnd(cursor) && !accept(cursor, '}') && !acceptWord(cursor, 'endswitch')) {
    const before = cursor.index
    const test = acceptWord(cursor, 'case') ? parseExpression(cursor) : undefined
    acceptWord(cursor, 'default')
    if (!accept(cursor, ':')) accept(cursor, ';')
    cases.push({ test, body: parseStatements(cursor, CASE_ENDS) })
    if (cursor.index === before) cursor.index += 1
  }
  return { kind: 'switch', value, cases, at }
}

function readTry(cursor: Cursor, at: number): Statement {
  cursor.index += 1
  const body = parseBlock(cursor)
  while (acceptWord(cursor, 'catch')) {
    const start = cursor.index
    if (accept(cursor, '(')) skipBrackets(cursor)
    const variable = cursor.tokens.slice(start, cursor.index).findLast(({ kind }) => kind === 'variable')
    const caught = variable === undefined ? [] : [catchInto(variable.text.slice(1), at)]
    const yes = [...caught, ...parseBlock(cursor)]
    body.push({ kind: 'if', test: { kind: 'unknown', at }, yes, no: [], at })
  }
  if (acceptWord(cursor, 'finally')) body.push(...parseBlock(cursor))
  return { kind: 'block', body, at }
}

/** The variable of `catch` gets what was thrown. */
function catchInto(name: string, at: number): Statement {
  const value: Expression = { kind: 'call', callee: { kind: 'name', name: CAUGHT, at }, args: [], at }
  const target: Expression = { kind: 'variable', name, at }
  return { kind: 'expression', value: { kind: 'assign', operator: '=', target, value, at }, at }
}

function readFunction(cursor: Cursor, at: number): Statement | undefined {
  const ahead = isNext(cursor, '&', 1) ? 2 : 1
  const { kind, text } = peek(cursor, ahead)
  if (kind !== 'name') return undefined
  cursor.index += ahead + 1
  return { kind: 'declare-function', function: parseFunctionRest(cursor, { name: text, at, isArrow: false }), at }
}

const CLASS_WORDS = new Set(['class', 'interface', 'trait', 'enum'])

function readClass(cursor: Cursor, at: number): Statement | undefined {
  let ahead = 0
  while (!CLASS_WORDS.has(wordAt(cursor, ahead))) {
    if (wordAt(cursor, ahead) === '' || ahead > 3) return undefined
    ahead += 1
  }
  const { kind, text } = peek(cursor, ahead + 1)
  if (kind !== 'name') return undefined
  cursor.index += ahead + 2
  return { kind: 'declare-class', class: parseClassBody(cursor, text, at), at }
}
