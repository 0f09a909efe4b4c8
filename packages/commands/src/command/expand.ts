import type { Piece, Word } from '../syntax/model.ts'
import { EMPTY, join, known, unknown } from './value.ts'
import type { Value } from './value.ts'
import { readExpanded } from '../syntax/read-word.ts'

/** What an expansion needs to know of the script around it. */
export interface Surroundings {
  readonly variableOf: (name: string) => Value | undefined
  readonly setVariable: (name: string, value: Value) => void
  /** What the script prints. */
  readonly outputOf: (script: string) => Value
  /** The name of a pipe from the script. */
  readonly pipeOf: (script: string) => Value
}

/** Words that one word may become. */
const MAX_WORDS = 1_000
const MAX_PATTERN = 64

/** The word as one text: of an assignment, a target, a here-document. */
export function expandText(word: Word, around: Surroundings): Value {
  return join(word.pieces.map((piece) => valueOf(piece, around)))
}

/** The words that a word becomes: variables put in, braces unfolded, split at the white space of what was not quoted. */
export function expandWords(word: Word, around: Surroundings): readonly Value[] {
  const [first] = word.pieces
  if (word.pieces.length === 1 && first?.kind === 'text')
    return first.isQuoted ? [known(first.text)] : unfoldBraces(first.text).map((text) => known(text))
  const words: Value[] = []
  let current: Value[] = []
  const finish = (): void => {
    if (current.length > 0 && words.length < MAX_WORDS) words.push(join(current))
    current = []
  }
  for (const piece of word.pieces) {
    const value = valueOf(piece, around)
    if (piece.kind === 'text' || piece.isQuoted || !/\s/.test(value.text)) {
      if (value.text !== '' || piece.isQuoted) current.push(value)
      continue
    }
    const parts = value.text.split(/\s+/).slice(0, MAX_WORDS)
    for (const [index, text] of parts.entries()) {
      if (index > 0) finish()
      if (text !== '') current.push({ ...value, text })
    }
  }
  finish()
  return words.flatMap((value) =>
    word.pieces.some((piece) => piece.isQuoted)
      ? [value]
      : unfoldBraces(value.text).map((text) => (text === value.text ? value : { ...value, text })),
  )
}

function valueOf(piece: Piece, around: Surroundings): Value {
  if (piece.kind === 'text') return known(piece.text)
  if (piece.kind === 'output') {
    const { text, ...rest } = around.outputOf(piece.script)
    return { text: rest.isKnown ? text.replace(/\n+$/, '') : text, ...rest }
  }
  if (piece.kind === 'pipe') return around.pipeOf(piece.script)
  return variable(piece.name, piece.change, around)
}

/** `${name<change>}` with its value, as far as it is known. */
function variable(name: string, change: string, around: Surroundings): Value {
  const symbol = unknown(change === '' ? `$${name}` : `\${${name}${change}}`)
  if (name === '') return symbol
  if (name.startsWith('!') && name.length > 1) {
    const target = around.variableOf(name.slice(1))
    return (target?.isKnown ? around.variableOf(target.text) : undefined) ?? symbol
  }
  if (name.startsWith('#') && name.length > 1) return symbol
  const value = around.variableOf(name)
  const [operator = ''] = /^(?::?[-=+?]|##?|%%?|\/\/?|:|,,?|\^\^?|@)/.exec(change) ?? []
  const rest = change.slice(operator.length)
  if (operator === '') return value ?? symbol
  if (/^:?[-=?]$/.test(operator)) {
    if (value && value.text !== '') return value
    if (operator.endsWith('?')) return symbol
    const given = expandText(readExpanded(rest), around)
    if (operator.endsWith('=')) around.setVariable(name, given)
    return given
  }
  if (operator.endsWith('+')) return value ? expandText(readExpanded(rest), around) : EMPTY
  if (operator === ':') return slice(name, value, rest) ?? symbol
  if (!value?.isKnown) return symbol
  return { ...value, text: changed(value.text, operator, rest) ?? symbol.text }
}

/** `${name:from:length}`. The first character of a path is known, whatever the path. */
function slice(name: string, value: Value | undefined, rest: string): Value | undefined {
  const [, from, length] = /^ *(-?\d{1,6})(?::(-?\d{1,6}))?$/.exec(rest) ?? []
  if (from === undefined) return undefined
  if (!value?.isKnown) {
    return from === '0' && length === '1' && /^(?:PATH|HOME|PWD|SHELL|OLDPWD)$/.test(name) ? known('/') : undefined
  }
  const start = Number(from) < 0 ? Math.max(0, value.text.length + Number(from)) : Number(from)
  const end = length === undefined ? undefined : Number(length) < 0 ? Number(length) : start + Number(length)
  return { ...value, text: value.text.slice(start, end) }
}

function changed(text: string, operator: string, rest: string): string | undefined {
  if (operator === ',,') return text.toLowerCase()
  if (operator === '^^') return text.toUpperCase()
  if (operator.startsWith('/')) {
    const [from = '', to = ''] = rest.split('/', 2)
    if (from === '' || /[*?[\]]/.test(from)) return undefined
    return operator === '//' ? text.replaceAll(from, () => to) : text.replace(from, () => to)
  }
  if (/^[#%]/.test(operator)) return trimmed(text, operator, rest)
  return undefined
}

/** Patterns with one star are enough for what scripts do with them. */
function trimmed(text: string, operator: string, pattern: string): string | undefined {
  const [before = '', after, more] = pattern.split('*')
  if (more !== undefined || pattern.length > MAX_PATTERN || /[?[\]]/.test(pattern)) return undefined
  if (after === undefined) {
    if (operator.startsWith('#')) return text.startsWith(pattern) ? text.slice(pattern.length) : text
    return text.endsWith(pattern) ? text.slice(0, text.length - pattern.length) : text
  }
  const isLong = operator.length === 2
  if (operator.startsWith('#')) {
    if (!text.startsWith(before)) return text
    const end = isLong ? text.lastIndexOf(after) : text.indexOf(after, before.length)
    return end < before.length ? text : text.slice(end + after.length)
  }
  if (!text.endsWith(after)) return text
  const start = isLong ? text.indexOf(before) : text.lastIndexOf(before, text.length - after.length - before.length)
  return start === -1 ? text : text.slice(0, start)
}

/** `a{b,c}d` as its words; what has braces in braces stays as it is. */
function unfoldBraces(text: string): readonly string[] {
  if (!text.includes('{') || text.length > 4_096) return [text]
  const [, before = '', inner, after = ''] = /^([^{}]*)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(text) ?? []
  if (inner === undefined || before.endsWith('$')) return [text]
  const ends = /\{[^{}]*,[^{}]*\}/.test(after) ? unfoldOnce(after) : [after]
  return inner
    .split(',')
    .slice(0, MAX_WORDS)
    .flatMap((part) => ends.map((end) => `${before}${part}${end}`))
}

function unfoldOnce(text: string): readonly string[] {
  const [, before = '', inner, after = ''] = /^([^{}]*)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(text) ?? []
  return inner === undefined ? [text] : inner.split(',', 50).map((part) => `${before}${part}${after}`)
}
