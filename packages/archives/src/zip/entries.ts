import type { Budget } from '../budget.ts'
import type { Source } from '../types.ts'
import type { Directory } from './directory.ts'

/** A member as the directory of a zip lists it (APPNOTE 4.3.12). */
export interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly isEncrypted: boolean
  readonly crc: number
  readonly packed: number
  readonly size: number
  /** Where its local header stands. */
  readonly position: number
}

const HEADER = 0x02014b50
const HEADER_BYTES = 46
const ENCRYPTED = 1
const UTF8 = 0x800
const ZIP64_FIELD = 1
const IN_64 = 0xffffffff
/** A directory of a million members is smaller than this. A larger one is cut, and the cut is reported. */
const MOST_BYTES = 256 * 1024 * 1024
const BLOCK = 1 << 20

/** The members that a directory lists, folders left out, read block by block. */
export async function* readEntries(
  source: Source,
  directory: Directory,
  archive: string,
  budget: Budget,
): AsyncGenerator<ZipEntry> {
  const size = Math.min(directory.size, MOST_BYTES)
  let read = 0
  let rest: Buffer = Buffer.alloc(0)
  while (read < size) {
    const block = await source.read(directory.position + read, Math.min(BLOCK, size - read))
    if (block.length === 0) break
    read += block.length
    rest = rest.length === 0 ? Buffer.from(block.buffer, block.byteOffset, block.length) : Buffer.concat([rest, block])
    let at = 0
    for (let length = lengthAt(rest, at); length !== undefined; length = lengthAt(rest, at)) {
      const entry = entryAt(rest.subarray(at, at + length), directory.offset)
      if (!entry.name.endsWith('/')) yield entry
      at += length
    }
    rest = rest.subarray(at)
    if (rest.length >= HEADER_BYTES && rest.readUInt32LE(0) !== HEADER) break
  }
  if (rest.length > 0)
    budget.unread(archive, 'damaged', 'the list of its members is damaged; those behind the damage were not read')
  else if (directory.size > size)
    budget.unread(archive, 'too many', 'the list of its members is too long; the rest was not read')
}

/** How long the header at a position is; `undefined` when there is none, or not the whole of it. */
function lengthAt(bytes: Buffer, at: number): number | undefined {
  if (at + HEADER_BYTES > bytes.length || bytes.readUInt32LE(at) !== HEADER) return undefined
  const length = HEADER_BYTES + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  return at + length > bytes.length ? undefined : length
}

function entryAt(header: Buffer, offset: number): ZipEntry {
  const flags = header.readUInt16LE(8)
  const nameEnd = HEADER_BYTES + header.readUInt16LE(28)
  const fields = header.subarray(nameEnd, nameEnd + header.readUInt16LE(30))
  const large = createLargeReader(fields)
  // In the order in which the field has them (4.5.3).
  const size = large(header.readUInt32LE(24))
  const packed = large(header.readUInt32LE(20))
  const position = large(header.readUInt32LE(42))
  return {
    name: nameOf(header.subarray(HEADER_BYTES, nameEnd), (flags & UTF8) !== 0),
    method: header.readUInt16LE(10),
    isEncrypted: (flags & ENCRYPTED) !== 0,
    crc: header.readUInt32LE(16),
    packed,
    size,
    position: position + offset,
  }
}

/** Takes a number, or the one that the field of zip64 has for it. */
function createLargeReader(fields: Buffer): (value: number) => number {
  let at = 0
  let end = 0
  for (let start = 0; start + 4 <= fields.length; start += 4 + fields.readUInt16LE(start + 2)) {
    if (fields.readUInt16LE(start) !== ZIP64_FIELD) continue
    at = start + 4
    end = Math.min(fields.length, at + fields.readUInt16LE(start + 2))
    break
  }
  return (value) => {
    if (value !== IN_64 || at + 8 > end) return value
    at += 8
    return Number(fields.readBigUInt64LE(at - 8))
  }
}

/** UTF-8 where it is said, or where it is valid; else byte by byte, which loses nothing. */
function nameOf(bytes: Buffer, isUtf8: boolean): string {
  const text = bytes.toString('utf8')
  return isUtf8 || !text.includes('\uFFFD') ? text : bytes.toString('latin1')
}
