import { crc32, inflateRawSync } from 'node:zlib'
import type { Reading } from '../reading.ts'
import type { Member, Source } from '../types.ts'
import { findDirectory } from './directory.ts'
import { readEntries } from './entries.ts'
import type { ZipEntry } from './entries.ts'

const LOCAL_HEADER = 0x04034b50
const LOCAL_BYTES = 30
const STORED = 0
const DEFLATED = 8

/** The members of a zip, in the order of its directory; the content of one is read where it stands, when it is asked for. */
export async function* readZip(source: Source, reading: Reading): AsyncGenerator<Member> {
  const { place, budget } = reading
  const directory = await findDirectory(source)
  if (directory === undefined) {
    budget.unread(place.prefix.slice(0, -2), 'damaged', 'the list of its members is missing')
    return
  }
  for await (const entry of readEntries(source, directory, place.prefix.slice(0, -2), budget)) {
    const path = place.prefix + entry.name
    yield {
      path,
      name: entry.name,
      size: entry.size,
      depth: place.depth,
      read: () => readEntry(source, entry, path, reading),
    }
  }
}

async function readEntry(
  source: Source,
  entry: ZipEntry,
  path: string,
  { budget }: Reading,
): Promise<Uint8Array | undefined> {
  if (entry.isEncrypted) return budget.unread(path, 'encrypted', 'it is encrypted')
  if (entry.method !== STORED && entry.method !== DEFLATED)
    return budget.unread(path, 'unknown method', `compression method ${entry.method} of zip is not read`)
  const most = budget.bytesLeft
  const packed = entry.method === STORED ? entry.packed : Math.min(entry.packed, source.size)
  if (Math.max(entry.size, entry.method === STORED ? packed : 0) > most)
    return budget.unread(path, 'too large', `it has ${entry.size} bytes, which is more than may be read`)
  // A position of zip64 may lie beyond all that a file can have, which the source need not take.
  const header = Buffer.from(entry.position < source.size ? await source.read(entry.position, LOCAL_BYTES) : [])
  if (header.length < LOCAL_BYTES || header.readUInt32LE(0) !== LOCAL_HEADER)
    return budget.unread(path, 'damaged', 'there is no file where the list of members says')
  const start = entry.position + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28)
  const stored = await source.read(start, packed)
  const bytes = entry.method === STORED ? stored : inflate(stored, Math.min(most, entry.size + 1))
  if (bytes === undefined || bytes.length !== entry.size || crc32(bytes) !== entry.crc) {
    return budget.unread(path, 'damaged', 'its content is not what the list of members says')
  }
  budget.takeBytes(bytes.length)
  return bytes
}

function inflate(stored: Uint8Array, most: number): Uint8Array | undefined {
  try {
    return inflateRawSync(stored, { maxOutputLength: Math.max(1, most) })
  } catch {
    return undefined
  }
}
