/** A part of an ELF file that is loaded. */
export interface ElfSegment {
  readonly type: number
  readonly flags: number
  readonly offset: number
  readonly fileSize: number
  readonly memorySize: number
}

/** What the first bytes of an ELF file say of it (System V ABI, chapter 4). */
export interface ElfHead {
  /** 1 object, 2 program, 3 library or program that can be moved. */
  readonly type: number
  readonly machine: number
  readonly hasSections: boolean
  readonly hasInterpreter: boolean
  readonly hasDynamic: boolean
  readonly segments: readonly ElfSegment[]
}

export const LOADED = 1
const DYNAMIC = 2
const INTERPRETER = 3
const MOST_SEGMENTS = 64

/** Undefined for what is no ELF file, or breaks off in its header. */
export function readElfHead(bytes: Uint8Array): ElfHead | undefined {
  if (bytes.length < 52 || bytes[0] !== 0x7f || bytes[1] !== 0x45 || bytes[2] !== 0x4c || bytes[3] !== 0x46)
    return undefined
  const is64 = bytes[4] === 2
  if (is64 && bytes.length < 64) return undefined
  const little = bytes[5] !== 2
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const half = (at: number): number => view.getUint16(at, little)
  const number = (at: number): number => view.getUint32(at, little)
  const word = (at: number): number => (is64 ? Number(view.getBigUint64(at, little)) : number(at))
  const [programs, sections] = is64 ? [word(32), word(40)] : [number(28), number(32)]
  const sizes = is64 ? 54 : 42
  const [entry, count] = [half(sizes), half(sizes + 2)]
  const segments: ElfSegment[] = []
  const usable = entry >= (is64 ? 56 : 32) ? Math.min(count, MOST_SEGMENTS) : 0
  for (let index = 0; index < usable; index++) {
    const at = programs + index * entry
    if (at + entry > bytes.length) break
    segments.push({
      type: number(at),
      flags: number(at + (is64 ? 4 : 24)),
      offset: word(at + (is64 ? 8 : 4)),
      fileSize: word(at + (is64 ? 32 : 16)),
      memorySize: word(at + (is64 ? 40 : 20)),
    })
  }
  const has = (type: number): boolean => segments.some((segment) => segment.type === type)
  return {
    type: half(16),
    machine: half(18),
    hasSections: sections > 0 && half(sizes + 6) > 0,
    hasInterpreter: has(INTERPRETER),
    hasDynamic: has(DYNAMIC),
    segments,
  }
}

/** Bits that a byte says on the average: 8 where it is packed or encrypted, 5 to 6.5 in code. */
export function entropyOf(bytes: Uint8Array): number {
  const counts = new Uint32Array(256)
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1
  let bits = 0
  for (const count of counts) if (count > 0) bits -= (count / bytes.length) * Math.log2(count / bytes.length)
  return bits
}
