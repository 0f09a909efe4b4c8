/** Bytes that are read at any position; fewer than asked for at the end. */
export interface Bytes {
  readonly size: number
  read(position: number, length: number): Promise<Uint8Array>
}

/** A named part of an executable. */
export interface Section {
  readonly name: string
  /** Where it stands in the file. */
  readonly position: number
  /** Bytes of it in the file. */
  readonly size: number
  /** Where it is loaded. */
  readonly address: number
}

/** A part of the file that is loaded: addresses are found by these. */
export interface Segment {
  readonly address: number
  readonly position: number
  readonly size: number
  readonly isWritable: boolean
}

/** A program or a library: ELF, PE or Mach-O. */
export interface Executable {
  readonly format: 'elf' | 'pe' | 'macho'
  readonly is64: boolean
  readonly isBigEndian: boolean
  readonly sections: readonly Section[]
  readonly segments: readonly Segment[]
  /** It names more sections or segments than are looked at. */
  readonly isCut: boolean
}

/** Sections and segments that are looked at: programs have less than a hundred. */
export const MAX_PARTS = 4096

/** Up to `most` bytes of a section. */
export async function readSection(bytes: Bytes, { position, size }: Section, most: number): Promise<Buffer> {
  return bufferOf(await bytes.read(position, Math.min(size, most)))
}

/** Up to `length` bytes from where an address is loaded; empty where none is. */
export async function readAddress(
  bytes: Bytes,
  { segments }: Executable,
  address: number,
  length: number,
): Promise<Buffer> {
  const segment = segments.find((one) => address >= one.address && address < one.address + one.size)
  if (segment === undefined) return Buffer.alloc(0)
  const inside = address - segment.address
  return bufferOf(await bytes.read(segment.position + inside, Math.min(length, segment.size - inside)))
}

/** The same bytes as a Buffer. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Reads numbers of an executable's own width and order. Behind the end there is nothing but zeros. */
export class Numbers {
  readonly #bytes: Buffer
  readonly #isBig: boolean

  constructor(bytes: Buffer, isBigEndian: boolean) {
    this.#bytes = bytes
    this.#isBig = isBigEndian
  }

  u16(at: number): number {
    if (at < 0 || at + 2 > this.#bytes.length) return 0
    return this.#isBig ? this.#bytes.readUInt16BE(at) : this.#bytes.readUInt16LE(at)
  }

  u32(at: number): number {
    if (at < 0 || at + 4 > this.#bytes.length) return 0
    return this.#isBig ? this.#bytes.readUInt32BE(at) : this.#bytes.readUInt32LE(at)
  }

  /** As a number: positions and sizes of files are below 2^53. */
  u64(at: number): number {
    if (at < 0 || at + 8 > this.#bytes.length) return 0
    return Number(this.#isBig ? this.#bytes.readBigUInt64BE(at) : this.#bytes.readBigUInt64LE(at))
  }

  /** A number as wide as an address. */
  word(at: number, is64: boolean): number {
    return is64 ? this.u64(at) : this.u32(at)
  }
}

/** The text up to the first zero byte. */
export function textAt(bytes: Buffer, at: number, most = 256): string {
  const part = bytes.subarray(at, at + most)
  const end = part.indexOf(0)
  return part.toString('latin1', 0, end < 0 ? part.length : end)
}
