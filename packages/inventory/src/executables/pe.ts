import type { Bytes, Executable } from './model.ts'
import { bufferOf, MAX_PARTS, Numbers, textAt } from './model.ts'

const SECTION_BYTES = 40
const WRITABLE = 0x80000000
const PLUS = 0x20b

/** A PE file, of Windows or of .NET anywhere, by its headers; undefined for anything else. */
export async function readPe(bytes: Bytes): Promise<Executable | undefined> {
  const dos = bufferOf(await bytes.read(0, 64))
  if (dos.length < 64 || dos.readUInt16LE(0) !== 0x5a4d) return undefined
  const start = dos.readUInt32LE(60)
  const head = start < bytes.size ? bufferOf(await bytes.read(start, 24 + 32)) : Buffer.alloc(0)
  if (head.length < 56 || head.readUInt32LE(0) !== 0x4550) return undefined
  const count = Math.min(head.readUInt16LE(6), MAX_PARTS)
  const optional = head.readUInt16LE(20)
  const is64 = head.readUInt16LE(24) === PLUS
  const base = is64
    ? Number(bufferOf(await bytes.read(start + 24 + 24, 8)).readBigUInt64LE(0))
    : head.readUInt32LE(24 + 28)
  const table = bufferOf(await bytes.read(start + 24 + optional, count * SECTION_BYTES))
  const numbers = new Numbers(table, false)
  const parts = Array.from({ length: Math.floor(table.length / SECTION_BYTES) }, (_, index) => {
    const at = index * SECTION_BYTES
    return {
      name: textAt(table, at, 8),
      address: base + numbers.u32(at + 12),
      size: numbers.u32(at + 16),
      position: numbers.u32(at + 20),
      isWritable: (numbers.u32(at + 36) & WRITABLE) !== 0,
    }
  })
  const isCut = head.readUInt16LE(6) > MAX_PARTS
  return { format: 'pe', is64, isBigEndian: false, sections: parts, segments: parts, isCut }
}
