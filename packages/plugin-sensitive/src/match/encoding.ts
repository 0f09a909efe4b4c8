/** How the characters of a text take more than a byte each. */
export type WideEncoding = 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be'

const HEAD = 512
const SHORTEST = 16

/** The encoding of a text in UTF-16 or UTF-32: by its byte order mark, else by where its NUL bytes stand; undefined for any other bytes. */
export function wideEncodingOf(bytes: Uint8Array): WideEncoding | undefined {
  const [a, b, c, d] = bytes
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 && bytes.length >= 8 ? 'utf-32le' : 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32be'
  if (bytes.length < SHORTEST || (a !== 0 && b !== 0)) return undefined
  return byNuls(bytes.subarray(0, Math.min(HEAD, bytes.length) & ~3))
}

/** Without a mark, a text that is mostly ASCII has its NUL bytes at the same places of every character, and printable bytes at the others. */
function byNuls(head: Uint8Array): WideEncoding | undefined {
  const nuls = [0, 0, 0, 0]
  const printable = [0, 0, 0, 0]
  for (const [index, byte] of head.entries()) {
    const place = index & 3
    if (byte === 0) nuls[place] = (nuls[place] ?? 0) + 1
    else if ((byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13)
      printable[place] = (printable[place] ?? 0) + 1
  }
  const most = (head.length / 4) * 0.9
  const fits = (shape: string) =>
    shape.split('').every((kind, place) => ((kind === '0' ? nuls : printable)[place] ?? 0) >= most)
  if (fits('x000')) return 'utf-32le'
  if (fits('000x')) return 'utf-32be'
  if (fits('x0x0')) return 'utf-16le'
  return fits('0x0x') ? 'utf-16be' : undefined
}

/** The text of bytes in a wide encoding, without its mark. What is no character of UTF-32 is U+FFFD. */
export function decodeWide(bytes: Buffer, encoding: WideEncoding): string {
  const text =
    encoding === 'utf-16le'
      ? bytes.toString('utf16le')
      : encoding === 'utf-16be'
        ? Buffer.from(bytes.subarray(0, bytes.length & ~1))
            .swap16()
            .toString('utf16le')
        : decodeUtf32(bytes, encoding)
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

function decodeUtf32(bytes: Buffer, encoding: 'utf-32le' | 'utf-32be'): string {
  const parts: string[] = []
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = encoding === 'utf-32le' ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
    parts.push(point > 0x10_ffff ? '\ufffd' : String.fromCodePoint(point))
  }
  return parts.join('')
}
