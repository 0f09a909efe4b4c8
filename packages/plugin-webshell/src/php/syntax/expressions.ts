import type { Expression } from '../../tree/nodes.ts'
import { accept, isEnd, isNext, MAX_DEPTH, peek, skipBrackets, wordAt } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import { numberOf, textOf } from './escapes.ts'
import { parseItems, parseName } from './names.ts'
import { parseHeredoc, parseQuoted } from './texts.ts'

/** How strongly binary operators bind; those from the right are negative. */
const BINDING: Readonly<Record<string, number>> = {
  or: 1,
  xor: 2,
  and: 3,
  '??': -7,
  '||': 8,
  '&&': 9,
  '|': 10,
  '^': 11,
  '&': 12,
  '==': 13,
  '!=': 13,
  '===': 13,
  '!==': 13,
  '<>': 13,
  '<=>': 13,
  '<': 14,
  '<=': 14,
  '>': 14,
  '>=': 14,
  '.': 15,
  '<<': 16,
  '>>': 16,
  '+': 17,
  '-': 17,
  '*': 18,
  '/': 18,
  '%': 18,
  instanceof: 20,
  '**': -21,
}
const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '.=', '%=', '&=', '|=', '^=', '<<=', '>>=', '**=', '??='])
const TERNARY = 6
const PREFIX = 19

/** Reads one expression. What is no expression becomes `unknown`, and one token at least is passed unless it ends a statement. */
export function parseExpression(cursor: Cursor, least = 0): Expression {
  cursor.depth += 1
  if (cursor.depth > MAX_DEPTH) {
    cursor.depth -= 1
    cursor.onCut()
    return skipDeep(cursor)
  }
  const result = parseBinary(cursor, least)
  cursor.depth -= 1
  return result
}

function skipDeep(cursor: Cursor): Expression {
  const { at } = peek(cursor)
  while (
    !isEnd(cursor) &&
    !isNext(cursor, ';') &&
    !isNext(cursor, ')') &&
    !isNext(cursor, '}') &&
    !isNext(cursor, ']')
  ) {
    const opens = isNext(cursor, '(') || isNext(cursor, '[') || isNext(cursor, '{')
    cursor.index += 1
    if (opens) skipBrackets(cursor)
  }
  return { kind: 'unknown', at }
}

function parseBinary(cursor: Cursor, least: number): Expression {
  let left = parseUnary(cursor)
  for (;;) {
    const { text, kind, at } = peek(cursor)
    if (kind !== 'operator' && kind !== 'name') return left
    if (ASSIGNMENTS.has(text)) {
      cursor.index += 1
      accept(cursor, '&')
      left = { kind: 'assign', operator: text, target: left, value: parseExpression(cursor, 4), at }
      continue
    }
    if (text === '?') {
      if (least > TERNARY) return left
      cursor.index += 1
      const yes = isNext(cursor, ':') ? undefined : parseExpression(cursor, 4)
      const no = accept(cursor, ':') ? parseExpression(cursor, TERNARY + 1) : unknownAt(at)
      left = { kind: 'choice', test: left, yes, no, at }
      continue
    }
    const operator = kind === 'name' ? text.toLowerCase() : text
    const binding = Object.hasOwn(BINDING, operator) ? (BINDING[operator] as number) : undefined
    if (binding === undefined || Math.abs(binding) < least) return left
    cursor.index += 1
    const right = parseExpression(cursor, binding < 0 ? -binding : binding + 1)
    left = { kind: 'binary', operator, left, right, at }
  }
}

const unknownAt = (at: number): Expression => ({ kind: 'unknown', at })

const CONSTRUCTS = new Set([
  'include',
  'include_once',
  'require',
  'require_once',
  'print',
  'throw',
  'yield',
  'yield from',
])

function parseUnary(cursor: Cursor): Expression {
  const { kind, text, at } = peek(cursor)
  if (kind === 'operator') {
    if (
      text === '!' ||
      text === '-' ||
      text === '+' ||
      text === '~' ||
      text === '@' ||
      text === '&' ||
      text === '...'
    ) {
      cursor.index += 1
      const of = parseExpression(cursor, text === '!' || text === '@' ? PREFIX : PREFIX + 1)
      return text === '@' || text === '&' || text === '...' ? of : { kind: 'unary', operator: text, of, at }
    }
    if (text === '++' || text === '--') {
      cursor.index += 1
      const target = parseExpression(cursor, PREFIX + 1)
      return { kind: 'step', by: text === '++' ? 1 : -1, isPrefix: true, target, at }
    }
    if (text === '#[') {
      cursor.index += 1
      skipBrackets(cursor)
      return parseUnary(cursor)
    }
  }
  if (kind === 'cast') {
    cursor.index += 1
    return { kind: 'cast', type: text.slice(1, -1).trim().toLowerCase(), of: parseExpression(cursor, PREFIX), at }
  }
  if (kind === 'name') {
    const word = text.toLowerCase()
    if (CONSTRUCTS.has(word) && !(word === 'yield' && (isNext(cursor, ';', 1) || isNext(cursor, ')', 1)))) {
      cursor.index += 1
      return { kind: 'call', callee: { kind: 'name', name: word, at }, args: [parseExpression(cursor, 4)], at }
    }
    if (word === 'new') return parsePostfix(cursor, parseNew(cursor))
    if (word === 'clone') {
      cursor.index += 1
      return parseExpression(cursor, PREFIX + 1)
    }
  }
  return parsePostfix(cursor, parsePrimary(cursor))
}

