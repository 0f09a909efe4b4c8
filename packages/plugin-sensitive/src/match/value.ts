import type { Format } from './format.ts'
import { randomness } from './randomness.ts'

/** A value as it stands in a text. */
export interface Value {
  readonly raw: string
  readonly start: number
  readonly end: number
  /** Without its escapes. */
  readonly text: string
  /** Empty for a bare one. */
  readonly quote: string
}

/** Longer ones are keys with a body (`pem.ts`) or data. */
const LONGEST = 1024

// Between an operator and the quote: `N'…'` of SQL, `@"…"`, `b"…"`, and calls that only wrap a string.
const OPENING =
  /(?:(?:new\s{1,4})?(?<call>(?:\[\])?[\w.]{1,32})\(\s{0,8}&?)?(?:[@$NnUuBbRrLfF]{1,2}(?=\\{0,3}["'\x60]))?(\\{0,7})(["'\x60])/y

const LOOKUP =
  /get|env|find|lookup|quer|param|match|index|error|print|log|echo|trans|i18n|select|require|import|load|read|fetch|prompt|input|^(?:t|_|__|gettext|ask|have|expect|eq|is|i)$/i

/** The value that begins at `at` (blanks before it are skipped): a quoted string, else what its format takes for a bare value. */
export function readValue(text: string, at: number, format: Format): Value | undefined {
  let start = at
  while (start < at + 40 && /[ \t]/.test(text.charAt(start))) start += 1
  OPENING.lastIndex = start
  const opening = OPENING.exec(text)
  // What is looked up by a name is not the name.
  const isProgram = format.bare !== 'line' && format.bare !== 'element'
  if (isProgram && opening?.groups?.['call'] !== undefined && LOOKUP.test(opening.groups['call'])) return undefined
  if (opening) {
    const quoted = readQuoted(text, OPENING.lastIndex, opening[2]?.length ?? 0, opening[3] ?? '')
    // Where a bare value is the rest of its line, it may begin with a quote that belongs to it.
    const isText = format.bare === 'element' && text.charAt(start - 1) === '>'
    const isPart =
      isText ||
      (format.bare === 'line' && !(quoted && /^[\s,;#)\]}]|^$/.test(text.slice(quoted.end + 1, quoted.end + 2))))
    if (!isPart && (quoted || opening[0].length === 1))
      return quoted && withoutInnerQuotes(joinQuoted(text, quoted, format))
  }
  return readBare(text, start, format)
}

/** In a shell a value goes on behind the quote that ends a part of it: `'Zx9'"v\$Q2"mLp`. */
function joinQuoted(text: string, first: Value, { expandsDollar }: Format): Value {
  if (!expandsDollar) return first
  let whole = first
  for (let parts = 0; parts < 8 && whole.text.length < LONGEST; parts += 1) {
    const next = whole.end + 1
    const mark = text.charAt(next)
    const part = mark === '"' || mark === "'" ? readQuoted(text, next + 1, 0, mark) : undefined
    // `'it'"$X"`: the rest is a variable.
    if (!part || part.text.startsWith('$')) return whole
    whole = { ...whole, raw: text.slice(first.start, part.end), end: part.end, text: whole.text + part.text }
  }
  return whole
}

/** `"\"x\""`, a string that is written into a program by another: the value is in the inner one. */
function withoutInnerQuotes(outer: Value): Value {
  const inner = /^\\(["'])([^"'\\]+)\\\1$/.exec(outer.raw)?.[2]
  if (inner === undefined) return outer
  return { ...outer, raw: inner, text: inner, start: outer.start + 2, end: outer.end - 2 }
}

/** Up to the same quote with the same number of backslashes before it, on the same line. */
function readQuoted(text: string, from: number, backslashes: number, quote: string): Value | undefined {
  const isTriple = backslashes === 0 && text.startsWith(quote + quote, from)
  // `""`: an empty string.
  if (isTriple && !text.startsWith(quote + quote + quote, from - 1)) return undefined
  const start = isTriple ? from + 2 : from
  const limit = Math.min(text.length, start + LONGEST)
  for (let at = start; at < limit; at += 1) {
    const character = text.charAt(at)
    if (character === '\n' || character === '\r') return undefined
    if (character === '\\') {
      let run = 1
      while (text.charAt(at + run) === '\\') run += 1
      // In a shell a backslash before a single quote is itself: what ends the line, or is followed by `'\\''`, ends or goes on as any other.
      if (quote === "'" && backslashes === 0 && run % 2 === 1 && text.charAt(at + run) === quote) {
        if (text.startsWith("'\\''", at + run)) {
          at += run + 3
          continue
        }
        if (/^(?:[\r\n]|$)/.test(text.slice(at + run + 1, at + run + 2))) return value(text, start, at + run, quote)
      }
      if (
        text.charAt(at + run) === quote &&
        (run === backslashes || (run > backslashes && run % 2 === 0 && backslashes === 0))
      ) {
        return value(text, start, run === backslashes ? at : at + run, quote)
      }
      // `'it'\''s'` of a shell, and every other escape, goes on.
      at += backslashes === 0 ? (run % 2 === 0 ? run - 1 : run) : run - 1
      continue
    }
    if (character !== quote) continue
    if (backslashes > 0) return undefined
    if (quote === "'" && text.startsWith("'\\''", at)) at += 3
    else if (
      quote !== '\x60' &&
      !isTriple &&
      text.charAt(at + 1) === quote &&
      /[^\s,;)}\]:=]/.test(text.charAt(at + 2)) &&
      at > start
    )
      at += 1
    else return value(text, start, at, quote)
  }
  return undefined
}

const QUOTES: readonly (readonly [quote: string, end: RegExp])[] = [
  ['"', /\\{0,3}"/],
  ["'", /'/],
  ['\x60', /\x60/],
]

function readBare(text: string, start: number, format: Format): Value | undefined {
  // Another assignment is no value.
  const inner = /^[A-Za-z_][\w.-]{2,40}=/.exec(text.slice(start, start + 44))?.[0]
  if (inner !== undefined && randomness(inner) < 0) return undefined
  const line = takeLine(text, start, format)
  if (line === '') return undefined
  let end = line.length
  const cut = (pattern: RegExp) => {
    const found = pattern.exec(line.slice(0, end))
    if (found) end = found.index
  }
  const isBracket = format.bare !== 'line' && format.bare !== 'element' && /^[{[(]/.test(line)
  if (format.bare === 'none' || isBracket || /["'\x60]/.test(line)) {
    const before = lineBefore(text, start)
    // Inside of a string that began before the name, the value ends where the string does.
    const open = QUOTES.filter(([quote]) => before.split(quote).length % 2 === 0)
    for (const [, ending] of open) cut(ending)
    if (open.length === 0 && (format.bare === 'none' || isBracket)) return undefined
  }
  end = Math.min(end, nextAssignment(line, format))
  if (format.bare === 'line') cut(/\s[#;]/)
  else cut(format.bare === 'element' ? /<\// : /<\/|\\n/)
  let raw = line.slice(0, end).trimEnd()
  if (format.bare === 'element' && text.charAt(start + end) === '<') return value(text, start, start + raw.length, '')
  if (format.bare !== 'line') raw = withoutTail(raw)
  else if (/\s/.test(raw)) raw = withoutTail(/^\S+/.exec(raw)?.[0] ?? '')
  return raw === '' ? undefined : value(text, start, start + raw.length, '')
}

const OF_CONNECTION =
  /^(?:user|uid|pwd|pass|database|db|host|server|port|data|initial|provider|driver|persist|integrated|encrypt|trust|ssl|time|max|min|pool|conn|charset|endpoint|account|shared|key|token|secret|application|multi)/i

/** Where the next `;name=`, `&name=` or `,name=` begins: pairs of a connection string or an address. */
function nextAssignment(line: string, { bare }: Format): number {
  for (const { index, groups } of line.matchAll(/[;&,](?:amp;)?\s?(?<name>[A-Za-z][\w. -]{1,40})=/g)) {
    const name = groups?.['name'] ?? ''
    if (OF_CONNECTION.test(name) || (bare !== 'line' && bare !== 'element' && randomness(name) < 0)) return index
  }
  return line.length
}

/** Up to the next blank, or the end of the line where a bare value may hold blanks. */
function takeLine(text: string, start: number, { bare }: Format): string {
  const limit = Math.min(text.length, start + LONGEST)
  let end = start
  while (end < limit) {
    const code = text.charCodeAt(end)
    if (
      code === 10 ||
      code === 13 ||
      (bare === 'element' && code === 60) ||
      (bare !== 'line' && (code === 32 || code === 9))
    )
      break
    end += 1
  }
  return text.slice(start, end)
}

/** Without what belongs to the text around a bare word: commas, and brackets that were opened before it. */
function withoutTail(word: string): string {
  let left = word
  for (;;) {
    const last = left.at(-1) ?? ''
    const opener = { ')': '(', ']': '[', '}': '{', '>': '<' }[last]
    if (!(',;"\'\x60'.includes(last) || (opener !== undefined && !left.includes(opener))) || left === '') return left
    left = left.slice(0, -1)
  }
}

/** The part of its line that stands before a position. */
export function lineBefore(text: string, at: number): string {
  const head = text.slice(Math.max(0, at - 400), at)
  return head.slice(Math.max(head.lastIndexOf('\n'), head.lastIndexOf('\r')) + 1)
}

function value(text: string, start: number, end: number, quote: string): Value {
  const raw = text.slice(start, end)
  return { raw, start, end, quote, text: unescape(raw, quote) }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescape(raw: string, quote: string): string {
  let text = raw
  if (text.includes('&'))
    text = text.replace(
      /&(amp|lt|gt|quot|apos|#\d{1,3}|#x[0-9a-f]{2});/gi,
      (_, name: string) =>
        ENTITIES[name.toLowerCase()] ?? String.fromCharCode(Number(name.slice(1).replace(/^x/i, '0x'))),
    )
  if (quote === "'") text = text.replaceAll("'\\''", "'")
  if (quote !== '' && quote !== '\x60') text = text.replaceAll(quote + quote, quote)
  if (!text.includes('\\')) return text
  return text.replace(/\\(?:(?:u00|x)([0-9a-fA-F]{2})|([^\w\s]))/g, (_, hex: string | undefined, mark: string) =>
    hex === undefined ? mark : String.fromCharCode(parseInt(hex, 16)),
  )
}
