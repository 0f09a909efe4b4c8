import { setImmediate } from 'node:timers/promises'
import { mib, VeinmindError } from '@veinmind/sdk'
import type { Layer } from '@veinmind/sdk'
import type { LayerLimits } from '../limits.ts'
import type { LayerNote } from '../tar/types.ts'
import { startUnpackThread, unpackInThread } from '../unpack/thread.ts'
import type { Unpacked, UnpackOrder } from '../unpack/unpack.ts'
import { unpack } from '../unpack/unpack.ts'
import { assertDigest } from '../digest.ts'

export interface StreamOptions {
  readonly limits: LayerLimits
  readonly signal: AbortSignal | undefined
  readonly note: (note: LayerNote) => void
  readonly progress?: (storedBytes: number) => void
  /** Whether a layer without digests is given its own. */
  readonly identify: boolean
  /** Stored bytes from which a layer has a thread of its own. */
  readonly threadFrom: number
}

/** The tar of a layer. Sizes and digests are verified before the last `next` returns. A chunk is valid until the next is asked for. */
export async function* streamLayer(layer: Layer, options: StreamOptions): AsyncGenerator<Buffer, Unpacked> {
  const { signal, threadFrom } = options
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
  const { index, digest, diffId, size } = layer
  const order = { layer: { index, digest, diffId, size }, limits: options.limits, identify: options.identify }
  try {
    const thread = size >= threadFrom ? await startUnpackThread(order) : undefined
    const bytes = watch(iterator, options)
    return yield* thread ? unpackInThread(thread, bytes, options) : unpackHere(order, bytes, options)
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : error
  } finally {
    stop.abort()
    iterator.return?.().then(undefined, () => {})
  }
}

/** The stored bytes, while they come. */
function watch(iterator: AsyncIterator<Uint8Array>, { signal, progress }: StreamOptions): AsyncIterator<Uint8Array> {
  let received = 0
  return {
    async next() {
      const result = await iterator.next()
      if (result.done) return result
      signal?.throwIfAborted()
      received += result.value.length
      progress?.(received)
      return result
    },
  }
}

async function* unpackHere(
  order: UnpackOrder,
  bytes: AsyncIterator<Uint8Array>,
  { signal, note }: StreamOptions,
): AsyncGenerator<Buffer, Unpacked> {
  const chunks = unpack(order, bytes, { note })
  let passed = 0
  for (;;) {
    const { done, value } = await chunks.next()
    if (done) return value
    signal?.throwIfAborted()
    yield value
    passed += value.length
    // Sources in memory never wait: let timers and signals have their turn.
    if (passed % BREATH < value.length) await setImmediate()
  }
}

/** In-place decompression holds the thread up; this many bytes take some milliseconds. */
const BREATH = mib(4)
