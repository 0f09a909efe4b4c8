import { setImmediate } from 'node:timers/promises'
import { mib, VeinmindError } from '@veinmind/sdk'
import type { Layer } from '@veinmind/sdk'
import type { ChunkReader } from '../compression/chunk-reader.ts'
import { createChunkReader } from '../compression/chunk-reader.ts'
import { decompress, detectCompression } from '../compression/decompress.ts'
import type { LayerLimits } from '../limits.ts'
import { limitError } from '../limits.ts'
import type { LayerNote } from '../tar/types.ts'
import { assertDigest, compareDigests, hashFor } from './digest.ts'

export interface StreamOptions {
  readonly limits: LayerLimits
  readonly signal: AbortSignal | undefined
  readonly note: (note: LayerNote) => void
  readonly progress?: (storedBytes: number) => void
  /** Whether a layer without digests is given its own. */
  readonly identify: boolean
}

/** What is known of a layer at its end. */
export interface Streamed {
  readonly diffId: string
  readonly storedBytes: number
  readonly tarBytes: number
}

/** The tar of a layer. Sizes and digests are verified before the last `next` returns. A chunk is valid until the next is asked for. */
export async function* streamLayer(layer: Layer, options: StreamOptions): AsyncGenerator<Buffer, Streamed> {
  const { signal } = options
  if (layer.unavailable !== undefined) {
    throw new VeinmindError(
      'IMAGE_LAYER_UNAVAILABLE',
      `layer ${layer.index} (${layer.digest}) cannot be read: ${layer.unavailable}`,
    )
  }
  for (const digest of [layer.digest, layer.diffId]) if (digest !== '') assertDigest(digest)
  signal?.throwIfAborted()
  // Its own signal, so that a source that waits for the network is let go when the reading ends for another reason.
  const stop = new AbortController()
  const source = await layer.open({
    signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]),
    reuse: true,
  })
  const iterator = source[Symbol.asyncIterator]()
  try {
    return yield* verify(layer, iterator, options)
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : error
  } finally {
    stop.abort()
    iterator.return?.().then(undefined, () => {})
  }
}

async function* verify(
  layer: Layer,
  iterator: AsyncIterator<Uint8Array>,
  { limits, signal, note, progress, identify }: StreamOptions,
): AsyncGenerator<Buffer, Streamed> {
  const isHashed = identify || layer.digest !== '' || layer.diffId !== ''
  const stored = isHashed ? hashFor(layer.digest) : NO_HASH
  const reader = createChunkReader(iterator, (chunk, received) => {
    signal?.throwIfAborted()
    if (layer.size > 0 && received > layer.size) throw sizeError(layer, `more than ${layer.size}`)
    stored.update(chunk)
    progress?.(received)
  })
  const compression = await detectCompression(reader)
  const isSame = compression === 'none' && algorithmOf(layer.digest) === algorithmOf(layer.diffId)
  const plain = isSame || !isHashed ? undefined : hashFor(layer.diffId)
  let tarBytes = 0
  try {
    for await (const chunk of decompress(reader, compression, { note, checksum: layer.diffId === '' })) {
      signal?.throwIfAborted()
      tarBytes += chunk.length
      checkRatio(tarBytes, reader.received, limits)
      plain?.update(chunk)
      yield chunk
      // Sources in memory never wait: let timers and signals have their turn.
      if (tarBytes % BREATH < chunk.length) await setImmediate()
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

const BREATH = mib(32)

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
  { layer, reader, stored }: { layer: Layer; reader: ChunkReader; stored: { digest(): string } },
): Promise<never> {
  const isCorrupt = error instanceof VeinmindError && error.code === 'IMAGE_LAYER_CORRUPT'
  if (isCorrupt && layer.digest !== '' && layer.size > 0) {
    while ((await reader.next()) !== undefined);
    compareDigests(`layer ${layer.index}`, layer.digest, stored.digest())
  }
  throw error
}

function sizeError(layer: Layer, found: string): VeinmindError {
  return new VeinmindError(
    'IMAGE_SIZE_MISMATCH',
    `layer ${layer.index} should have ${layer.size} bytes, and has ${found}`,
    {
      hint: 'it was damaged on its way or changed: do not run this image',
    },
  )
}
