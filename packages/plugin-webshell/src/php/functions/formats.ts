import { knownValue, listOf, numberOf, textOf, UNKNOWN } from '../../flow/value.ts'
import type { Value } from '../../flow/value.ts'
import { bytesOf, fromBytes } from './bytes.ts'

const DECODED = 16

/** `sprintf`: `%s`, `%c`, `%d`, `%x`, with places. */
export function sprintf(args: readonly Value[]): Value | undefined {
  const format = textOf(args[0] ?? UNKNOWN)
  if (format === undefined || format.length > 1 << 16) return undefined
  let next = 1
  let isKnown = true
  const known = format.replace(
    /%(?:(\d+)\$)?[-+ 0]*\d*(?:\.\d+)?([%a-zA-Z])/g,
    (_, place: string | undefined, kind: string) => {
      if (kind === '%') return '%'
      const value = args[place === undefined ? next : Number(place)] ?? UNKNOWN
      if (place === undefined) next += 1
      const text = textOf(value)
      if (text === undefined) isKnown = false
      const number = Math.trunc(numberOf(value) ?? 0)
      if (kind === 'c') return String.fromCharCode(number & 255)
      if (kind === 'd' || kind === 'u') return String(number)
      if (kind === 'x' || kind === 'X') return number.toString(16)
      if (kind === 'o') return number.toString(8)
      return kind === 'b' ? number.toString(2) : (text ?? '')
    },
  )
  return isKnown ? knownValue(known, DECODED) : undefined
}

/** `pack` for what texts are hidden by: `H`, `h`, `C`, `a`, `A`. */
export function pack(args: readonly Value[]): Value | undefined {
  const format = textOf(args[0] ?? UNKNOWN)
  if (format === undefined) return undefined
  let out = ''
  let next = 1
  for (const [, kind, count] of format.matchAll(/([a-zA-Z])(\*|\d*)/g)) {
    const times = count === '*' ? args.length : Number(count || 1)
    const value = args[next] ?? UNKNOWN
    const text = textOf(value)
    if (kind === 'H' || kind === 'h' || kind === 'a' || kind === 'A') {
      if (text === undefined) return undefined
      next += 1
      const pairs = kind === 'h' ? text.replace(/(.)(.)/g, '$2$1') : text
      out += kind === 'a' || kind === 'A' ? text : fromBytes(Buffer.from(pairs, 'hex'))
      continue
    }
    if (kind !== 'C' && kind !== 'c') return undefined
    for (let index = 0; index < times && next < args.length; index += 1) {
      const code = numberOf(args[next] ?? UNKNOWN)
      if (code === undefined) return undefined
      out += String.fromCharCode(code & 255)
      next += 1
    }
  }
  return knownValue(out, DECODED)
}

/** `str_replace`, with lists as well. */
export function strReplace(args: readonly Value[], isCase: boolean): Value | undefined {
  const [search = UNKNOWN, put = UNKNOWN, subject = UNKNOWN] = args
  let text = textOf(subject)
  if (text === undefined || subject.items !== undefined) return undefined
  const parts = search.items === undefined ? [search] : [...search.items.map.values()]
  for (const [index, part] of parts.entries()) {
    const from = textOf(part)
    const to = textOf(put.items === undefined ? put : (put.items.map.get(String(index)) ?? knownValue('')))
    if (from === undefined || to === undefined) return undefined
    if (from === '') continue
    if (index > 2000) return undefined
    if (text.length * Math.max(1, to.length / from.length) > 1 << 23) return undefined
    text = isCase
      ? text.replaceAll(from, () => to)
      : text.replaceAll(new RegExp(from.replace(/[^\w\s]/g, '\\$&'), 'gi'), () => to)
  }
  return knownValue(text, subject.from | (subject.known === text ? 0 : DECODED))
}

/** `strtr` with a table. */
export function strTr([subject = UNKNOWN, table = UNKNOWN]: readonly Value[]): Value | undefined {
  const text = textOf(subject)
  if (text === undefined || table.items === undefined || text.length > 1 << 20) return undefined
  const pairs = new Map([...table.items.map].map(([key, value]) => [key, textOf(value) ?? '']))
  const lengths = [...new Set([...pairs.keys()].map((key) => key.length))]
    .sort((a, b) => b - a)
    .filter((length) => length > 0)
  if (lengths.length > 20) return undefined
  let out = ''
  for (let index = 0; index < text.length;) {
    const length = lengths.find((one) => pairs.has(text.slice(index, index + one)))
    out += length === undefined ? text.charAt(index) : pairs.get(text.slice(index, index + length))
    index += length ?? 1
  }
  return knownValue(out, subject.from | DECODED)
}

/** A pattern of PHP as one of JavaScript, where it is short and cannot take long. */
function patternOf(pattern: string): RegExp | undefined {
  const open = pattern.trim().charAt(0)
  const close = { '(': ')', '[': ']', '{': '}', '<': '>' }[open] ?? open
  const end = pattern.lastIndexOf(close)
  const body = pattern.trim().slice(1, end)
  const flags = pattern.slice(end + 1).replace(/[^is]/g, '')
  if (body.length > 80 || (body.match(/[*+{]/g) ?? []).length > 1) return undefined
  try {
    return new RegExp(body, `g${flags}`)
  } catch {
    return undefined
  }
}

/** The modifiers of a pattern. */
export function modifiersOf(pattern: string): string {
  const open = pattern.trimStart().charAt(0)
  const close = { '(': ')', '[': ']', '{': '}', '<': '>' }[open] ?? open
  return pattern.slice(pattern.lastIndexOf(close) + 1)
}

/** `preg_replace` of what is known. */
export function pregReplace([pattern = UNKNOWN, put = UNKNOWN, subject = UNKNOWN]: readonly Value[]):
  | Value
  | undefined {
  const [text, to] = [textOf(subject), textOf(put)]
  const compiled = typeof pattern.known === 'string' ? patternOf(pattern.known) : undefined
  if (text === undefined || to === undefined || compiled === undefined || text.length > 1 << 17) return undefined
  return knownValue(text.replace(compiled, to.replace(/\\(\d)/g, '$$$1')), subject.from | DECODED)
}

/** `preg_split` and `preg_match_all` of what is known. */
export function pregSplit([pattern = UNKNOWN, subject = UNKNOWN]: readonly Value[]): Value | undefined {
  const text = textOf(subject)
  const compiled = typeof pattern.known === 'string' ? patternOf(pattern.known) : undefined
  if (text === undefined || compiled === undefined || text.length > 1 << 17) return undefined
  return listOf(
    text
      .split(compiled)
      .filter((part) => part !== undefined)
      .map((part) => knownValue(part, subject.from | DECODED)),
  )
}

/** `unpack`: what it gives is not known in its parts, but where it comes from. */
export function unpack([format = UNKNOWN, data = UNKNOWN]: readonly Value[]): Value | undefined {
  const [how, text] = [textOf(format), textOf(data)]
  if (how === undefined || text === undefined || !/^[Hh]\*/.test(how)) return undefined
  return listOf([knownValue(''), knownValue(bytesOf(text).toString('hex'), DECODED)])
}
