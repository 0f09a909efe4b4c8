const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const VALUES = new Int8Array(128).fill(-1)
for (let i = 0; i < 64; i++) VALUES[ALPHABET.charCodeAt(i)] = i

/** `length` digits of crypt's base 64, least significant six bits first. */
export function encode64(value: number, length: number): string {
  let text = ''
  for (let i = 0, rest = value; i < length; i++, rest = Math.floor(rest / 64)) text += ALPHABET[rest % 64]
  return text
}

/** The value of one digit of crypt's base 64; -1 for any other character. */
export function decode64(text: string, at: number): number {
  return VALUES[text.charCodeAt(at)] ?? -1
}

/** The bytes of `digest` picked three at a time by `order` (the first the most significant), as crypt's base 64. */
export function encodeTriples(digest: Uint8Array, order: readonly number[]): string {
  let text = ''
  for (let i = 0; i < order.length; i += 3) {
    const picked = order.slice(i, i + 3)
    const value = picked.reduce((sum, index) => sum * 256 + (digest[index] ?? 0), 0)
    text += encode64(value, [0, 2, 3, 4][picked.length] ?? 0)
  }
  return text
}

/** Bytes as yescrypt and scrypt write them: little-endian groups of three bytes. */
export function encodeBytes64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const count = Math.min(3, bytes.length - i)
    const value = (bytes[i] ?? 0) + (bytes[i + 1] ?? 0) * 256 + (bytes[i + 2] ?? 0) * 65536
    text += encode64(count === 3 ? value : count === 2 ? value % 65536 : value % 256, [0, 2, 3, 4][count] ?? 0)
  }
  return text
}

/** The bytes that `encodeBytes64` wrote; undefined when the text is not of that form. */
export function decodeBytes64(text: string): Buffer | undefined {
  const bytes: number[] = []
  for (let i = 0; i < text.length; i += 4) {
    const digits = Math.min(4, text.length - i)
    if (digits === 1) return undefined
    let value = 0
    for (let j = 0; j < digits; j++) {
      const digit = decode64(text, i + j)
      if (digit < 0) return undefined
      value += digit * 64 ** j
    }
    if (value >= 256 ** (digits - 1)) return undefined
    for (let j = 0; j < digits - 1; j++, value = Math.floor(value / 256)) bytes.push(value % 256)
  }
  return Buffer.from(bytes)
}
