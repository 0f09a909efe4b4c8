import type { ClassNode, Expression, FunctionNode, Statement } from '../../tree/nodes.ts'
import type { Token } from './token.ts'

/** Brackets in brackets that are read; what is deeper is skipped. */
export const MAX_DEPTH = 250

/** The parts of the grammar that contain one another. */
export interface Grammar {
  /** Reads one expression whose operators bind at least so strongly. */
  readonly expression: (cursor: Cursor, least?: number) => Expression
  /** Reads a block in braces, or one statement. */
  readonly block: (cursor: Cursor) => Statement[]
  /** Reads the arguments in brackets that come next. */
  readonly args: (cursor: Cursor) => Expression[]
  /** Reads a function without its name in front: a closure. */
  readonly closure: (cursor: Cursor) => FunctionNode
  readonly classBody: (cursor: Cursor, name: string, at: number) => ClassNode
}

/** The tokens of a program that mean something, and a place among them. */
export interface Cursor {
  readonly grammar: Grammar
  readonly tokens: readonly Token[]
  index: number
  depth: number
  /** Something is not read because it is too deep. */
  readonly onCut: () => void
}

const END: Token = { kind: 'rest', text: '', at: 0 }

/** A cursor before the first of `tokens`; blanks, comments and tags are left out, a closing tag is a `;`. */
export function createCursor(tokens: readonly Token[], grammar: Grammar, onCut: () => void): Cursor {
  const kept: Token[] = []
  for (const token of tokens) {
    if (token.kind === 'space' || token.kind === 'comment' || token.kind === 'open') continue
    kept.push(token.kind === 'close' ? { kind: 'operator', text: ';', at: token.at } : token)
  }
  return { grammar, tokens: kept, index: 0, depth: 0, onCut }
}

export const peek = (cursor: Cursor, ahead = 0): Token => cursor.tokens[cursor.index + ahead] ?? END

export const isEnd = (cursor: Cursor): boolean => cursor.index >= cursor.tokens.length

/** Whether an operator of this text comes next. */
export const isNext = (cursor: Cursor, text: string, ahead = 0): boolean => {
  const token = peek(cursor, ahead)
  return token.kind === 'operator' && token.text === text
}

/** The name that comes next, in lower case; empty where none does. */
export const wordAt = (cursor: Cursor, ahead = 0): string => {
  const token = peek(cursor, ahead)
  return token.kind === 'name' ? token.text.toLowerCase() : ''
}

/** Passes an operator of this text, if it comes next. */
export function accept(cursor: Cursor, text: string): boolean {
  if (!isNext(cursor, text)) return false
  cursor.index += 1
  return true
}

/** Passes a word, if it comes next. */
export function acceptWord(cursor: Cursor, word: string): boolean {
  if (wordAt(cursor) !== word) return false
  cursor.index += 1
  return true
}

const OPENING = new Set(['(', '[', '{', '${', '#['])
const CLOSING = new Set([')', ']', '}'])

/** Passes everything up to the bracket that closes the one that is already past, and that bracket. */
export function skipBrackets(cursor: Cursor): void {
  let open = 1
  while (open > 0 && !isEnd(cursor)) {
    const { kind, text } = peek(cursor)
    cursor.index += 1
    if (kind !== 'operator') continue
    if (OPENING.has(text)) open += 1
    else if (CLOSING.has(text)) open -= 1
  }
}
