import { parseArgon2 } from './argon2.ts'
import { parseCiscoConfiguration } from './cisco.ts'
import { parseCrypt } from './crypt.ts'
import { parseLdap } from './ldap.ts'
import { parsePbkdf2, parseStretched } from './pbkdf2.ts'
import { parsePhp } from './php.ts'
import { parseSalted, parseScram } from './salted.ts'
import { parseCisco, parseScryptOf } from './scrypt.ts'
import type { Parsed } from './verifier.ts'

/** The verifier of a hash that can be recognised by its form (`$6$…`, `{SSHA}…`), whatever file it is in. Undefined for any other text. */
export function parseAny(value: string, user: string): Parsed | undefined {
  for (const parse of PARSERS) {
    const parsed = parse(value, user)
    if (parsed) return parsed
  }
  // Traditional DES hashes are thirteen plain characters, as many words are: they cannot be recognised by their form.
  return value.startsWith('$') || value.startsWith('_') ? parseCrypt(value) : undefined
}

const PARSERS: readonly ((value: string, user: string) => Parsed | undefined)[] = [
  parseSalted,
  parsePbkdf2,
  parseStretched,
  parseArgon2,
  parseScryptOf,
  parseCisco,
  parseCiscoConfiguration,
  parsePhp,
  parseScram,
  parseLdap,
]
