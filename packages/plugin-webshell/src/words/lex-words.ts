/** A piece of a program of any language. */
export interface Word {
  readonly kind: 'word' | 'string' | 'number' | 'mark' | 'end'
  /** Of a string: what it means. */
  readonly text: string
  readonly at: number
}

/** What tells the languages apart, as far as their words go. */
export interface Dialect {
  readonly lineComments: readonly string[]
  readonly blockComments: boolean
  readonly quotes: string
  /** A quote in a text is doubled, and a backslash means itself: Basic. */
  readonly doubled: boolean
  /** A line is a statement. */
  readonly lines: boolean
  /** Without regard to case: words are given in lower case. */
  readonly folded: boolean
}

export const C_LIKE: Dialect = {
  lineComments: ['//'],
  blockComments: true,
  quotes: '"\'`',
  doubled: false,
  lines: false,
  folded: false,
}
export const BASIC: Dialect = {
  lineComments: ["'", '<!--'],
  blockComments: false,
  quotes: '"',
  doubled: true,
  lines: true,
  folded: true,
}
export const SCRIPT: Dialect = {
  lineComments: ['#'],
  blockComments: false,
  quotes: '"\'`',
  doubled: false,
  lines: true,
  folded: false,
}

const MAX_WORDS = 500_000
const WORD = /[\p{L}_$@][\p{L}\p{N}_$]*/uy
const NUMBER = /(?:0x|&h)[\da-f]+|\d+(?:\.\d+)?/iy
const MARK = /[-+*/%&|^.<>!=?:]=|&&|\|\||\+\+|--|->|=>|::|<<|>>|[^\s\w]/y

/** Cuts a program into words, in linear time, whatever it is; where there are too many, the rest is not looked at. */
export function lexWords(source: string, dialect: Dialect, onCut: () => void): Word[] {
  const words: Word[] = []
  let at = 0
  while (at < source.length && words.length < MAX_WORDS) {
    const char = source.charAt(at)
    if (char === '\n' || char === '\u2028') {
      // Basic goes on behind `_` at the end of a line.
      if (words.at(-1)?.text === '_' && dialect.lines) words.pop()
      else if (dialect.lines) words.push({ kind: 'end', text: '\n', at })
      at += 1
      continue
    }
    if (/\s/.test(char)) {
      at += 1
      continue
    }
    const comment = commentEnd(source, at, dialect)
    if (comment !== undefined) {
      at = comment
      continue
    }
    // A command between backticks.
    if (char === '`' && dialect.lineComments.includes('#')) words.push({ kind: 'word', text: 'qx', at })
    const word = dialect.quotes.includes(char) ? stringAt(source, at, dialect) : plainAt(source, at, dialect)
    words.push(word.word)
    at = word.end
  }
  if (at < source.length) onCut()
  return words
}

/** A comment ends with its line, or with the block of the template that it stands in. */
const LINE_END = /[\n\u2028]/g

function commentEnd(source: string, at: number, dialect: Dialect): number | undefined {
  if (dialect.blockComments && source.startsWith('/*', at)) {
    const end = source.indexOf('*/', at + 2)
    return end === -1 ? source.length : end + 2
  }
  if (dialect.lineComments.some((start) => source.startsWith(start, at))) {
    LINE_END.lastIndex = at
    return LINE_END.exec(source)?.index ?? source.length
  }
  return undefined
}

interface Cut {
  readonly word: Word
  readonly end: number
}

function stringAt(source: string, at: number, dialect: Dialect): Cut {
  const quote = source.charAt(at)
  const triple = quote.repeat(3)
  if (!dialect.doubled && source.startsWith(triple, at)) {
    const end = source.indexOf(triple, at + 3)
    const stop = end === -1 ? source.length : end
    return { word: { kind: 'string', text: source.slice(at + 3, stop), at }, end: stop + 3 }
  }
  const isVerbatim = dialect.doubled || source.charAt(at - 1) === '@'
  const parts: string[] = []
  let from = at + 1
  let index = from
  for (; index < source.length; index += 1) {
    const char = source.charAt(index)
    if (char === '\n' && quote !== '`') break
    if (char === '\\' && !isVerbatim) {
      index += 1
      continue
    }
    if (char !== quote) continue
    if (isVerbatim && source.charAt(index + 1) === quote) {
      parts.push(source.slice(from, index + 1))
      index += 1
      from = index + 1
      continue
    }
    break
  }
  const raw = parts.join('') + source.slice(from, index)
  return { word: { kind: 'string', text: isVerbatim ? raw : unescape(raw), at }, end: index + 1 }
}

function plainAt(source: string, at: number, dialect: Dialect): Cut {
  for (const [kind, pattern] of [
    ['number', NUMBER],
    ['word', WORD],
    ['mark', MARK],
  ] as const) {
    pattern.lastIndex = at
    const text = pattern.exec(source)?.[0]
    if (text !== undefined)
      return { word: { kind, text: dialect.folded ? text.toLowerCase() : text, at }, end: at + text.length }
  }
  return { word: { kind: 'mark', text: source.charAt(at), at }, end: at + 1 }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', 0: '\0' }

function unescape(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(/\\(?:u\{?[\da-fA-F]{4}\}?|x[\da-fA-F]{2}|[0-7]{2,3}|[^])/g, (escape) => {
    const body = escape.slice(1)
    if (/^[ux]./.test(body)) return String.fromCharCode(Number.parseInt(body.replace(/[^\da-fA-F]/g, ''), 16) & 0xffff)
    if (/^[0-7]{2}/.test(body)) return String.fromCharCode(Number.parseInt(body, 8) & 255)
    return ESCAPES[body] ?? body
  })
}
