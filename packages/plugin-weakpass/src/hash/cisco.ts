import { createHash } from 'node:crypto'
import { cisco64 } from './base64.ts'
import { encodeBytes64 } from './crypt64.ts'
import { unsalted } from './verifier.ts'
import type { Verifier } from './verifier.ts'

/** How `find-hashes` writes what a configuration says beside the hash: type 4 of IOS, and `encrypted` of ASA and PIX. */
export const CISCO_4 = '{CISCO-4}'
export const CISCO_ASA = '{CISCO-ASA}'

/** Hashes of Cisco whose type cannot be told from their form; `find-hashes` marks them with the type. */
export function parseCiscoConfiguration(value: string, user: string): Verifier | undefined {
  const type4 = /^\{CISCO-4\}([./0-9A-Za-z]{43})$/.exec(value)?.[1]
  // One SHA-256 without a salt, which is why Cisco withdrew it (cisco-sr-20130318-type4).
  if (type4 !== undefined)
    return unsalted('cisco-4', type4, (guess) => cisco64(createHash('sha256').update(guess).digest()))
  const asa = /^\{CISCO-ASA\}([./0-9A-Za-z]{16})$/.exec(value)?.[1]
  if (asa === undefined) return undefined
  // PIX and ASA hash the same but for passwords of more than 16 characters; the user's name is the salt, `enable` has none.
  return {
    scheme: 'cisco-asa',
    cost: 2,
    verify: (guess) => digestOf(guess, user) === asa || (user !== '' && digestOf(guess, '') === asa),
  }
}

/** MD5 of the password and four letters of the user's name, filled up; of each four bytes the first three. */
function digestOf(guess: Buffer, user: string): string {
  const name = user === '' ? '' : user.repeat(4).slice(0, 4)
  const text = Buffer.concat([guess, guess.length < 28 ? Buffer.from(name) : Buffer.alloc(0)])
  const size = guess.length > 12 && text.length > 16 ? 32 : 16
  const padded = Buffer.alloc(size)
  text.copy(padded)
  const digest = createHash('md5').update(padded).digest()
  return encodeBytes64(digest.filter((_, index) => index % 4 !== 3))
}
