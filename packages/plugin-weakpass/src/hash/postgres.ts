import { createHmac, hash, pbkdf2Sync } from 'node:crypto'
import type { Parsed } from './verifier.ts'

/** `rolpassword` of pg_authid: `md5` and MD5(password + user), or `SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey`. */
export function parsePostgres(value: string, user: string): Parsed | undefined {
  const md5 = /^md5([0-9a-f]{32})$/.exec(value)?.[1]
  if (md5 !== undefined) {
    const name = Buffer.from(user)
    return {
      scheme: 'postgres-md5',
      cost: 3,
      verify: (guess) => hash('md5', Buffer.concat([guess, name]), 'hex') === md5,
    }
  }
  const scram = /^SCRAM-SHA-256\$(\d{1,9}):([A-Za-z0-9+/]{4,128}={0,2})\$([A-Za-z0-9+/]{43}=):[A-Za-z0-9+/]{43}=$/.exec(
    value,
  )
  if (!scram) return undefined
  const [, count, saltText = '', stored] = scram
  const iterations = Number(count)
  const salt = Buffer.from(saltText, 'base64')
  if (iterations < 1) return undefined
  return {
    scheme: 'scram-sha-256',
    cost: 0.5 * iterations + 10,
    verify: (guess) => {
      const salted = pbkdf2Sync(guess, salt, iterations, 32, 'sha256')
      return hash('sha256', createHmac('sha256', salted).update('Client Key').digest(), 'base64') === stored
    },
  }
}
