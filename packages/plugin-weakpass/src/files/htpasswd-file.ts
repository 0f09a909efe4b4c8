import { MAX_ACCOUNTS } from '../model.ts'
import type { Credential, Extracted } from '../model.ts'
import { linesOf } from './lines.ts'

/** `.htpasswd`: `user:hash`, comments after a third colon as nginx allows them. */
export function readHtpasswd(bytes: Uint8Array): Extracted {
  const credentials: Credential[] = []
  for (const { number, text } of linesOf(bytes)) {
    const [user = '', value] = text.trim().split(':', 2)
    // Anything may be named htpasswd: what does not look like a user and a hash is another kind of file.
    if (!/^[\w.@+-]{1,255}$/.test(user) || value === undefined || !/^[\x21-\x7e]{1,512}$/.test(value)) continue
    credentials.push({ user, value, form: 'htpasswd', line: number })
    if (credentials.length >= MAX_ACCOUNTS) return { credentials, left: [`more than ${MAX_ACCOUNTS} accounts`] }
  }
  return { credentials }
}
