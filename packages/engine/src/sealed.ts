import { createHash } from 'node:crypto'

const MAGIC = Buffer.from('VMCACHE1')
const HEADER = MAGIC.length + 32

/** `value` with a header that tells when a byte of it is lost or changed. */
export function seal(value: Uint8Array): Uint8Array {
  return Buffer.concat([MAGIC, digest(value), value])
}

/** What was sealed, undefined for anything that `seal` did not make, cut short or damaged. */
export function unseal(bytes: Uint8Array): Uint8Array | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length < HEADER || !buffer.subarray(0, MAGIC.length).equals(MAGIC)) return undefined
  const value = buffer.subarray(HEADER)
  return buffer.subarray(MAGIC.length, HEADER).equals(digest(value)) ? value : undefined
}

function digest(value: Uint8Array): Buffer {
  return createHash('sha256').update(value).digest()
}
