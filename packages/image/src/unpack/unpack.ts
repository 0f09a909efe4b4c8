import { VeinmindError } from '@veinmind/sdk'
import type { Layer } from '@veinmind/sdk'
import type { ChunkReader } from '../compression/chunk-reader.ts'
import { createChunkReader } from '../compression/chunk-reader.ts'
import { decompress, detectCompression } from '../compression/decompress.ts'
import type { Room } from '../compression/room.ts'
import { compareDigests, hashFor } from '../digest.ts'
import type { LayerLimits } from '../limits.ts'
import { limitError } from '../limits.ts'
import type { LayerNote } from '../tar/types.ts'

/** What has to be known of a layer to unpack it: plain data, which another thread gets as it is. */
export interface UnpackOrder {
  readonly layer: Pick<Layer, 'index' | 'digest' | 'diffId' | 'size'>
  readonly limits: LayerLimits
  /** Whether a layer without digests is given its own. */
  readonly identify: boolean
}

/** What is known of a layer at its end. */
export interface Unpacked {
  readonly diffId: string
  readonly storedBytes: number
  readonly tarBytes: number
}

/** What unpacking works with beside the stored bytes. */
export interface UnpackTools {
  readonly note: (note: LayerNote) => void
  /** By default a buffer of its own. */
  readonly room?: Room
}

/** The tar in the stored bytes of a layer, whose sizes and digests are verified before the last `next` returns. */
export async function* unpack(
  { layer, limits, identify }: UnpackOrder,
  source: AsyncIterator<Uint8Array>,
  tools: UnpackTools,
): AsyncGenerator<Buffer, Unpacked> {
  const isHashed = identify || layer.digest !== '' || layer.diffId !== ''
  const stored = isHashed ? hashFor(layer.digest) : NO_HASH
  const reader = createChunkReader(source, (chunk, received) => {
    if (layer.size > 0 && received > layer.size) throw sizeError(layer, `more than ${layer.size}`)
    stored.update(chunk)
  })
  const compression = await detectCompression(reader)
  const isSame = compression === 'none' && algorithmOf(layer.digest) === algorithmOf(layer.diffId)
  const plain = isSame || !isHashed ? undefined : hashFor(layer.diffId)
  let tarBytes = 0
  try {
    for await (const chunk of decompress(reader, compression, { ...tools, checksum: layer.diffId === '' })) {
      tarBytes += chunk.length
      checkRatio(tarBytes, reader.received, limits)
      plain?.update(chunk)
      yield chunk
    }
  } catch (error) {
    await preferDigestError(error, { layer, reader, stored })
  }
  if (layer.size > 0 && reader.received !== layer.size) throw sizeError(layer, String(reader.received))
  const digest = stored.digest()
  const diffId = plain?.digest() ?? digest
  if (layer.digest !== '') compareDigests(`layer ${layer.index}`, layer.digest, digest)
  if (layer.diffId !== '') compareDigests(`layer ${layer.index}, uncompressed,`, layer.diffId, diffId)
  return { diffId, storedBytes: reader.received, tarBytes }
}

const NO_HASH: ReturnType<typeof hashFor> = { update: () => undefined, digest: () => '' }

function algorithmOf(digest: string): string {
  return digest === '' ? 'sha256' : digest.slice(0, digest.indexOf(':'))
}

function checkRatio(tarBytes: number, storedBytes: number, { ratio, ratioFloor }: LayerLimits): void {
  if (tarBytes > ratioFloor && tarBytes > storedBytes * ratio) {
    throw limitError('IMAGE_COMPRESSION_RATIO', 'uncompressed bytes for each stored byte', ratio)
  }
}

/** What cannot be decompressed is usually not what was asked for: then say that, which is the clearer error. */
async function preferDigestError(
  error: unknown,
  { layer, reader, stored }: { layer: UnpackOrder['layer']; reader: ChunkReader; stored: { digest(): string } },
): Promise<never> {
  const isCorrupt = error instanceof VeinmindError && error.code === 'IMAGE_LAYER_CORRUPT'
  if (isCorrupt && layer.digest !== '' && layer.size > 0) {
    while ((await reader.next()) !== undefined);
    compareDigests(`layer ${layer.index}`, layer.digest, stored.digest())
  }
  throw error
}

function sizeError(layer: UnpackOrder['layer'], found: string): VeinmindError {
  return new VeinmindError(
    'IMAGE_SIZE_MISMATCH',
    `layer ${layer.index} should have ${layer.size} bytes, and has ${found}`,
    {
      hint: 'it was damaged on its way or changed: do not run this image',
    },
  )
}
