import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import { VeinmindError } from '@veinmind/sdk'

const LENGTHS: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha512', 128],
])

/** Whether a text is a digest that VeinMind can verify: `sha256:` or `sha512:` and lower-case hex (OCI image-spec, descriptor). */
export function isDigest(text: string): boolean {
  const [algorithm = '', hex = ''] = text.split(':', 2)
  return (
    hex.length === LENGTHS.get(algorithm) &&
    /^[0-9a-f]+$/.test(hex) &&
    text.length === algorithm.length + 1 + hex.length
  )
}

/** Throws `IMAGE_DIGEST_INVALID` when `text` is none. */
export function assertDigest(text: string): void {
  if (isDigest(text)) return
  throw new VeinmindError(
    'IMAGE_DIGEST_INVALID',
    `${JSON.stringify(text.slice(0, 200))} is not a sha256 or sha512 digest`,
  )
}

/** A hash of the algorithm of `digest`; sha256 when it is empty. */
export function hashFor(digest: string): { update(bytes: Uint8Array): void; digest(): string } {
  const algorithm = digest === '' ? 'sha256' : (digest.split(':', 1)[0] as string)
  const hash: Hash = createHash(algorithm)
  return {
    update: (bytes) => void hash.update(bytes),
    digest: () => `${algorithm}:${hash.digest('hex')}`,
  }
}

/** `sha256:…` of `bytes`. */
export function sha256(bytes: Uint8Array): string {
  const hash = hashFor('')
  hash.update(bytes)
  return hash.digest()
}

/** Throws `IMAGE_DIGEST_MISMATCH` when `bytes` are not those of `digest`. */
export function verifyDigest(what: string, bytes: Uint8Array, digest: string): void {
  assertDigest(digest)
  const hash = hashFor(digest)
  hash.update(bytes)
  compareDigests(what, digest, hash.digest())
}

/** Throws `IMAGE_DIGEST_MISMATCH` when they differ. */
export function compareDigests(what: string, expected: string, actual: string): void {
  if (expected === actual) return
  throw new VeinmindError('IMAGE_DIGEST_MISMATCH', `${what} should be ${expected}, and is ${actual}`, {
    hint: 'it was damaged on its way or changed: do not run this image',
    context: { expected, actual },
  })
}
