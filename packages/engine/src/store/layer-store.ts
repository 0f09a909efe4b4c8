import type { Layer } from '@veinmind/sdk'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import type { BrokenPass } from '../read/layer-pass.ts'
import { passLayer } from '../read/layer-pass.ts'
import type { PassTools } from '../read/read-through.ts'
import type { LayerCache } from './cache.ts'
import { createKnownLayers } from './known-layers.ts'
import type { LayerData } from './layer-data.ts'
import { sizeOf } from './layer-memory.ts'
import { createLocks, createSemaphore } from './locks.ts'

/** What there is of a layer; both where it was known to some inspectors, and could not be read for the others. */
export interface LoadedLayer {
  readonly data?: LayerData
  /** A reading that ended in an error, which says what is wrong with the layer (`IMAGE_…`, `TAR_…`). Kept nowhere. */
  readonly broken?: BrokenPass
}

/** Layers of a scan: each is read once, whatever the number of entities that have it. */
export interface LayerStore {
  get(layer: Layer, inspectors: readonly ActiveInspector[]): Promise<LoadedLayer>
  /** A layer that still changes (a container's): read now, kept nowhere. */
  getVolatile(layer: Layer, inspectors: readonly ActiveInspector[]): Promise<LoadedLayer>
}

/** Layers that are read at the same time: decompression runs in the pool of Node, beside the thread that looks at files. */
const PASSES = 2
/** Bytes of one layer in memory, roughly, from which on the heap is kept small. */
const LARGE = 16 * 1024 * 1024

/** What a store tells whoever looks after the memory. */
export interface StoreEvents {
  /** A layer will be read. */
  readonly onPass?: () => void
  /** A layer takes so much memory that the heap should be kept small. */
  readonly onLarge?: () => void
}

/** A store over `cache`, if there is one. */
export function createLayerStore(
  cache: LayerCache | undefined,
  tools: PassTools,
  { onPass, onLarge }: StoreEvents = {},
): LayerStore {
  const withLock = createLocks()
  const withTurn = createSemaphore(PASSES)
  const withPass = <T>(read: () => Promise<T>): Promise<T> =>
    withTurn(async () => {
      onPass?.()
      return read()
    })
  const known = createKnownLayers(cache)

  /**
   * What is known of the content that a layer is said to have, where it has it: it is read to its end, and no file of it looked at
   * again. Undefined where not all is known, or it is not the same.
   */
  async function prove(layer: Layer, inspectors: readonly ActiveInspector[]): Promise<LayerData | undefined> {
    const found = layer.diffId === '' ? undefined : await known.recall(layer.diffId, inspectors)
    if (!found || inspectors.some((inspector) => !found.results.has(inspector))) return undefined
    const pass = await withPass(() => passLayer(layer, [], tools))
    if ('error' in pass || pass.diffId !== layer.diffId) return undefined
    await known.keepDiffId(layer, pass.diffId)
    return { ...found, notes: pass.notes, source: 'read' }
  }

  async function readNow(
    layer: Layer,
    inspectors: readonly ActiveInspector[],
    found: LayerData | undefined,
  ): Promise<LoadedLayer> {
    const pass = await withPass(() => passLayer(layer, inspectors, tools))
    // The content was not verified, so its results are used for no other image.
    if ('error' in pass) return { ...(found ? { data: found } : {}), broken: pass }
    const results = new Map([...(found?.results ?? []), ...pass.results])
    await known.keepDiffId(layer, pass.diffId)
    await known.store(layer, pass, found === undefined)
    return { data: { ...pass, source: 'read', results } }
  }

  return {
    async getVolatile(layer, inspectors) {
      // While the layer is opened.
      tools.inspections.prepare()
      const pass = await withPass(() => passLayer(layer, inspectors, { ...tools, identify: false }))
      return 'error' in pass ? { broken: pass } : { data: { ...pass, source: 'read' } }
    },
    get: (layer, inspectors) =>
      // By what it is said to hold: one archive has it as it is, another compressed.
      withLock(layer.diffId || layer.digest, async () => {
        const diffId = await known.verifiedDiffId(layer)
        const found = diffId === undefined ? await prove(layer, inspectors) : await known.recall(diffId, inspectors)
        const missing = inspectors.filter((inspector) => !found?.results.has(inspector))
        const loaded = found && missing.length === 0 ? { data: found } : await readNow(layer, missing, found)
        if (loaded.data && sizeOf(loaded.data) > LARGE) onLarge?.()
        if (loaded.data) known.remember({ ...loaded.data, source: 'cache', reread: new Set() })
        return loaded
      }),
  }
}
