import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress } from 'node:zlib'

/** The content of a file, compressed as it is carried: the same bytes for the same file. */
export async function compressFile(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  const parts: Buffer[] = []
  await pipeline(
    createReadStream(path, { highWaterMark: 1 << 20 }),
    createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 9 } }),
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) parts.push(chunk)
    },
    ...(signal === undefined ? [] : [{ signal }]),
  )
  return Buffer.concat(parts)
}
