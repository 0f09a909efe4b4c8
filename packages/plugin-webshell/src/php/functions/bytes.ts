import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import { createHash } from 'node:crypto'

/** Texts are bytes, one a character. */
export const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1')
export const fromBytes = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

/** What compressed texts may become. */
const MAX_OUTPUT = 8 << 20

const OPTIONS = { maxOutputLength: MAX_OUTPUT, finishFlush: 2 }

const DECOMPRESSORS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzinflate: (bytes) => inflateRawSync(bytes, OPTIONS),
  gzuncompress: (bytes) => inflateSync(bytes, OPTIONS),
  gzdecode: (bytes) => gunzipSync(bytes, OPTIONS),
  zlib_decode: (bytes) => (bytes[0] === 0x1f ? gunzipSync(bytes, OPTIONS) : inflateSync(bytes, OPTIONS)),
  brotli_uncompress: (bytes) => brotliDecompressSync(bytes, { maxOutputLength: MAX_OUTPUT }),
}

/** What a compressed text is; undefined where it is none, or becomes too long. */
export function decompress(name: string, text: string): string | undefined {
  try {
    return fromBytes((DECOMPRESSORS[name] as (bytes: Buffer) => Buffer)(bytesOf(text)))
  } catch {
    return undefined
  }
}

export const isDecompressor = (name: string): boolean => Object.hasOwn(DECOMPRESSORS, name)

const DIGESTS = new Set(['md5', 'sha1', 'sha256', 'sha512'])

/** The digest of a text in hexadecimal. */
export function digestOf(name: string, text: string): string | undefined {
  return DIGESTS.has(name) ? createHash(name).update(bytesOf(text)).digest('hex') : undefined
}

/** Each character of one text with one of the other: `^`, `&`, `|`. */
export function bitwise(operator: string, left: string, right: string): string {
  const length = operator === '|' ? Math.max(left.length, right.length) : Math.min(left.length, right.length)
  const codes = new Uint8Array(length)
  for (let index = 0; index < length; index += 1) {
    const [a, b] = [left.charCodeAt(index) || 0, right.charCodeAt(index) || 0]
    codes[index] = operator === '^' ? a ^ b : operator === '&' ? a & b : a | b
  }
  return fromBytes(codes)
}
