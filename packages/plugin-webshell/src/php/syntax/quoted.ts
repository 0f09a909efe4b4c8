import { matchAt, push } from './lex-state.ts'
import type { LexState } from './lex-state.ts'

/** Texts inside of texts that are cut; what is nested deeper is text. */
const MAX_DEPTH = 20

/**
 * Cuts the text whose quote stands at `quoteAt`, or the heredoc that begins with `heredoc`. False: what follows is code as before, unless the
 * text has no end, and reaches to that of the file.
 */
export function lexQuoted(state: LexState, quoteAt: number, heredoc?: string): false {
  if (heredoc !== undefined) return lexHeredoc(state, heredoc)
  const quote = state.source.charAt(quoteAt)
  if (quote === "'") {
    const end = endOfText(state.source, quoteAt + 1, SINGLE)
    push(state, end === undefined ? 'text' : 'string', end ?? state.source.length)
    return false
  }
  if (quote === '"') {
    const end = endOfText(state.source, quoteAt + 1, PLAIN)
    if (end !== undefined) {
      push(state, 'string', end)
      return false
    }
  }
  push(state, 'quote', quoteAt + 1)
  lexParts(state, state.source.length, quote)
  if (state.at < state.source.length) push(state, 'quote', state.at + 1)
  return false
}

const SINGLE = /['\\]/g
// A text without variables is one token.
const PLAIN = /["\\]|\$(?=[a-z_\x80-\xff{])|\{(?=\$)/gi

/** Behind the quote that ends a text; undefined where it has no end, or variables in it. */
function endOfText(source: string, at: number, stops: RegExp): number | undefined {
  stops.lastIndex = at
  for (let found = stops.exec(source); found !== null; found = stops.exec(source)) {
    if (found[0] === '$' || found[0] === '{') return undefined
    if (found[0] !== '\\') return found.index + 1
    stops.lastIndex = found.index + 2
  }
  return undefined
}

function lexHeredoc(state: LexState, start: string): false {
  const { source } = state
  const label = /[a-z_\x80-\xff][\w\x80-\xff]*(?=['"]?[\r\n])/i.exec(start)?.[0] ?? ''
  push(state, 'heredoc', state.at + start.length)
  const ending = new RegExp(`(?:^|\\r\\n|\\n|\\r)([ \\t]*)${label}(?![\\w\\x80-\\xff])`, 'g')
  // The line break of the beginning may be that of the end.
  ending.lastIndex = state.at - 1
  const found = ending.exec(source)
  const lineEnd = found === null ? source.length : ending.lastIndex - label.length - (found[1] as string).length
  if (start.includes("'")) {
    if (lineEnd > state.at) push(state, 'text', lineEnd)
  } else lexParts(state, Math.max(state.at, lineEnd), '')
  if (found !== null && state.at === Math.max(state.at, lineEnd)) push(state, 'heredoc-end', ending.lastIndex)
  return false
}

const VARIABLE = /\$[a-z_\x80-\xff][\w\x80-\xff]*/iy
const NAME = /[a-z_\x80-\xff][\w\x80-\xff]*/iy
const VARIABLE_NAME = /[a-z_\x80-\xff][\w\x80-\xff]*(?=[[}])/iy
const INDEX_NUMBER = /0[xX][\da-fA-F]+|0[bB][01]+|\d+/y

/** Cuts the parts of a text with variables, until `end` or the quote. */
function lexParts(state: LexState, end: number, quote: string): void {
  const { source } = state
  const stop = quote === '"' ? /[\\$"{]/g : quote === '`' ? /[\\$`{]/g : /[\\${]/g
  state.depth += 1
  let look = state.at
  while (look < end) {
    stop.lastIndex = look
    const found = stop.exec(source)
    if (found === null || found.index >= end) break
    const { index: at } = found
    const char = found[0]
    look = at + (char === '\\' ? 2 : 1)
    if (char === quote) return closeParts(state, at)
    if (char === '\\') continue
    if (state.depth > MAX_DEPTH) {
      state.onCut()
      continue
    }
    const isVariable = char === '$' && matchAt(VARIABLE, source, at) !== undefined
    const isBraced = source.startsWith(char === '$' ? '${' : '{$', at)
    if (!isVariable && !isBraced) continue
    if (at > state.at) push(state, 'text', at)
    if (isVariable) lexSimple(state)
    else lexBraced(state, end)
    look = state.at
  }
  closeParts(state, Math.max(end, state.at))
}

function closeParts(state: LexState, at: number): void {
  if (at > state.at) push(state, 'text', at)
  state.depth -= 1
}

/** `$a`, `$a[key]`, `$a->b`. */
function lexSimple(state: LexState): void {
  const { source } = state
  push(state, 'variable', state.at + (matchAt(VARIABLE, source, state.at) as string).length)
  if (source.charAt(state.at) === '[') {
    push(state, 'operator', state.at + 1)
    if (source.charAt(state.at) === '-') push(state, 'operator', state.at + 1)
    const variable = matchAt(VARIABLE, source, state.at)
    const name = variable ?? matchAt(NAME, source, state.at) ?? matchAt(INDEX_NUMBER, source, state.at)
    if (name === undefined) return
    push(state, variable !== undefined ? 'variable' : /^\d/.test(name) ? 'number' : 'name', state.at + name.length)
    if (source.charAt(state.at) === ']') push(state, 'operator', state.at + 1)
    return
  }
  const arrow = source.startsWith('->', state.at) ? 2 : source.startsWith('?->', state.at) ? 3 : 0
  const property = arrow === 0 ? undefined : matchAt(NAME, source, state.at + arrow)
  if (property === undefined) return
  push(state, 'operator', state.at + arrow)
  push(state, 'name', state.at + property.length)
}

/** `{$…}` and `${…}`: code up to the brace that closes it. */
function lexBraced(state: LexState, end: number): void {
  const { source, tokens } = state
  const isDollar = source.charAt(state.at) === '$'
  push(state, 'operator', state.at + (isDollar ? 2 : 1))
  const name = isDollar ? matchAt(VARIABLE_NAME, source, state.at) : undefined
  if (name !== undefined) push(state, 'name', state.at + name.length)
  let open = 1
  while (open > 0 && state.at < end) {
    state.code(state)
    const last = tokens[tokens.length - 1]
    if (last?.kind !== 'operator') continue
    if (last.text === '{') open += 1
    else if (last.text === '}') open -= 1
  }
}
