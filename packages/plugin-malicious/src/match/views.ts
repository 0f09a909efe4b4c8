import { constants, gunzipSync, inflateSync } from 'node:zlib'
import { isProgram, isText, subjectOf } from '../files/kind.ts'
import { plainShell } from './plain-shell.ts'

/** The bytes that rules are tried on: those of a file, or those decoded from it. */
export interface View {
  readonly path: string
  readonly bytes: Uint8Array
  /** How it was decoded: `base64, gzip`. Absent for the file itself. */
  readonly how?: string
}

/** What is decoded of one file at most. Everything in it is chosen by whoever wrote it. */
const MOST_DEPTH = 4
const MOST_BYTES = 8 * 1024 * 1024
const MOST_RUNS = 2000
/** Texts that are longer are data; their beginning is looked at. */
const MOST_TEXT = 2 * 1024 * 1024
/** Scripts that hide their words are short. */
const MOST_SCRIPT = 256 * 1024
const OTHER_LANGUAGES = /\.(?:js|mjs|cjs|ts|py|pyw|pl|pm|rb|php|json|lua|tcl)$/i

/** A file, and what is encoded in it: base64, hexadecimal, gzip and zlib, texts in reverse and by rot13, words that a shell puts together. */
export function viewsOf(path: string, bytes: Uint8Array, incomplete: (reason: string) => void): readonly View[] {
  const views: View[] = [{ path, bytes }]
  const budget = { bytes: MOST_BYTES, runs: MOST_RUNS }
  addViews({ path, bytes, how: [] }, views, budget)
  if (budget.bytes < 0 || budget.runs < 0)
    incomplete('more is encoded in it than is decoded: the rest was not looked at')
  return views
}

interface Budget {
  bytes: number
  runs: number
}

interface Layer {
  readonly path: string
  readonly bytes: Uint8Array
  readonly how: readonly string[]
}

function addViews(layer: Layer, views: View[], budget: Budget): void {
  const { path, bytes, how } = layer
  if (how.length >= MOST_DEPTH) return
  const head = bytes.subarray(0, 512)
  const packed = unpack(bytes)
  const add = (way: string, decoded: Uint8Array | undefined): void => {
    if (decoded === undefined || decoded.length < 8) return
    budget.bytes -= decoded.length
    if (budget.bytes < 0) return
    const ways = [...how, way]
    // Decoded content of a script is run as a script, whatever its name is.
    const name = how.length === 0 && way === packed?.way ? path.replace(/\.g?z$/i, '') : `${path}.sh`
    const inner = { path: name, bytes: decoded, how: ways }
    views.push({ path: inner.path, bytes: decoded, how: ways.join(', ') })
    addViews(inner, views, budget)
  }
  if (packed !== undefined) return add(packed.way, packed.bytes)
  if (isProgram(head)) return
  // A self-extracting script has binary data behind its text.
  const payload = bytes[0] === 0x23 && bytes[1] === 0x21 ? payloadOf(bytes) : undefined
  if (payload !== undefined) add('appended', payload)
  if (payload === undefined && !isText(head)) return
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MOST_TEXT)).toString('latin1')
  // Examples in manuals are no scripts.
  if (text.length <= MOST_SCRIPT && subjectOf(path, bytes) === 'script') addRewritten(text, how, add, path)
  for (const [way, decoded] of runsOf(text, budget)) add(way, decoded)
}

/** The text as it reads once what hides its words is undone. */
function addRewritten(
  text: string,
  how: readonly string[],
  add: (way: string, decoded: Uint8Array) => void,
  path: string,
): void {
  const isShell = !OTHER_LANGUAGES.test(path) && !/^#![^\n]{0,60}(?:python|perl|node|ruby|php)/.test(text)
  const plain = isShell && how.at(-1) !== 'put together' ? plainShell(text) : undefined
  if (plain !== undefined) add('put together', Buffer.from(plain, 'latin1'))
  if (/\|\s{0,4}rev\b|\[::-1\]|strrev\(|\.reverse\(\)\.join/.test(text))
    add('reversed', Buffer.from(text, 'latin1').toReversed())
  if (/rot_?13|tr\s+['"]?(?:A-Za-z|a-zA-Z|\[A-Za-z\])/.test(text)) add('rot13', Buffer.from(rot13(text), 'latin1'))
}

/** gzip or zlib, as far as it can be decompressed. */
function unpack(bytes: Uint8Array): { readonly way: string; readonly bytes: Uint8Array } | undefined {
  const options = { maxOutputLength: MOST_BYTES, finishFlush: constants.Z_SYNC_FLUSH }
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return { way: 'gzip', bytes: gunzipSync(bytes, options) }
    const isZlib = bytes[0] === 0x78 && (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 31 === 0
    if (isZlib) return { way: 'zlib', bytes: inflateSync(bytes, options) }
  } catch {
    return undefined
  }
  return undefined
}

const RUNS =
  /(?<base64>(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{24,}(?:\\?\r?\n[A-Za-z0-9+/_-]{16,}){0,20000}={0,2})|(?<escaped>(?:\\x[0-9a-fA-F]{2}){4,})|(?<octal>(?:\\[0-3]?[0-7]{2}){4,})|(?<numbers>(?:\d{2,3},\s?){12,}\d{2,3})/g

/** Runs of characters that stand for other bytes, decoded. */
function* runsOf(text: string, budget: Budget): Generator<readonly [way: string, bytes: Uint8Array]> {
  for (const { groups = {} } of text.matchAll(RUNS)) {
    const { base64, escaped, octal, numbers } = groups
    const decoded: (readonly [string, Uint8Array])[] = []
    if (base64 !== undefined) {
      const plain = base64.replaceAll(/[\\\r\n]/g, '')
      if (/^(?:[0-9a-fA-F]{2}){16,}$/.test(plain)) decoded.push(['hexadecimal', Buffer.from(plain, 'hex')])
      else decoded.push(['base64', Buffer.from(plain, 'base64')])
    }
    if (escaped !== undefined) decoded.push(['hexadecimal', Buffer.from(escaped.replaceAll('\\x', ''), 'hex')])
    if (octal !== undefined)
      decoded.push(['octal', Uint8Array.from(octal.slice(1).split('\\'), (digits) => Number.parseInt(digits, 8))])
    if (numbers !== undefined) decoded.push(['numbers', Uint8Array.from(numbers.split(','), Number)])
    for (const [way, bytes] of decoded) {
      if (!isWorthLooking(bytes)) continue
      budget.runs -= 1
      if (budget.runs < 0) return
      yield [way, bytes]
    }
  }
}

/** Text, a program, or something packed: what is decoded of a digest or a picture is none of these. */
function isWorthLooking(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 512)
  const isPacked = (bytes[0] === 0x1f && bytes[1] === 0x8b) || bytes[0] === 0x78
  return isProgram(head) || isPacked || (isText(head) && head.every((byte) => byte < 127))
}

const MARKS = [Buffer.from([0x1f, 0x8b, 0x08]), Buffer.from('\x7fELF', 'latin1')]

/** The data behind a self-extracting script. */
function payloadOf(bytes: Uint8Array): Uint8Array | undefined {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const places = MARKS.map((mark) => all.indexOf(mark, 16)).filter((place) => place > 0)
  return places.length === 0 ? undefined : bytes.subarray(Math.min(...places))
}

function rot13(text: string): string {
  return text.replaceAll(/[a-z]/gi, (letter) => {
    const code = letter.charCodeAt(0)
    const base = code < 97 ? 65 : 97
    return String.fromCharCode(((code - base + 13) % 26) + base)
  })
}
