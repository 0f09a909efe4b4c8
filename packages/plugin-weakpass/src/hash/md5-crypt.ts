import { hash } from 'node:crypto'
import { encodeTriples } from './crypt64.ts'

const ORDER = [0, 6, 12, 1, 7, 13, 2, 8, 14, 3, 9, 15, 4, 10, 5]

/**
 * The digest part of `$1$salt$digest` (Poul-Henning Kamp's MD5 crypt) and of Apache's `$apr1$`, which differ in `magic` only.
 * The salt counts up to its eighth byte.
 */
export function md5Crypt(password: Buffer, magic: '$1$' | '$apr1$', salt: string): string {
  const saltBytes = Buffer.from(salt.slice(0, 8), 'latin1')
  const inner = hash('md5', Buffer.concat([password, saltBytes, password]), 'buffer')
  const parts = [password, Buffer.from(magic), saltBytes]
  for (let left = password.length; left > 0; left -= 16) parts.push(inner.subarray(0, Math.min(16, left)))
  for (let left = password.length; left > 0; left >>= 1) {
    parts.push(left & 1 ? Buffer.alloc(1) : password.length > 0 ? password.subarray(0, 1) : Buffer.alloc(1))
  }
  let digest = hash('md5', Buffer.concat(parts), 'buffer')
  for (let round = 0; round < 1000; round++) {
    const odd = round % 2 === 1
    const step = [odd ? password : digest]
    if (round % 3 !== 0) step.push(saltBytes)
    if (round % 7 !== 0) step.push(password)
    step.push(odd ? digest : password)
    digest = hash('md5', Buffer.concat(step), 'buffer')
  }
  return md5Digits(digest)
}

/** The 22 digits of an MD5 digest, in the order that MD5 crypt and SunMD5 write it. */
export function md5Digits(digest: Buffer): string {
  return encodeTriples(digest, ORDER) + encodeTriples(digest, [11])
}