function parseNew(cursor: Cursor): Expression {
  const { at } = peek(cursor)
  cursor.index += 1
  while (accept(cursor, '#[')) skipBrackets(cursor)
  if (wordAt(cursor) === 'class' && (isNext(cursor, '(', 1) || isNext(cursor, '{', 1) || wordAt(cursor, 1) !== '')) {
    cursor.index += 1
    const args = isNext(cursor, '(') ? parseArguments(cursor) : []
    const body = cursor.grammar.classBody(cursor, `class@${at}`, at)
    return { kind: 'new', type: { kind: 'name', name: body.name, at }, args, body, at }
  }
  let type: Expression
  if (accept(cursor, '(')) {
    type = parseExpression(cursor)
    accept(cursor, ')')
  } else type = parseMembers(cursor, parsePrimary(cursor), true)
  return { kind: 'new', type, args: isNext(cursor, '(') ? parseArguments(cursor) : [], at }
}

/** The arguments in brackets that come next. */
export function parseArguments(cursor: Cursor): Expression[] {
  cursor.index += 1
  const args: Expression[] = []
  while (!isEnd(cursor) && !isNext(cursor, ')')) {
    const before = cursor.index
    // Named arguments count by their place.
    if (peek(cursor).kind === 'name' && isNext(cursor, ':', 1) && !isNext(cursor, '::', 1)) cursor.index += 2
    if (isNext(cursor, ';') || isNext(cursor, '}')) return args
    args.push(parseExpression(cursor))
    if (!accept(cursor, ',') && !isNext(cursor, ')') && cursor.index === before) cursor.index += 1
  }
  accept(cursor, ')')
  return args
}

function parsePostfix(cursor: Cursor, first: Expression): Expression {
  const of = parseMembers(cursor, first, false)
  const { kind, text, at } = peek(cursor)
  if (kind !== 'operator' || (text !== '++' && text !== '--')) return of
  cursor.index += 1
  return { kind: 'step', by: text === '++' ? 1 : -1, isPrefix: false, target: of, at }
}

function parseMembers(cursor: Cursor, first: Expression, isType: boolean): Expression {
  let of = first
  for (;;) {
    const { kind, text, at } = peek(cursor)
    if (kind !== 'operator') return of
    if (text === '(' && !isType) of = { kind: 'call', callee: of, args: parseArguments(cursor), at: of.at }
    else if (text === '[' || (text === '{' && isIndexed(of))) {
      cursor.index += 1
      const close = text === '[' ? ']' : '}'
      const index = isNext(cursor, close) ? undefined : parseExpression(cursor)
      if (!accept(cursor, close)) return of
      of = { kind: 'index', of, index, at: of.at }
    } else if (text === '->' || text === '?->' || text === '::') {
      cursor.index += 1
      of = parseMember(cursor, of, text === '::')
    } else return of
    if (at < 0) return of
  }
}

/** `$a{0}`, which older PHP takes for an index: the brace must stand right behind the variable, and not begin a block. */
function isIndexed(of: Expression): boolean {
  return of.kind === 'variable' || of.kind === 'index'
}

function parseMember(cursor: Cursor, of: Expression, isStatic: boolean): Expression {
  const { kind, text, at } = peek(cursor)
  const common = { kind: 'member' as const, of, isStatic, at: of.at }
  if (kind === 'name') {
    cursor.index += 1
    return { ...common, name: text, isField: false }
  }
  if (kind === 'variable') {
    cursor.index += 1
    const name = text.slice(1)
    if (isStatic && !isNext(cursor, '(')) return { ...common, name, isField: true }
    return { ...common, name: { kind: 'variable', name, at }, isField: false }
  }
  if (accept(cursor, '{')) {
    const name = parseExpression(cursor)
    accept(cursor, '}')
    return { ...common, name, isField: false }
  }
  if (isNext(cursor, '$')) return { ...common, name: parsePrimary(cursor), isField: false }
  return { ...common, name: '', isField: false }
}

/** `function (`, `fn (`, with `static` in front or not. */
function isFunctionNext(cursor: Cursor): boolean {
  const ahead = wordAt(cursor) === 'static' ? 1 : 0
  const word = wordAt(cursor, ahead)
  if (word !== 'function' && word !== 'fn') return false
  return isNext(cursor, '(', ahead + 1) || isNext(cursor, '&', ahead + 1)
}

function parsePrimary(cursor: Cursor): Expression {
  const { kind, text, at } = peek(cursor)
  if (isFunctionNext(cursor)) return { kind: 'function', function: cursor.grammar.closure(cursor), at }
  if (kind === 'operator' && (text === ';' || text === ')' || text === '}' || text === ']' || text === ','))
    return unknownAt(at)
  cursor.index += 1
  switch (kind) {
    case 'variable':
      return { kind: 'variable', name: text.slice(1), at }
    case 'string':
      return { kind: 'text', value: textOf(text), at }
    case 'text':
      return { kind: 'text', value: text, at }
    case 'number':
      return { kind: 'number', value: numberOf(text), at }
    case 'quote':
      return parseQuoted(cursor, text.slice(-1), at)
    case 'heredoc':
      return parseHeredoc(cursor, text, at)
    case 'name':
      return parseName(cursor, text, at)
    default:
      return parseBracket(cursor, text, at)
  }
}

function parseBracket(cursor: Cursor, text: string, at: number): Expression {
  if (text === '(') {
    const inner = parseExpression(cursor)
    accept(cursor, ')')
    return inner
  }
  if (text === '[') return { kind: 'array', items: parseItems(cursor, ']'), at }
  if (text === '$') {
    if (!accept(cursor, '{')) return { kind: 'named', name: parsePrimary(cursor), at }
    const name = parseExpression(cursor)
    accept(cursor, '}')
    return { kind: 'named', name, at }
  }
  return unknownAt(at)
}
