import { createHash } from 'node:crypto'

const MAGIC = Buffer.from('VMCACHE1')
const HEADER = MAGIC.length + 32

/** The header that goes before `value` (given in parts) and tells when a byte of it is lost or changed. */
export function sealOf(value: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([MAGIC, digest(value)])
}

/** What stands after its seal; undefined when that is not the seal of it. */
export function unseal(bytes: Uint8Array): Uint8Array | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length < HEADER || !buffer.subarray(0, MAGIC.length).equals(MAGIC)) return undefined
  const value = buffer.subarray(HEADER)
  return buffer.subarray(MAGIC.length, HEADER).equals(digest([value])) ? value : undefined
}

function digest(value: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256')
  for (const part of value) hash.update(part)
  return hash.digest()
}
