import { parseCrypt } from './crypt.ts'
import { parseLdap } from './ldap.ts'
import { plain } from './verifier.ts'
import type { Parsed } from './verifier.ts'

/** The verifier of the second field of a `.htpasswd` line: every form that Apache and nginx read; else the password itself. */
export function parseHtpasswd(value: string): Parsed {
  return parseCrypt(value) ?? parseLdap(value) ?? plain(value.startsWith('{PLAIN}') ? value.slice(7) : value)
}
