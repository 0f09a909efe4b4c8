import { setImmediate } from 'node:timers/promises'
import { VeinmindError } from '@veinmind/sdk'
import type { Layer } from '@veinmind/sdk'
import type { ChunkReader } from '../compression/chunk-reader.ts'
import { createChunkReader } from '../compression/chunk-reader.ts'
import { decompress, detectCompression } from '../compression/decompress.ts'
import type { LayerLimits } from '../limits.ts'
import { limitError, withDefaults } from '../limits.ts'
import { createTarReader } from '../tar/reader.ts'
import type { LayerNote } from '../tar/types.ts'
import type { LayerHandler, LayerRead, ReadLayerOptions } from '../types.ts'
import { assertDigest, compareDigests, hashFor } from './digest.ts'

/**
 * Reads a layer once: stored bytes → digest → decompression by magic → diff id → tar → `handler`. What the handler was
 * given counts only when the promise is fulfilled: a digest is known at the end.
 *
 * Throws `IMAGE_LAYER_UNAVAILABLE`, `IMAGE_DIGEST_INVALID`, `IMAGE_DIGEST_MISMATCH`, `IMAGE_SIZE_MISMATCH`,
 * `IMAGE_LAYER_CORRUPT`, `IMAGE_COMPRESSION_UNSUPPORTED`, `IMAGE_COMPRESSION_RATIO`, `TAR_LIMIT_EXCEEDED`, the error of the
 * source, or the reason of the signal.
 */
export async function readLayer(layer: Layer, handler: LayerHandler, options: ReadLayerOptions = {}): Promise<LayerRead> {
  const { signal } = options
  if (layer.unavailable !== undefined) {
    throw new VeinmindError('IMAGE_LAYER_UNAVAILABLE', `layer ${layer.index} (${layer.digest}) cannot be read: ${layer.unavailable}`)
  }
  for (const digest of [layer.digest, layer.diffId]) if (digest !== '') assertDigest(digest)
  signal?.throwIfAborted()
  // Its own signal, so that a source that waits for the network is let go when the reading fails for another reason.
  const stop = new AbortController()
  const source = await layer.open({ signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]) })
  const iterator = source[Symbol.asyncIterator]()
  try {
    return await read(layer, handler, { iterator, signal, limits: withDefaults(options.limits) })
  } catch (error) {
    stop.abort()
    throw signal?.aborted === true ? signal.reason : error
  } finally {
    iterator.return?.().then(undefined, () => {})
  }
}

interface Reading {
  readonly iterator: AsyncIterator<Uint8Array>
  readonly signal: AbortSignal | undefined
  readonly limits: LayerLimits
}

async function read(layer: Layer, handler: LayerHandler, { iterator, signal, limits }: Reading): Promise<LayerRead> {
  const notes: LayerNote[] = []
  const note = (fact: LayerNote): void => {
    notes.push(fact)
    handler.note(fact)
  }
  const stored = hashFor(layer.digest)
  let storedBytes = 0
  const reader = createChunkReader(iterator, (chunk) => {
    signal?.throwIfAborted()
    storedBytes += chunk.length
    if (layer.size > 0 && storedBytes > layer.size) throw sizeError(layer, `more than ${layer.size}`)
    stored.update(chunk)
    handler.progress?.(storedBytes)
  })
  const tar = createTarReader({ entry: (entry) => handler.entry(entry), note }, limits)
  const compression = await detectCompression(reader)
  const isSame = compression === 'none' && layer.digest.split(':')[0] === (layer.diffId.split(':')[0] || 'sha256')
  const plain = isSame ? undefined : hashFor(layer.diffId)
  let tarBytes = 0
  try {
    for await (const chunk of decompress(reader, compression, note)) {
      signal?.throwIfAborted()
      tarBytes += chunk.length
      checkRatio(tarBytes, storedBytes, limits)
      plain?.update(chunk)
      tar.write(chunk)
      await handler.drain?.()
      // Sources in memory never wait: let timers and signals have their turn.
      if (tarBytes % BREATH < chunk.length) await setImmediate()
    }
  } catch (error) {
    await preferDigestError(error, { layer, reader, stored })
  }
  tar.end()
  if (layer.size > 0 && storedBytes !== layer.size) throw sizeError(layer, String(storedBytes))
  const digest = stored.digest()
  const diffId = plain?.digest() ?? digest
  const what = `layer ${layer.index}`
  if (layer.digest !== '') compareDigests(what, layer.digest, digest)
  if (layer.diffId !== '') compareDigests(`${what}, uncompressed,`, layer.diffId, diffId)
  return { diffId, storedBytes, tarBytes, entries: tar.entries, notes }
}

const BREATH = 32 * 1024 * 1024

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
  return new VeinmindError('IMAGE_SIZE_MISMATCH', `layer ${layer.index} should have ${layer.size} bytes, and has ${found}`, {
    hint: 'it was damaged on its way or changed: do not run this image',
  })
}
