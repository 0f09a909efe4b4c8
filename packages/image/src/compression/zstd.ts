import { constants, createZstdDecompress } from 'node:zlib'
import { mib, VeinmindError } from '@veinmind/sdk'
import type { ChunkReader } from './chunk-reader.ts'
import { corrupt } from './corrupt.ts'
import { decodeAll } from './decode-all.ts'
import type { Decoder } from './decoder.ts'
import { createDecoder } from './decoder.ts'
import { writeTo } from './feed.ts'
import type { Room } from './room.ts'

const FRAME_MAGIC = 0xfd2fb528
const SKIPPABLE_MAGIC = 0x184d2a50

/** Whether a zstd frame or a skippable frame begins with these four bytes (RFC 8878, 3.1). */
export function isZstdFrame(bytes: Buffer): boolean {
  if (bytes.length < 4) return false
  const magic = bytes.readUInt32LE()
  return magic === FRAME_MAGIC || isSkippable(magic)
}

/**
 * The content of a zstd stream, all its frames. Calls `garbage` when something else follows the last one. Node's decoder
 * (24.21) ends without an error after a frame when the same chunk holds more, so it is given no chunk beyond the end of one.
 */
export async function* unzstd(reader: ChunkReader, garbage: () => void, room: Room): AsyncGenerator<Buffer> {
  const windowLog = affordableWindow()
  const decoder = createDecoder({ kind: 'zstd', windowLog })
  const parts = readFrames(reader, garbage)
  try {
    if (decoder) yield* decodeFrames(parts, decoder, room)
    else yield* decodeByStream(parts, windowLog)
  } catch (error) {
    throw isWindowTooLarge(error) ? tooLarge(windowLog, error) : error
  } finally {
    decoder?.close()
  }
}

async function* decodeFrames(parts: AsyncGenerator<Buffer>, decoder: Decoder, room: Room): AsyncGenerator<Buffer> {
  const next = async (): Promise<Buffer | undefined> => {
    const { done, value } = await parts.next()
    return done ? undefined : value
  }
  const rest = (): never => {
    throw corrupt('a frame of its zstd stream ends too early')
  }
  yield* decodeAll(next, { decoder, room, rest })
}

/** Where there is no decoder. */
async function* decodeByStream(parts: AsyncGenerator<Buffer>, windowLog: number): AsyncGenerator<Buffer> {
  const decoder = createZstdDecompress({ chunkSize: mib(1), params: { [constants.ZSTD_d_windowLogMax]: windowLog } })
  const feed = async (): Promise<void> => {
    for await (const part of parts) if (!(await writeTo(decoder, part))) return
    decoder.end()
  }
  feed().catch((error: Error) => void decoder.destroy(error))
  try {
    yield* decoder as AsyncIterable<Buffer>
  } finally {
    decoder.destroy()
  }
}

/** The bytes of all frames; none of these parts goes beyond the end of one. */
async function* readFrames(reader: ChunkReader, garbage: () => void): AsyncGenerator<Buffer> {
  while (await isFrame(reader, garbage)) {
    const scanner = createFrameScanner()
    while (!scanner.isDone) {
      const chunk = await reader.next()
      if (chunk === undefined) throw corrupt('its zstd stream breaks off')
      const end = scanner.advance(chunk)
      reader.unread(chunk.subarray(end))
      yield chunk.subarray(0, end)
    }
  }
}

/** What every decoder takes (RFC 8878 recommends 8 MiB; `zstd` itself takes 128), and the most that a stream can ask of `zstd`. */
const SMALLEST_LOG = 27
const LARGEST_LOG = 31
/** Of the memory that there is: layers are read two at a time, and there is more to be done with it. */
const SHARE = 1 / 4

/** Binary logarithm of the largest window that is taken. The decoder needs as much memory as a frame says, and touches what it fills. */
function affordableWindow(): number {
  const log = Math.floor(Math.log2(Math.max(1, process.availableMemory() * SHARE)))
  return Math.min(LARGEST_LOG, Math.max(SMALLEST_LOG, log))
}

const isWindowTooLarge = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ZSTD_error_frameParameter_windowTooLarge'

function tooLarge(windowLog: number, cause: unknown): VeinmindError {
  const limit = 2 ** windowLog / mib(1)
  return new VeinmindError(
    'IMAGE_COMPRESSION_UNSUPPORTED',
    `its zstd window is larger than ${limit} MiB, which is what there is memory for`,
    {
      hint: 'scan it where there is more memory, or store it with a smaller window (`zstd --long=27`)',
      cause,
    },
  )
}

async function isFrame(reader: ChunkReader, garbage: () => void): Promise<boolean> {
  const magic = await reader.peek(4)
  if (isZstdFrame(magic)) return true
  if (magic.length > 0) garbage()
  while ((await reader.next()) !== undefined);
  return false
}

function isSkippable(magic: number): boolean {
  return (magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC
}

interface FrameScanner {
  readonly isDone: boolean
  /** Position in `chunk` behind the last byte of the frame. */
  advance(chunk: Buffer): number
}

/** Finds the end of a frame from the sizes that its header and blocks tell. */
function createFrameScanner(): FrameScanner {
  const frame = { isDone: false }
  let skip = 0
  let hasChecksum = false
  let isLast = false
  let step: (bytes: Buffer) => void = readMagic
  let needed = 4
  let held = Buffer.alloc(0)

  function expect(length: number, next: (bytes: Buffer) => void): void {
    needed = length
    step = next
  }
  function readMagic(bytes: Buffer): void {
    if (isSkippable(bytes.readUInt32LE())) expect(4, readSkippableSize)
    else expect(1, readDescriptor)
  }
  function readSkippableSize(bytes: Buffer): void {
    skip = bytes.readUInt32LE()
    isLast = true
    expect(0, endBlock)
  }
  function readDescriptor(bytes: Buffer): void {
    const descriptor = bytes[0] as number
    const isSingle = (descriptor & 0x20) !== 0
    hasChecksum = (descriptor & 0x04) !== 0
    const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] as number
    const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number
    skip = (isSingle ? 0 : 1) + dictionaryBytes + sizeBytes
    expect(3, readBlock)
  }
  function readBlock(bytes: Buffer): void {
    const header = bytes.readUIntLE(0, 3)
    isLast = (header & 1) !== 0
    const isRepeated = ((header >> 1) & 3) === 1
    skip = isRepeated ? 1 : header >> 3
    if (isLast && hasChecksum) skip += 4
    if (isLast) expect(0, endBlock)
    else expect(3, readBlock)
  }
  function endBlock(): void {
    frame.isDone = true
  }

  return {
    get isDone() {
      return frame.isDone
    },
    advance(chunk) {
      let at = 0
      while (!frame.isDone) {
        const jump = Math.min(skip, chunk.length - at)
        skip -= jump
        at += jump
        if (skip > 0) return at
        const take = Math.min(needed - held.length, chunk.length - at)
        held = Buffer.concat([held, chunk.subarray(at, at + take)])
        at += take
        if (held.length < needed) return at
        const bytes = held
        held = Buffer.alloc(0)
        step(bytes)
      }
      return at
    },
  }
}
