import { KEY_ID } from './encryption.ts'

/** Encrypted values of one file of a cache, by their names. */
export type EncryptedParts = ReadonlyMap<string, readonly Uint8Array[]>

/** A file of a cache, as it was read. */
export interface PartsFile {
  /** Id of the key that the parts are encrypted with, as the file says. */
  readonly keyId: Buffer
  readonly parts: ReadonlyMap<string, Buffer>
}

const MAGIC = Buffer.from('VMCACHE2')
const HEADER = MAGIC.length + KEY_ID
/** Of a part: the length of its name, that of its value. */
const LENGTHS = 1 + 6

/** The file, in pieces: a magic, the key's id, and for each part the length of its name and of its value, the name, the value. */
export function encodeParts(keyId: Uint8Array, parts: EncryptedParts): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [MAGIC, keyId]
  for (const [name, value] of parts) {
    const head = Buffer.alloc(LENGTHS)
    head.writeUInt8(name.length)
    head.writeUIntLE(
      value.reduce((sum, piece) => sum + piece.length, 0),
      1,
      6,
    )
    pieces.push(head, Buffer.from(name, 'latin1'), ...value)
  }
  return pieces
}

/** Undefined for what is no such file; what a cut has left of one has the parts before the cut. */
export function decodeParts(bytes: Buffer): PartsFile | undefined {
  if (bytes.length < HEADER || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined
  const parts = new Map<string, Buffer>()
  for (let at = HEADER; at + LENGTHS <= bytes.length;) {
    const name = at + LENGTHS
    const value = name + bytes.readUInt8(at)
    const end = value + bytes.readUIntLE(at + 1, 6)
    if (end > bytes.length) break
    parts.set(bytes.toString('latin1', name, value), bytes.subarray(value, end))
    at = end
  }
  return { keyId: bytes.subarray(MAGIC.length, HEADER), parts }
}
