import { COMMON_PASSWORDS } from './common-passwords.ts'
import { DEFAULT_PASSWORDS } from './default-passwords.ts'

let known: ReadonlySet<string> | undefined

/**
 * Whether a password stands in the lists of common and default passwords. Plugins share it to agree on whose a password in
 * clear is: one that the lists know is a weak password, one that no list knows is a leaked secret.
 */
export function isKnownPassword(password: string): boolean {
  known ??= new Set([...COMMON_PASSWORDS, ...Object.values(DEFAULT_PASSWORDS).flat()])
  return known.has(password)
}
