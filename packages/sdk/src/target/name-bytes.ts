import { isUtf8 } from 'node:buffer'

/**
 * A file name as a string. Names are bytes; two names that differ never become one string: valid UTF-8 is decoded, and
 * each byte that is not part of valid UTF-8 becomes a lone surrogate U+DC80…U+DCFF (as Python's `surrogateescape`).
 */
export function decodeName(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (isUtf8(buffer)) return buffer.toString('utf8')
  let name = ''
  let position = 0
  while (position < buffer.length) {
    const length = sequenceLength(buffer, position)
    if (length === 0) {
      name += String.fromCharCode(0xdc00 + (buffer[position] ?? 0))
      position += 1
    } else {
      name += buffer.toString('utf8', position, position + length)
      position += length
    }
  }
  return name
}

/** The bytes of a name that `decodeName` returned. */
export function encodeName(name: string): Uint8Array {
  if (name.isWellFormed()) return Buffer.from(name, 'utf8')
  const parts: Buffer[] = []
  for (const character of name) {
    const code = character.charCodeAt(0)
    const isByte = character.length === 1 && code >= 0xdc80 && code <= 0xdcff
    parts.push(isByte ? Buffer.from([code - 0xdc00]) : Buffer.from(character, 'utf8'))
  }
  return Buffer.concat(parts)
}

/** Length of the valid UTF-8 sequence at `position`, 0 if there is none. */
function sequenceLength(buffer: Buffer, position: number): number {
  const first = buffer[position] ?? 0
  const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0
  if (length === 0 || position + length > buffer.length) return 0
  return isUtf8(buffer.subarray(position, position + length)) ? length : 0
}
