import type { Source } from '../types.ts'

/** Where the list of a zip's members stands (APPNOTE 4.3.16, 4.3.14). */
export interface Directory {
  readonly position: number
  readonly size: number
  /** How many bytes stand before the zip: a program or a script that unpacks it. */
  readonly offset: number
}

const END = 0x06054b50
const END_BYTES = 22
const LOCATOR64 = 0x07064b50
const LOCATOR64_BYTES = 20
const END64 = 0x06064b50
const END64_BYTES = 56
const LONGEST_COMMENT = 0xffff
const IN_64 = 0xffffffff

/** The directory of the zip that ends `source`; `undefined` without one. */
export async function findDirectory(source: Source): Promise<Directory | undefined> {
  // Most have no comment: the whole tail is read only for those that do.
  return (await findIn(source, END_BYTES + LOCATOR64_BYTES)) ?? (await findIn(source, END_BYTES + LONGEST_COMMENT))
}

async function findIn(source: Source, length: number): Promise<Directory | undefined> {
  const start = Math.max(0, source.size - length)
  const tail = Buffer.from(await source.read(start, source.size - start))
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END || at + END_BYTES + tail.readUInt16LE(at + 20) > tail.length) continue
    const found = await atEnd(source, tail.subarray(at, at + END_BYTES), start + at)
    if (found !== undefined) return found
  }
  return undefined
}

async function atEnd(source: Source, end: Buffer, position: number): Promise<Directory | undefined> {
  const size = end.readUInt32LE(12)
  const start = end.readUInt32LE(16)
  if (size === IN_64 || start === IN_64 || end.readUInt16LE(10) === 0xffff) {
    const large = await inZip64(source, position)
    if (large !== undefined) return large
  }
  return placed(position, size, start)
}

async function inZip64(source: Source, end: number): Promise<Directory | undefined> {
  const locator = Buffer.from(await source.read(Math.max(0, end - LOCATOR64_BYTES), LOCATOR64_BYTES))
  if (locator.length < LOCATOR64_BYTES || locator.readUInt32LE(0) !== LOCATOR64) return undefined
  // The record stands right before its locator, whatever stands before the zip.
  const position = end - LOCATOR64_BYTES - END64_BYTES
  const record = position < 0 ? Buffer.alloc(0) : Buffer.from(await source.read(position, END64_BYTES))
  if (record.length < END64_BYTES || record.readUInt32LE(0) !== END64) return undefined
  return placed(position, Number(record.readBigUInt64LE(40)), Number(record.readBigUInt64LE(48)))
}

/** The directory ends where the record of its end begins; what its own offset lacks to that stands before the zip. */
function placed(end: number, size: number, start: number): Directory | undefined {
  const position = end - size
  return position < 0 || start > position ? undefined : { position, size, offset: position - start }
}
