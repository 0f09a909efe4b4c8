import { inflateRawSync, inflateSync, gunzipSync } from 'node:zlib'
import { decodeEscapes } from '../syntax/escapes.ts'
import { CODE_RULES } from '../rules/code.ts'
import type { CodeRule } from '../rules/code.ts'

/** What a program of another language does. */
export interface FoundInCode {
  /** Undefined where only `scripts` are found. */
  readonly rule?: string
  readonly text: string
  /** Commands that it gives a shell. */
  readonly scripts: readonly string[]
}

/** Characters of a program that are looked at. */
const MAX_CODE = 262_144
/** Characters around the first word of a rule in which the others must stand. */
const NEAR = 1_500
const MAX_DEPTH = 3
const MAX_PLACES = 50

/** What a program does, by the words in it; what it decodes is looked at, too. */
export function findInCode(code: string, language: string, depth = 0): readonly FoundInCode[] {
  const text = joined(code.slice(0, MAX_CODE))
  const plain = decodeEscapes(text)
  const lower = plain.toLowerCase()
  const found: FoundInCode[] = []
  for (const rule of CODE_RULES) {
    if (!rule.languages.includes(language)) continue
    const at = placeOf(lower, rule)
    if (at !== -1)
      found.push({ rule: rule.rule, text: plain.slice(Math.max(0, at - 40), at + 200).trim(), scripts: [] })
  }
  const scripts = commandsIn(text, language)
  if (scripts.length > 0) found.push({ text: '', scripts })
  if (depth >= MAX_DEPTH) return found
  for (const decoded of literalsIn(plain)) found.push(...findInCode(decoded, language, depth + 1))
  return found
}

/** Where all that the rule asks for stands together; -1 where it does not. */
function placeOf(text: string, { all, within = NEAR }: CodeRule): number {
  const [first = [], ...others] = all
  for (const word of first) {
    let at = text.indexOf(word)
    for (let count = 0; at !== -1 && count < MAX_PLACES; count++, at = text.indexOf(word, at + 1)) {
      const near = text.slice(Math.max(0, at - within), at + within)
      if (others.every((words) => words.some((other) => near.includes(other)))) return at
    }
  }
  return -1
}

/** The program with texts put together that a plus or a dot joins. */
function joined(code: string): string {
  return code.replaceAll(/(["'])[ \t]{0,8}[+.][ \t]{0,8}\1/g, '')
}

const BASE64_TEXT = /["'`]([A-Za-z0-9+/_-]{24,}={0,2})["'`]/g

/** Texts that a program has encoded. */
function* literalsIn(code: string): Generator<string> {
  let count = 0
  for (const [, literal = ''] of code.matchAll(BASE64_TEXT)) {
    if (++count > MAX_PLACES) return
    const isHex = /^(?:[0-9a-f]{2})+$/i.test(literal)
    const bytes = Buffer.from(literal, isHex ? 'hex' : 'base64')
    const decoded = isText(bytes) ? bytes : unpacked(bytes)
    if (decoded && isText(decoded)) yield decoded.toString('latin1')
  }
}

function unpacked(bytes: Buffer): Buffer | undefined {
  for (const unpack of [inflateSync, gunzipSync, inflateRawSync]) {
    try {
      return unpack(bytes, { maxOutputLength: MAX_CODE })
    } catch {
      // Packed in another way, or not at all.
    }
  }
  return undefined
}

function isText(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 1_024)
  const odd = start.filter((byte) => (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) || byte > 126).length
  return start.length >= 8 && odd * 20 <= start.length
}

const CALL =
  /(?:\b(?:system|popen[234]?|exec\w*|spawn\w*|shell_exec|passthru|call|run|check_output|check_call|getoutput|getstatusoutput|proc_open|pcntl_exec|execute|command)\b|%x)\s{0,4}\(?\s{0,4}[[(]?\s{0,4}(?=["'`{])/gi

/** Commands that a program hands to a shell, as far as they are texts in it. */
function commandsIn(code: string, language: string): readonly string[] {
  const scripts: string[] = []
  for (const match of code.matchAll(CALL)) {
    if (scripts.length >= MAX_PLACES) break
    const words = literalsAt(code, match.index + match[0].length)
    if (words.length === 1) scripts.push(words[0] ?? '')
    else if (words.length > 1)
      scripts.push(words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' '))
  }
  if (/^(?:perl|ruby|php)$/.test(language)) {
    for (const [, script = ''] of code.matchAll(/`([^`]{3,2000})`/g))
      if (scripts.length < MAX_PLACES) scripts.push(script)
  }
  return scripts
}

/** Texts that stand at a place with commas between: `"sh", "-c", "…"`. */
function literalsAt(code: string, start: number): readonly string[] {
  const words: string[] = []
  let at = start
  while (words.length < 20) {
    const quote = code[at]
    if (quote !== '"' && quote !== "'" && quote !== '`') break
    let end = at + 1
    while (end < code.length && end - at < 4_000 && code[end] !== quote) end += code[end] === '\\' ? 2 : 1
    words.push(decodeEscapes(code.slice(at + 1, end)))
    const [between] = /^\s{0,8},\s{0,8}/.exec(code.slice(end + 1, end + 20)) ?? []
    if (between === undefined) break
    at = end + 1 + between.length
  }
  return words
}
