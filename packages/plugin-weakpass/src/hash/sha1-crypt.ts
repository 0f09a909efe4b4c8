import { createHmac } from 'node:crypto'
import { encodeTriples } from './crypt64.ts'

const ORDER = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 0]

/** The digest part of NetBSD's `$sha1$rounds$salt$digest`: HMAC-SHA1, iterated. */
export function sha1Crypt(password: Buffer, salt: string, rounds: number): string {
  let digest = createHmac('sha1', password).update(`${salt}$sha1$${rounds}`, 'latin1').digest()
  for (let round = 1; round < rounds; round++) digest = createHmac('sha1', password).update(digest).digest()
  return encodeTriples(digest, ORDER)
}
