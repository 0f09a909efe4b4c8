import { VeinmindError } from '@veinmind/sdk'
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/** The file beside the index that holds its signature: as the index names the digest of every file, it is one of all of them. */
export const SIGNATURE_NAME = 'index.sig'

/** Signs an index with a private key (PEM: Ed25519, ECDSA or RSA); base64. Throws `ADVISORIES_KEY_INVALID`. */
export function signIndex(index: Uint8Array, pem: string): string {
  const key = readKey(() => createPrivateKey(pem))
  return sign(algorithmOf(key), index, key).toString('base64')
}

/** Throws `ADVISORIES_UNSIGNED`, `ADVISORIES_SIGNATURE_WRONG` where an index is not signed by the owner of a public key (PEM). */
export function requireSignature(
  { where, index, signature }: { readonly where: string; readonly index: Uint8Array; readonly signature?: string },
  pem: string,
): void {
  const key = readKey(() => createPublicKey(pem))
  if (signature === undefined)
    throw new VeinmindError('ADVISORIES_UNSIGNED', `the database of ${where} is not signed`, {
      hint: 'push it with --sign-key, or ask without --db-key',
    })
  if (verify(algorithmOf(key), index, key, Buffer.from(signature.trim(), 'base64'))) return
  throw new VeinmindError(
    'ADVISORIES_SIGNATURE_WRONG',
    `the database of ${where} is not signed with the key of --db-key`,
    {
      hint: 'use it only if you know who has signed it',
    },
  )
}

function readKey(read: () => KeyObject): KeyObject {
  try {
    return read()
  } catch (error) {
    throw new VeinmindError('ADVISORIES_KEY_INVALID', `the key cannot be read: ${(error as Error).message}`, {
      cause: error,
      isUsage: true,
      hint: 'make a pair with openssl genpkey -algorithm ed25519 and openssl pkey -pubout: it is read as PEM',
    })
  }
}

/** Keys of Edwards curves have their digest in themselves. */
const algorithmOf = ({ asymmetricKeyType }: KeyObject): string | undefined =>
  asymmetricKeyType === 'ed25519' || asymmetricKeyType === 'ed448' ? undefined : 'sha256'
