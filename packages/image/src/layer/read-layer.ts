import type { Layer } from '@veinmind/sdk'
import { mib } from '@veinmind/sdk'
import { withDefaults } from '../limits.ts'
import { createTarReader } from '../tar/reader.ts'
import type { LayerNote } from '../tar/types.ts'
import type { LayerHandler, LayerRead, ReadLayerOptions } from '../types.ts'
import { createScout } from './scout.ts'
import { streamLayer } from './stream-layer.ts'

/** Below it, a thread takes longer to start than it saves. */
const LARGE = mib(8)

/**
 * Reads a layer once: stored bytes → digest → decompression by magic → diff id → tar → `handler`. What the handler was
 * given counts only when the promise is fulfilled: a digest is known at the end.
 *
 * Throws `IMAGE_LAYER_UNAVAILABLE`, `IMAGE_DIGEST_INVALID`, `IMAGE_DIGEST_MISMATCH`, `IMAGE_SIZE_MISMATCH`,
 * `IMAGE_LAYER_CORRUPT`, `IMAGE_COMPRESSION_UNSUPPORTED`, `IMAGE_COMPRESSION_RATIO`, `TAR_LIMIT_EXCEEDED`, the error of the
 * source, or the reason of the signal.
 */
export async function readLayer(
  layer: Layer,
  handler: LayerHandler,
  options: ReadLayerOptions = {},
): Promise<LayerRead> {
  const limits = withDefaults(options.limits)
  const notes: LayerNote[] = []
  const note = (fact: LayerNote): void => {
    notes.push(fact)
    handler.note(fact)
  }
  const scout = createScout(handler, limits)
  const tar = createTarReader({ entry: (entry) => handler.entry(scout?.known(entry) ?? entry), note }, limits)
  const progress = (bytes: number): void => handler.progress?.(bytes)
  const { signal, identify = true, threadFrom = LARGE } = options
  const stream = streamLayer(layer, { limits, note, progress, signal, identify, threadFrom })
  for (;;) {
    const { done, value } = await stream.next()
    if (done) {
      tar.end()
      return { ...value, entries: tar.entries, notes }
    }
    try {
      await scout?.look(value)
      tar.write(value)
      const wait = handler.drain?.()
      if (wait !== undefined) await wait
    } catch (error) {
      await stream.return({ diffId: '', storedBytes: 0, tarBytes: 0 })
      throw error
    }
  }
}
