import { createZstdCompress, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createRandom } from '../../test/read-tar.ts'
import type { LayerNote } from '../tar/types.ts'
import { createChunkReader } from './chunk-reader.ts'
import { decompress, detectCompression } from './decompress.ts'
async function unpack(
  bytes: Uint8Array,
  step = bytes.length || 1,
): Promise<{ output: Buffer; notes: string[]; received: number }> {
  async function* source(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step)
  }
  const notes: LayerNote[] = []
  const reader = createChunkReader(source(), () => {})
  const compression = await detectCompression(reader)
  const output: Buffer[] = []
  for await (const chunk of decompress(reader, compression, { note: (note) => void notes.push(note) }))
    output.push(Buffer.from(chunk))
  return { output: Buffer.concat(output), notes: notes.map(({ code }) => code), received: reader.received }
}

const random = createRandom(1)
const NOISE = Buffer.from(Array.from({ length: 20_000 }, () => random(256)))
const A = Buffer.concat([NOISE, Buffer.alloc(3_000_000, 'abc')])
const B = Buffer.from('the second part')
const STEPS = [7, 1000, 65_536, 10_000_000]

const skippable = (length: number): Buffer => {
  const frame = Buffer.alloc(8 + length, 0x55)
  frame.writeUInt32LE(0x184d2a53, 0)
  frame.writeUInt32LE(length, 4)
  return frame
}

/** `bytes` with `length` of them overwritten, `from` before the end. */
function fillEnd(bytes: Buffer, from: number, length: number): Buffer {
  return bytes.fill(0x77, bytes.length - from, bytes.length - from + length)
}

/** A gzip header with every optional field (RFC 1952). */
function gzipWithFields(content: Buffer): Buffer {
  const plain = gzipSync(content)
  const header = Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 255, 3, 0, 1, 2, 3])
  return Buffer.concat([
    header,
    Buffer.from('name\0comment\0'),
    Buffer.of(0, 0),
    deflateRawSync(content),
    plain.subarray(-8),
  ])
}

describe.each([
  ['into memory that is given', ''],
  ['by streams', '1'],
])('%s', (_how, plain) => {
  beforeEach(() => void vi.stubEnv('VEINMIND_PLAIN', plain))
  afterEach(() => void vi.unstubAllEnvs())

  test.each(STEPS)('gzip members in chunks of %i bytes', async (step) => {
    const bytes = Buffer.concat([gzipSync(A), gzipWithFields(B), gzipSync(''), gzipSync(B)])
    const { output, notes, received } = await unpack(bytes, step)
    expect(output.equals(Buffer.concat([A, B, B]))).toBe(true)
    expect(notes).toEqual([])
    expect(received).toBe(bytes.length)
  })

  /** `content` in a frame that asks for a window of 2^`log` bytes (RFC 8878, 3.1.1.1.2). */
  async function zstdWithWindow(content: Buffer, log: number): Promise<Buffer> {
    const stream = createZstdCompress()
    stream.end(content)
    const frame = Buffer.concat(await Array.fromAsync(stream as AsyncIterable<Buffer>))
    frame[5] = (log - 10) << 3
    return frame
  }

  test('a zstd window is taken as large as there is memory for it, and one that is larger is said to be', async () => {
    for (const log of [20, 27, 28, Math.min(31, Math.floor(Math.log2(process.availableMemory() / 4)))]) {
      const { output } = await unpack(await zstdWithWindow(A, log))
      expect(output.equals(A)).toBe(true)
    }
    await expect(unpack(await zstdWithWindow(A, 41))).rejects.toMatchObject({
      code: 'IMAGE_COMPRESSION_UNSUPPORTED',
      message: expect.stringMatching(/^its zstd window is larger than \d+ MiB/) as string,
    })
  })

  test.each(STEPS)('zstd frames in chunks of %i bytes', async (step) => {
    const bytes = Buffer.concat([
      skippable(5),
      zstdCompressSync(A),
      skippable(0),
      zstdCompressSync(B),
      zstdCompressSync(''),
      zstdCompressSync(B),
      skippable(70_000),
    ])
    const { output, notes, received } = await unpack(bytes, step)
    expect(output.equals(Buffer.concat([A, B, B]))).toBe(true)
    expect(notes).toEqual([])
    expect(received).toBe(bytes.length)
  })

  test.each(STEPS)('garbage behind the stream is said, in chunks of %i bytes', async (step) => {
    const gzip = await unpack(Buffer.concat([gzipSync(A), gzipSync(B), Buffer.from('garbage')]), step)
    expect(gzip.output.equals(Buffer.concat([A, B]))).toBe(true)
    expect(gzip.notes).toEqual(['gzip-trailing-garbage'])
    const zstd = await unpack(Buffer.concat([zstdCompressSync(A), Buffer.from('no')]), step)
    expect(zstd.output.equals(A)).toBe(true)
    expect(zstd.notes).toEqual(['zstd-trailing-garbage'])
  })

  test('zeros behind gzip are padding', async () => {
    const { output, notes } = await unpack(Buffer.concat([gzipSync(B), Buffer.alloc(100)]), 30)
    expect(output.equals(B)).toBe(true)
    expect(notes).toEqual([])
  })

  test('what is not compressed passes', async () => {
    expect((await unpack(A, 4_000_000)).output.equals(A)).toBe(true)
    expect((await unpack(Buffer.alloc(0))).output.length).toBe(0)
  })

  test.each([
    ['gzip that breaks off', gzipSync(A).subarray(0, 1000)],
    ['gzip without its trailer', gzipSync(A).subarray(0, -4)],
    ['gzip with a wrong checksum', fillEnd(gzipSync(A), 8, 4)],
    ['gzip with a wrong length', fillEnd(gzipSync(A), 4, 4)],
    ['gzip with unknown flags', gzipSync(A).fill(0xff, 3, 4)],
    ['gzip with a damaged body', gzipSync(A).fill(0xff, 20, 60)],
    ['zstd that breaks off', zstdCompressSync(A).subarray(0, 1000)],
    ['zstd with a damaged body', zstdCompressSync(A).fill(0xff, 10, 60)],
  ])('%s is an error', async (_what, bytes) => {
    for (const step of STEPS) await expect(unpack(bytes, step)).rejects.toMatchObject({ code: 'IMAGE_LAYER_CORRUPT' })
  })

  test.each([
    ['xz', 'fd377a585a00'],
    ['bzip2', '425a6839'],
  ])('%s is refused by name', async (name, hex) => {
    await expect(unpack(Buffer.from(hex, 'hex'))).rejects.toMatchObject({
      code: 'IMAGE_COMPRESSION_UNSUPPORTED',
      message: expect.stringContaining(name),
    })
  })
})
