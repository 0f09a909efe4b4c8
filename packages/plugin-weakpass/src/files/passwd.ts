import { MAX_ACCOUNTS } from '../model.ts'
import type { Credential, Extracted, Login } from '../model.ts'
import { linesOf } from './lines.ts'
import { cryptCredential } from './shadow.ts'

/** `/etc/passwd`: hashes that stand in it, and each user's shell. */
export function readPasswd(bytes: Uint8Array): Extracted & { readonly logins: Readonly<Record<string, Login>> } {
  const credentials: Credential[] = []
  const logins: [string, Login][] = []
  for (const { number, text } of linesOf(bytes)) {
    const [user = '', value, uid, , , , shell] = text.split(':', 7)
    if (user === '' || value === undefined || user.startsWith('+') || user.startsWith('-')) continue
    if (logins.length >= MAX_ACCOUNTS) return { credentials, logins: Object.fromEntries(logins), left: [`more than ${MAX_ACCOUNTS} accounts`] }
    if (uid !== undefined) logins.push([user, { uid: /^\d{1,10}$/.test(uid) ? Number(uid) : -1, shell: (shell ?? '').trim().slice(0, 256) }])
    const credential = value === 'x' ? undefined : cryptCredential(user, value, number)
    if (credential) credentials.push(credential)
  }
  return { credentials, logins: Object.fromEntries(logins) }
}

const NO_LOGIN = new Set(['nologin', 'false', 'true', 'sync', 'halt', 'shutdown', 'null', 'git-shell'])

/** Whether a shell lets its user work; an empty one is `/bin/sh`. */
export function isLoginShell(shell: string): boolean {
  return !NO_LOGIN.has(shell.slice(shell.lastIndexOf('/') + 1))
}
