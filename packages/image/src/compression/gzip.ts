import { crc32, createInflateRaw } from 'node:zlib'
import { kib, mib } from '@veinmind/sdk'
import type { ChunkReader } from './chunk-reader.ts'
import { corrupt } from './corrupt.ts'
import { decodeAll } from './decode-all.ts'
import type { Decoder } from './decoder.ts'
import { createDecoder } from './decoder.ts'
import { writeTo } from './feed.ts'
import type { Room } from './room.ts'

/** How a gzip stream is read. */
export interface GunzipOptions {
  /** Called when something else follows the last member. */
  readonly garbage: () => void
  /** Whether the checksum of each member is verified; not needed where a digest of the content is. */
  readonly checksum: boolean
  readonly room: Room
}

/** The content of a gzip stream (RFC 1952), all its members. */
export async function* gunzip(reader: ChunkReader, { garbage, checksum, room }: GunzipOptions): AsyncGenerator<Buffer> {
  const decoder = createDecoder({ kind: 'deflate' })
  let expected = mib(1)
  try {
    for (let member = 0; await isMember(reader, member, garbage); member += 1) {
      await skipHeader(reader)
      const sum: Sum = { crc: checksum ? 0 : undefined, length: 0 }
      if (decoder) yield* inflate(reader, sum, { decoder, room })
      else yield* inflateByStream(reader, sum, Math.min(Math.max(expected, kib(64)), mib(1)))
      await checkTrailer(reader, sum)
      // Members of one stream tend to be alike, and a buffer that is never filled costs time (eStargz: a member for each file).
      expected = sum.length
    }
  } finally {
    decoder?.close()
  }
}

async function isMember(reader: ChunkReader, member: number, garbage: () => void): Promise<boolean> {
  const magic = await reader.peek(2)
  if (member === 0 || (magic[0] === 0x1f && magic[1] === 0x8b)) return true
  // Zeros are padding, as gzip itself has it.
  let isPadding = true
  for (let chunk = await reader.next(); chunk !== undefined; chunk = await reader.next()) {
    if (isPadding && chunk.some((byte) => byte !== 0)) isPadding = false
  }
  if (!isPadding) garbage()
  return false
}

const FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16 }

async function skipHeader(reader: ChunkReader): Promise<void> {
  const fixed = await need(reader, 10)
  const flags = fixed[3] as number
  if (fixed[2] !== 8 || flags & 0xe0) throw corrupt('its gzip header is wrong')
  if (flags & FLAG.extra) await need(reader, (await need(reader, 2)).readUInt16LE())
  if (flags & FLAG.name) await skipText(reader)
  if (flags & FLAG.comment) await skipText(reader)
  if (flags & FLAG.headerCrc) await need(reader, 2)
}

async function skipText(reader: ChunkReader): Promise<void> {
  const bytes = await reader.peek(kib(64))
  const end = bytes.indexOf(0)
  if (end < 0) throw corrupt('its gzip header is wrong')
  await need(reader, end + 1)
}

/** What the trailer of a member says of its content. */
interface Sum {
  crc: number | undefined
  length: number
}

async function* inflate(
  reader: ChunkReader,
  sum: Sum,
  { decoder, room }: { readonly decoder: Decoder; readonly room: Room },
): AsyncGenerator<Buffer> {
  decoder.reset()
  const rest = (bytes: Buffer): void => reader.unread(bytes)
  for await (const chunk of decodeAll(() => reader.next(), { decoder, room, rest })) {
    addTo(sum, chunk)
    yield chunk
  }
}

function addTo(sum: Sum, chunk: Buffer): void {
  if (sum.crc !== undefined) sum.crc = crc32(chunk, sum.crc)
  sum.length += chunk.length
}

/** Where there is no decoder. */
async function* inflateByStream(reader: ChunkReader, sum: Sum, chunkSize: number): AsyncGenerator<Buffer> {
  const decoder = createInflateRaw({ chunkSize })
  let written = 0
  let last: Buffer = Buffer.alloc(0)
  const feed = async (): Promise<void> => {
    for (;;) {
      const chunk = await reader.next()
      if (chunk === undefined) return void decoder.end()
      written += chunk.length
      last = chunk
      // Bytes that the decoder leaves come after the end of its member.
      if (!(await writeTo(decoder, chunk)) || decoder.bytesWritten < written) return
    }
  }
  const feeding = feed().catch((error: Error) => void decoder.destroy(error))
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      addTo(sum, chunk)
      yield chunk
    }
  } finally {
    decoder.destroy()
  }
  await feeding
  reader.unread(last.subarray(last.length - (written - decoder.bytesWritten)))
}

async function checkTrailer(reader: ChunkReader, sum: Sum): Promise<void> {
  const trailer = await need(reader, 8)
  if (sum.crc !== undefined && trailer.readUInt32LE(0) !== sum.crc)
    throw corrupt('the checksum of its gzip stream is wrong')
  if (trailer.readUInt32LE(4) !== sum.length % 2 ** 32) throw corrupt('the length of its gzip stream is wrong')
}

async function need(reader: ChunkReader, length: number): Promise<Buffer> {
  const bytes = await reader.take(length)
  if (bytes === undefined) throw corrupt('its gzip stream breaks off')
  return bytes
}
