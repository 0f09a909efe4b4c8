import { isUtf8 } from 'node:buffer'
import { decodeWide, wideEncodingOf } from './encoding.ts'

/** A file as text: what patterns run on, and how its characters are counted and shown. */
export interface FileText {
  /** One unit a byte (latin1) for files of bytes, which is what patterns are fastest on; decoded for UTF-16 and UTF-32. */
  readonly text: string
  readonly isBinary: boolean
  /** Characters as a person reads them, of a part of `text`. */
  readonly decode: (part: string) => string
  /** Number of characters of a part of `text`. */
  readonly count: (from: number, to: number) => number
}

/** Reads bytes as text. UTF-16 and UTF-32 are told by their byte order mark or by where their NUL bytes stand; a file with NUL bytes is otherwise binary. */
export function readText(bytes: Uint8Array): FileText {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const wide = wideEncodingOf(buffer)
  if (wide !== undefined) return readUtf16(decodeWide(buffer, wide))
  const hasMark = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf
  const text = buffer.toString('latin1', hasMark ? 3 : 0)
  const isText = isUtf8WithoutEnd(buffer)
  return {
    text,
    isBinary: isBinary(buffer),
    decode: isText ? (part) => Buffer.from(part, 'latin1').toString('utf8') : (part) => part,
    count: (from, to) => (isText ? countUtf8(text, from, to) : to - from),
  }
}

/** Whether the head of a file holds NUL bytes, and it is not a text of wide characters. */
export function isBinary(bytes: Uint8Array): boolean {
  return wideEncodingOf(bytes) === undefined && bytes.subarray(0, 8192).includes(0)
}

/** A text that is a string already, such as a variable of the environment. */
export function wrapText(text: string): FileText {
  return readUtf16(text)
}

function readUtf16(text: string): FileText {
  return { text, isBinary: false, decode: (part) => part, count: (from, to) => countUtf16(text, from, to) }
}

/** Valid UTF-8, but for a character at the end that was cut. */
function isUtf8WithoutEnd(buffer: Buffer): boolean {
  if (isUtf8(buffer)) return true
  for (let cut = 1; cut <= 3; cut += 1) {
    const last = buffer[buffer.length - cut] ?? 0
    if (last >= 0xc0) return isUtf8(buffer.subarray(0, buffer.length - cut))
  }
  return false
}

function countUtf8(text: string, from: number, to: number): number {
  let count = 0
  for (let index = from; index < to; index += 1) if ((text.charCodeAt(index) & 0xc0) !== 0x80) count += 1
  return count
}

function countUtf16(text: string, from: number, to: number): number {
  let count = 0
  for (let index = from; index < to; index += 1) if ((text.charCodeAt(index) & 0xfc00) !== 0xdc00) count += 1
  return count
}
