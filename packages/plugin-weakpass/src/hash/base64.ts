const CRYPT = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Bytes of base 64, either as passlib writes it (`.` for `+`, no padding) or in the standard form. */
export function shared64(text: string): Buffer {
  return Buffer.from(text.replaceAll('.', '+'), 'base64')
}

/** Bytes as Cisco writes them: standard base 64, but with the alphabet of crypt. */
export function cisco64(bytes: Buffer): string {
  return bytes
    .toString('base64')
    .replace(/=+$/, '')
    .replace(/./g, (digit) => CRYPT.charAt(STANDARD.indexOf(digit)))
}

/** Bytes of what `cisco64` writes. */
export function fromCisco64(text: string): Buffer {
  return Buffer.from(
    text.replace(/./g, (digit) => STANDARD.charAt(CRYPT.indexOf(digit))),
    'base64',
  )
}
