import { MAX_ACCOUNTS } from '../model.ts'
import type { Credential, Extracted } from '../model.ts'
import { linesOf } from './lines.ts'
import { cryptCredential } from './shadow.ts'

/** ProFTPD's AuthUserFile: the form of passwd, with the hash in its second field. */
export function readProftpd(bytes: Uint8Array): Extracted {
  const credentials: Credential[] = []
  for (const { number, text } of linesOf(bytes)) {
    const [user = '', value] = text.split(':', 3)
    const credential =
      user === '' || value === undefined || value === 'x' ? undefined : cryptCredential(user, value, number)
    if (credential) credentials.push(credential)
    if (credentials.length >= MAX_ACCOUNTS) return { credentials, left: [`more than ${MAX_ACCOUNTS} accounts`] }
  }
  return { credentials }
}

/** The text that vsftpd's virtual users are loaded from: names and passwords on lines in turn. */
export function readVirtualUsers(bytes: Uint8Array): Extracted {
  const all = [...linesOf(bytes)]
  const lines = all.slice(0, 2 * MAX_ACCOUNTS)
  const credentials: Credential[] = []
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [user, value] = [lines[i], lines[i + 1]]
    if (user && value) credentials.push({ user: user.text, value: value.text, form: 'plain', line: value.number })
  }
  return { credentials, ...(all.length > lines.length ? { left: [`more than ${MAX_ACCOUNTS} accounts`] } : {}) }
}
