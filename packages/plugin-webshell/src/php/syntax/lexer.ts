import { matchAt, push } from './lex-state.ts'
import type { LexState } from './lex-state.ts'
import { lexQuoted } from './quoted.ts'
import type { Token, TokenKind } from './token.ts'

/** How a file is cut. */
export interface LexOptions {
  /** `<?` and `<%` begin code, too, as servers that are set so take them. True by default. */
  readonly shortTags?: boolean
  /** Tokens beyond these are not cut: the rest is one token. */
  readonly maxTokens?: number
  /** Called where a bound is met. */
  readonly onCut?: () => void
}

/** Most tokens of a file that are looked at. */
const MAX_TOKENS = 400_000

/**
 * Cuts a PHP file, as Latin-1, into tokens. Takes anything, in linear time: what PHP refuses (a text without its end) becomes a token that
 * reaches to the end.
 */
export function lexPhp(source: string, options: LexOptions = {}): Token[] {
  const { shortTags = true, maxTokens = MAX_TOKENS, onCut = ignore } = options
  const tokens: Token[] = []
  const openTag = shortTags ? SHORT_TAGS : TAGS
  const state: LexState = { source, at: 0, tokens, depth: 0, openTag, onCut, code: lexOne }
  while (state.at < source.length && tokens.length < maxTokens) {
    skipHtml(state)
    lexCode(state, maxTokens)
  }
  if (state.at < source.length) {
    onCut()
    push(state, 'rest', source.length)
  }
  return tokens
}

const ignore = (): void => {}

