import { isVerifier } from '../hash/verifier.ts'
import { parseCrypt } from '../hash/crypt.ts'
import { MAX_ACCOUNTS } from '../model.ts'
import type { Credential, Extracted } from '../model.ts'
import { linesOf } from './lines.ts'

/**
 * `/etc/shadow`: user, password and up to seven numbers. Lines with fewer fields are read as far as they go. `*` and `!`
 * are accounts without a password; `!` before a hash is a locked account that has one.
 */
export function readShadow(bytes: Uint8Array): Extracted {
  const credentials: Credential[] = []
  for (const { number, text } of linesOf(bytes)) {
    const fields = text.split(':', 9)
    const [user = '', value] = fields
    if (user === '' || value === undefined || user.startsWith('+') || user.startsWith('-')) continue
    const credential = cryptCredential(user, value, number)
    if (!credential) continue
    const expires = /^\d{1,8}$/.test(fields[7] ?? '') ? Number(fields[7]) : undefined
    credentials.push(expires === undefined ? credential : { ...credential, expires })
    if (credentials.length >= MAX_ACCOUNTS) return { credentials, left: [`more than ${MAX_ACCOUNTS} accounts`] }
  }
  return { credentials }
}

/** The account of a field of crypt(3); undefined where no password opens it and none is hidden behind a lock. */
export function cryptCredential(user: string, value: string, line: number): Credential | undefined {
  if (value === '') return { user, value, form: 'crypt', line }
  const lock = /^(?:!{1,2}|\*LK\*|\*LOCKED\*|\*)/.exec(value)?.[0] ?? ''
  const hash = value.slice(lock.length)
  const parsed = parseCrypt(hash)
  if (!parsed) return undefined
  // A word of 13 letters after a lock is no DES hash but a note, such as `*NP*` or `!locked`.
  if (lock !== '' && !(isVerifier(parsed) && hash.startsWith('$'))) return undefined
  return { user, value: hash, form: 'crypt', line, ...(lock === '' ? {} : { locked: true }) }
}
