import { hash } from 'node:crypto'
import { shaCrypt } from './sha-crypt.ts'
import { unsalted } from './verifier.ts'
import type { Parsed } from './verifier.ts'

/**
 * The verifier of an `authentication_string` (latin1, since salts are raw bytes): `*` and SHA1(SHA1(password)), the 16 digits
 * of servers before 4.1, `$A$` of caching_sha2_password, `$5$` of sha256_password.
 */
export function parseMysql(value: string): Parsed | undefined {
  const native = /^\*([0-9A-Fa-f]{40})$/.exec(value)?.[1]?.toLowerCase()
  if (native !== undefined) {
    return unsalted('mysql-native', native, (guess) => hash('sha1', hash('sha1', guess, 'buffer'), 'hex'))
  }
  if (/^[0-9a-f]{16}$/.test(value)) return unsalted('mysql-old', value, oldPassword)
  return parseCachingSha2(value) ?? parseSha256(value)
}

function parseCachingSha2(value: string): Parsed | undefined {
  const match = /^\$A\$([0-9A-Fa-f]{3})\$([\s\S]{20})([./0-9A-Za-z]{43})/.exec(value)
  if (!match) return undefined
  const [, thousands = '', salt = '', digest] = match
  return rounds('mysql-caching-sha2', { salt, digest, count: Number.parseInt(thousands, 16) * 1000 })
}

function parseSha256(value: string): Parsed | undefined {
  const match = /^\$5\$([\s\S]{20})\$([./0-9A-Za-z]{43})$/.exec(value)
  return match ? rounds('mysql-sha256', { salt: match[1] ?? '', digest: match[2], count: 5000 }) : undefined
}

function rounds(scheme: string, of: { salt: string; digest: string | undefined; count: number }): Parsed | undefined {
  if (of.count < 1) return undefined
  const salt = Buffer.from(of.salt, 'latin1')
  return {
    scheme,
    cost: 1.3 * of.count,
    verify: (guess) => shaCrypt('sha256', guess, salt, of.count) === of.digest,
  }
}

/** `OLD_PASSWORD()`: two 31-bit sums; blanks and tabs do not count. */
function oldPassword(guess: Buffer): string {
  let [a, b, add] = [1345345333, 0x12345671, 7]
  for (const byte of guess) {
    if (byte === 0x20 || byte === 0x09) continue
    a ^= Math.imul((a & 63) + add, byte) + (a << 8)
    b += (b << 8) ^ a
    a |= 0
    b |= 0
    add += byte
  }
  return [a, b].map((part) => (part & 0x7fffffff).toString(16).padStart(8, '0')).join('')
}
