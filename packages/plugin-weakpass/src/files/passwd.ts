import { MAX_ACCOUNTS } from '../model.ts'
import type { Credential, Extracted } from '../model.ts'
import { linesOf } from './lines.ts'
import { cryptCredential } from './shadow.ts'

/** `/etc/passwd`: hashes that stand in it, as before shadow. Who its users are is a fact of the inventory. */
export function readPasswd(bytes: Uint8Array): Extracted {
  const credentials: Credential[] = []
  for (const { number, text } of linesOf(bytes)) {
    const [user = '', value] = text.split(':', 3)
    if (user === '' || value === undefined || value === 'x' || user.startsWith('+') || user.startsWith('-')) continue
    const credential = cryptCredential(user, value, number)
    if (!credential) continue
    credentials.push(credential)
    if (credentials.length >= MAX_ACCOUNTS) return { credentials, left: [`more than ${MAX_ACCOUNTS} accounts`] }
  }
  return { credentials }
}
