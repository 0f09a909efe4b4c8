import { VeinmindError } from '@veinmind/sdk'
import type { LayerNote } from '../tar/types.ts'
import type { ChunkReader } from './chunk-reader.ts'
import { corrupt } from './corrupt.ts'
import { gunzip } from './gzip.ts'
import type { Room } from './room.ts'
import { createRoom } from './room.ts'
import { isZstdFrame, unzstd } from './zstd.ts'

/** How a stream is compressed. */
export type Compression = 'gzip' | 'zstd' | 'none'

/** What container engines can also unpack, and VeinMind cannot. */
const UNSUPPORTED: readonly { readonly name: string; readonly magic: Buffer }[] = [
  { name: 'bzip2', magic: Buffer.from('BZh') },
  { name: 'xz', magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]) },
]

/** Told by the first bytes, since media types and file names lie; throws `IMAGE_COMPRESSION_UNSUPPORTED`. */
export async function detectCompression(reader: ChunkReader): Promise<Compression> {
  const magic = await reader.peek(6)
  if (magic[0] === 0x1f && magic[1] === 0x8b) return 'gzip'
  if (isZstdFrame(magic)) return 'zstd'
  for (const { name, magic: other } of UNSUPPORTED) {
    if (!magic.subarray(0, other.length).equals(other)) continue
    throw new VeinmindError(
      'IMAGE_COMPRESSION_UNSUPPORTED',
      `it is compressed with ${name}, which VeinMind does not read`,
      {
        hint: 'store it with gzip or zstd, or without compression',
      },
    )
  }
  return 'none'
}

/** How a stream is decompressed. */
export interface DecompressOptions {
  readonly note: (note: LayerNote) => void
  /** False: gzip's own checksum is not verified, for contents whose digest is. */
  readonly checksum?: boolean
  /** By default one buffer, in which each chunk is valid until the next is asked for. */
  readonly room?: Room
}

/** The uncompressed bytes, in chunks; throws `IMAGE_LAYER_CORRUPT`. The rest of the source is read to its end. */
export async function* decompress(
  reader: ChunkReader,
  compression: Compression,
  { note, checksum = true, room = createRoom() }: DecompressOptions,
): AsyncGenerator<Buffer> {
  const garbage = (code: 'gzip-trailing-garbage' | 'zstd-trailing-garbage') => (): void =>
    note({ code, message: 'what follows the compressed stream is not read' })
  try {
    if (compression === 'gzip') yield* gunzip(reader, { garbage: garbage('gzip-trailing-garbage'), checksum, room })
    else if (compression === 'zstd') yield* unzstd(reader, garbage('zstd-trailing-garbage'), room)
    else yield* passOn(reader)
  } catch (error) {
    throw isFromZlib(error) ? corrupt(error.message, error) : error
  }
}

const PIECE = 1024 * 1024

async function* passOn(reader: ChunkReader): AsyncGenerator<Buffer> {
  for (let chunk = await reader.next(); chunk !== undefined; chunk = await reader.next()) {
    for (let at = 0; at < chunk.length; at += PIECE) yield chunk.subarray(at, at + PIECE)
  }
}

function isFromZlib(error: unknown): error is Error & { code: string } {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^Z(?:STD)?_/.test(code)
}