const TAGS = /<\?=|<\?php(?:[ \t\n]|\r\n?|$)/gi
const SHORT_TAGS = /<\?=|<\?php(?:[ \t\n]|\r\n?|$)|<\?(?!xml\b)|<%=?|<script\s+language\s*=\s*['"]?php['"]?\s*>/gi

function skipHtml(state: LexState): void {
  const { openTag, source, at } = state
  openTag.lastIndex = at
  const found = openTag.exec(source)
  if (found === null || found.index > at) push(state, 'html', found?.index ?? source.length)
  if (found === null) return
  push(state, found[0].endsWith('=') ? 'echo' : 'open', found.index + found[0].length)
}

const NAME = /[a-z_\x80-\xff][\w\x80-\xff]*/iy
const QUALIFIED = /\\?[a-z_\x80-\xff][\w\x80-\xff]*(?:\\[a-z_\x80-\xff][\w\x80-\xff]*)*/iy
const VARIABLE = /\$[a-z_\x80-\xff][\w\x80-\xff]*/iy
const SPACE = /[ \t\r\n]+/y
const NUMBER =
  /0[xX][\da-fA-F]+(?:_[\da-fA-F]+)*|0[bB][01]+(?:_[01]+)*|0[oO][0-7]+(?:_[0-7]+)*|(?:\d+(?:_\d+)*)?\.\d+(?:_\d+)*(?:[eE][+-]?\d+(?:_\d+)*)?|\d+(?:_\d+)*\.?(?:[eE][+-]?\d+(?:_\d+)*)?/y
const CAST = /\([ \t]*(?:int|integer|float|double|real|string|binary|array|object|bool|boolean|unset)[ \t]*\)/iy
const HEREDOC = /b?<<<[ \t]*(?:(['"])([a-z_\x80-\xff][\w\x80-\xff]*)\1|([a-z_\x80-\xff][\w\x80-\xff]*))(?:\r\n|\n|\r)/iy
const HALT = /__halt_compiler\s*\(\s*\)\s*(?:;|\?>(?:\r\n|\n|\r)?)/iy
const YIELD_FROM = /yield[ \n\r\t]+from(?![\w\x80-\xff])/iy
const CLOSE_SCRIPT = /<\/script\s*>/iy
const OPERATORS =
  '<=> **= ... <<= >>= === !== ?-> ??= ++ -- -> => == != <> <= >= += -= *= /= .= %= &= |= ^= || && ?? << >> ** :: #['.split(
    ' ',
  )
const OPERATORS_BY_FIRST = new Map<string, string[]>()
for (const long of OPERATORS) {
  const first = long.charAt(0)
  OPERATORS_BY_FIRST.set(first, [...(OPERATORS_BY_FIRST.get(first) ?? []), long])
}

/** Cuts until the closing tag is past. */
function lexCode(state: LexState, maxTokens: number): void {
  const { source, tokens } = state
  while (state.at < source.length && tokens.length < maxTokens) {
    if (lexClose(state)) return
    if (lexOne(state)) return
  }
}

/** True where code has ended. */
function lexClose(state: LexState): boolean {
  const { source, at } = state
  const char = source.charAt(at)
  if (char === '?' && source.charAt(at + 1) === '>') {
    push(state, 'close', at + 2 + lineBreakAt(source, at + 2))
    return true
  }
  if (state.openTag !== SHORT_TAGS) return false
  if (char === '%' && source.charAt(at + 1) === '>' && isAspTag(state)) {
    push(state, 'close', at + 2)
    return true
  }
  const script = char === '<' ? matchAt(CLOSE_SCRIPT, source, at) : undefined
  if (script === undefined) return false
  push(state, 'close', at + script.length)
  return true
}

/** Whether the code that is being cut was begun by `<%`. */
function isAspTag({ tokens }: LexState): boolean {
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const { kind, text } = tokens[index] as Token
    if (kind === 'open' || kind === 'echo') return text.startsWith('<%')
  }
  return false
}

function lineBreakAt(source: string, at: number): number {
  if (source.startsWith('\r\n', at)) return 2
  return source.charAt(at) === '\n' || source.charAt(at) === '\r' ? 1 : 0
}

/** One token, or one text with all that stands in it. True after which nothing is code any more. */
function lexOne(state: LexState): boolean {
  const { source, at } = state
  const char = source.charAt(at)
  if (SPACES.has(char)) return take(state, 'space', SPACE) ?? false
  if (char === '$') return take(state, 'variable', VARIABLE) ?? operator(state)
  if (char === '#' && source.charAt(at + 1) !== '[') return comment(state)
  if (char === '/' && source.charAt(at + 1) === '/') return comment(state)
  if (char === '/' && source.charAt(at + 1) === '*') {
    const end = source.indexOf('*/', at + 2)
    push(state, 'comment', end === -1 ? source.length : end + 2)
    return false
  }
  if (char === "'" || char === '"' || char === '`') return lexQuoted(state, at)
  if (char === '<' || char === 'b' || char === 'B') {
    const heredoc = matchAt(HEREDOC, source, at)
    if (heredoc !== undefined) return lexQuoted(state, at, heredoc)
    const next = source.charAt(at + 1)
    if (char !== '<' && (next === "'" || next === '"')) return lexQuoted(state, at + 1)
  }
  if ((char >= '0' && char <= '9') || (char === '.' && isDigit(source.charAt(at + 1))))
    return take(state, 'number', NUMBER) ?? operator(state)
  if (char === '(') return take(state, 'cast', CAST) ?? operator(state)
  if (char === 'y' || char === 'Y') {
    const from = take(state, 'name', YIELD_FROM)
    if (from !== undefined) return from
  }
  if (char === '_' && matchAt(HALT, source, at) !== undefined) {
    push(state, 'name', at + '__halt_compiler'.length)
    while (state.at < source.length && !isHaltEnd(state)) lexOne(state)
    if (state.at < source.length) push(state, 'rest', source.length)
    return true
  }
  return take(state, 'name', isMember(state) ? NAME : QUALIFIED) ?? operator(state)
}

const SPACES = new Set([' ', '\t', '\n', '\r'])
const isDigit = (char: string): boolean => char >= '0' && char <= '9'

/** Takes what stops the compiler: `;` or a closing tag. */
function isHaltEnd(state: LexState): boolean {
  if (lexClose(state)) return true
  if (state.source.charAt(state.at) !== ';') return false
  push(state, 'operator', state.at + 1)
  return true
}

/** After an arrow names have no namespace. */
function isMember({ tokens }: LexState): boolean {
  const last = tokens[tokens.length - 1]
  return last?.kind === 'operator' && (last.text === '->' || last.text === '?->')
}

/** A comment of one line ends before its line break, or before a closing tag. */
function comment(state: LexState): false {
  COMMENT_END.lastIndex = state.at
  const found = COMMENT_END.exec(state.source)
  push(state, 'comment', found?.index ?? state.source.length)
  return false
}

const COMMENT_END = /[\r\n]|\?>/g

function operator(state: LexState): false {
  const { source, at } = state
  const long = OPERATORS_BY_FIRST.get(source.charAt(at))?.find((one) => source.startsWith(one, at))
  push(state, 'operator', at + (long?.length ?? 1))
  return false
}

function take(state: LexState, kind: TokenKind, pattern: RegExp): false | undefined {
  const text = matchAt(pattern, state.source, state.at)
  if (text === undefined || text === '') return undefined
  push(state, kind, state.at + text.length)
  return false
}
