import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import { registryError } from './errors.ts'

/** The digest of `bytes`, such as `sha256:…`. */
export function digestOf(bytes: Uint8Array, algorithm = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`
}

/** A running hash of the algorithm of `digest`. */
export function hasherFor(digest: string): Hash {
  return createHash(algorithmOf(digest))
}

/** `sha256` or `sha512`. */
export function algorithmOf(digest: string): string {
  return digest.slice(0, digest.indexOf(':'))
}

/** Throws `REGISTRY_DIGEST_MISMATCH` unless `bytes` have this digest. */
export function verifyDigest(bytes: Uint8Array, digest: string, what: string): void {
  const real = digestOf(bytes, algorithmOf(digest))
  if (real !== digest) throw mismatch(digest, real, what)
}

export function mismatch(expected: string, real: string, what: string): Error {
  return registryError(
    'REGISTRY_DIGEST_MISMATCH',
    `${what} is not what its digest says: ${expected} was asked for, ${real} came`,
    {
      hint: 'the registry or something before it serves other content; do not use the image',
    },
  )
}
