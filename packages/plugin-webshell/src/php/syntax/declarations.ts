import type { ClassNode, Expression, FunctionNode, Parameter } from '../../tree/nodes.ts'
import { accept, acceptWord, isEnd, isNext, peek, skipBrackets, wordAt } from './cursor.ts'
import type { Cursor } from './cursor.ts'

/** Reads a closure, from its `function` or `fn` on. */
export function parseClosure(cursor: Cursor): FunctionNode {
  acceptWord(cursor, 'static')
  const { at } = peek(cursor)
  const isArrow = wordAt(cursor) === 'fn'
  cursor.index += 1
  accept(cursor, '&')
  return parseFunctionRest(cursor, { name: '', at, isArrow })
}

/** Reads a function from its parameters on. */
export function parseFunctionRest(
  cursor: Cursor,
  { name, at, isArrow }: { readonly name: string; readonly at: number; readonly isArrow: boolean },
): FunctionNode {
  const parameters = parseParameters(cursor)
  const captured: string[] = []
  if (acceptWord(cursor, 'use') && accept(cursor, '(')) {
    while (!isEnd(cursor) && !accept(cursor, ')')) {
      const { kind, text } = peek(cursor)
      if (kind === 'variable') captured.push(text.slice(1))
      cursor.index += 1
    }
  }
  if (accept(cursor, ':')) skipType(cursor)
  const common = { name, parameters, captured, isArrow, at }
  if (isArrow) {
    accept(cursor, '=>')
    return { ...common, body: [{ kind: 'return', value: cursor.grammar.expression(cursor, 4), at }] }
  }
  if (accept(cursor, ';')) return { ...common, body: [] }
  return { ...common, body: isNext(cursor, '{') ? cursor.grammar.block(cursor) : [] }
}

function parseParameters(cursor: Cursor): Parameter[] {
  const parameters: Parameter[] = []
  if (!accept(cursor, '(')) return parameters
  let isReference = false
  let isRest = false
  while (!isEnd(cursor) && !accept(cursor, ')')) {
    if (isNext(cursor, '{') || isNext(cursor, ';')) return parameters
    const { kind, text } = peek(cursor)
    cursor.index += 1
    if (text === '&') isReference = true
    else if (text === '...') isRest = true
    else if (text === '#[' || text === '(') skipBrackets(cursor)
    else if (kind === 'variable') {
      const byDefault = accept(cursor, '=') ? cursor.grammar.expression(cursor) : undefined
      parameters.push({ name: text.slice(1), isReference, isRest, byDefault })
      isReference = false
      isRest = false
    }
  }
  return parameters
}

/** Types are of no interest. */
function skipType(cursor: Cursor): void {
  while (!isEnd(cursor) && !isNext(cursor, '{') && !isNext(cursor, ';') && !isNext(cursor, '=>')) cursor.index += 1
}

/** Reads a class behind its name: parents, fields, methods. */
export function parseClassBody(cursor: Cursor, name: string, at: number): ClassNode {
  const parents: string[] = []
  const fields: { name: string; value?: Expression | undefined }[] = []
  const methods: FunctionNode[] = []
  while (!isEnd(cursor) && !isNext(cursor, '{') && !isNext(cursor, ';')) {
    const { kind, text } = peek(cursor)
    if (kind === 'name' && text.toLowerCase() !== 'extends' && text.toLowerCase() !== 'implements') parents.push(text)
    cursor.index += 1
  }
  if (!accept(cursor, '{')) return { name, parents, fields, methods, at }
  while (!isEnd(cursor) && !accept(cursor, '}')) parseClassMember(cursor, { parents, fields, methods })
  return { name, parents, fields, methods, at }
}

interface Members {
  readonly parents: string[]
  readonly fields: { name: string; value?: Expression | undefined }[]
  readonly methods: FunctionNode[]
}

function parseClassMember(cursor: Cursor, { parents, fields, methods }: Members): void {
  const { kind, text, at } = peek(cursor)
  const word = wordAt(cursor)
  cursor.index += 1
  if (text === '#[' || text === '{') skipBrackets(cursor)
  else if (word === 'use') {
    // Traits are part of the class.
    for (; !isEnd(cursor) && !isNext(cursor, ';') && !isNext(cursor, '{'); cursor.index += 1)
      if (peek(cursor).kind === 'name') parents.push(peek(cursor).text)
  } else if (word === 'function') {
    accept(cursor, '&')
    const name = peek(cursor).text
    cursor.index += 1
    methods.push(parseFunctionRest(cursor, { name, at, isArrow: false }))
  } else if (kind === 'variable') {
    const value = accept(cursor, '=') ? cursor.grammar.expression(cursor) : undefined
    fields.push({ name: text.slice(1), value })
  } else if (kind === 'name' && isNext(cursor, '=')) {
    accept(cursor, '=')
    fields.push({ name: text, value: cursor.grammar.expression(cursor) })
  }
}
