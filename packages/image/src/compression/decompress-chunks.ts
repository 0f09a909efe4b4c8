import type { LayerNote } from '../tar/types.ts'
import { createChunkReader } from './chunk-reader.ts'
import { createFreshRoom } from './room.ts'
import { decompress, detectCompression } from './decompress.ts'

/**
 * A gzip or zstd stream without its compression, in chunks; what is neither passes as it is. `note` is told what follows the
 * stream and is not read. Throws `IMAGE_LAYER_CORRUPT`, and `IMAGE_COMPRESSION_UNSUPPORTED` for bzip2 and xz.
 */
export async function* decompressChunks(
  chunks: AsyncIterable<Uint8Array>,
  note: (note: LayerNote) => void,
): AsyncGenerator<Buffer> {
  const reader = createChunkReader(chunks[Symbol.asyncIterator](), () => {})
  yield* decompress(reader, await detectCompression(reader), { note, room: createFreshRoom() })
}
