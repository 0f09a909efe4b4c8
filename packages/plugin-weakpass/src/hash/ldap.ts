import { hash } from 'node:crypto'
import { parseCrypt } from './crypt.ts'
import { unsalted } from './verifier.ts'
import type { Parsed } from './verifier.ts'

const DIGESTS: Readonly<Record<string, { readonly algorithm: string; readonly size: number }>> = {
  MD5: { algorithm: 'md5', size: 16 },
  SHA: { algorithm: 'sha1', size: 20 },
  SHA256: { algorithm: 'sha256', size: 32 },
  SHA384: { algorithm: 'sha384', size: 48 },
  SHA512: { algorithm: 'sha512', size: 64 },
}

/** `{SHA}`, `{SSHA}`, `{MD5}`, `{SMD5}`, `{SSHA256}`, `{SSHA512}`, … (RFC 3112's forms) and `{CRYPT}`. */
export function parseLdap(value: string): Parsed | undefined {
  const match = /^\{([A-Za-z0-9-]{2,10})\}(.{1,512})$/.exec(value)
  if (!match) return undefined
  const [, label = '', rest = ''] = match
  const name = label.toUpperCase().replace('-', '')
  if (name === 'CRYPT') return parseCrypt(rest)
  const isSalted = name.startsWith('SSHA') || name === 'SMD5'
  const kind = Object.hasOwn(DIGESTS, isSalted ? name.slice(1) : name)
    ? DIGESTS[isSalted ? name.slice(1) : name]
    : undefined
  if (!kind || !/^[A-Za-z0-9+/]+={0,2}$/.test(rest)) return undefined
  const bytes = Buffer.from(rest, 'base64')
  const { algorithm, size } = kind
  const scheme = `ldap-${name.toLowerCase()}`
  if (!isSalted) {
    if (bytes.length !== size) return undefined
    return unsalted(scheme, bytes.toString('base64'), (guess) => hash(algorithm, guess, 'base64'))
  }
  if (bytes.length <= size) return undefined
  const [digest, salt] = [bytes.subarray(0, size), bytes.subarray(size)]
  return { scheme, cost: 3, verify: (guess) => hash(algorithm, Buffer.concat([guess, salt]), 'buffer').equals(digest) }
}
