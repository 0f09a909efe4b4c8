import type { Layer } from '@veinmind/sdk'
import type { LayerCache } from './cache.ts'
import type { BrokenPass } from '../read/layer-pass.ts'
import { passLayer } from '../read/layer-pass.ts'
import { createLocks, createSemaphore } from './locks.ts'
import type { PassTools } from '../read/read-through.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import type { LayerFacts } from './stored-layer.ts'
import { decodeFacts, decodeResult, encodeFacts, encodeResult } from './stored-layer.ts'
import type { InspectorResult } from '../read/results.ts'

/** All that a scan needs to know of a layer. */
export interface LayerData extends LayerFacts {
  /** Verified: by our own reading, or by a source that vouches for it. */
  readonly diffId: string
  readonly source: 'read' | 'cache'
  readonly results: ReadonlyMap<ActiveInspector, InspectorResult>
  /** Inspectors for which the layer was read a second time. */
  readonly reread: ReadonlySet<ActiveInspector>
}

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
/** Bytes, roughly, of layers that are kept in memory for the entities to come. */
const MEMORY = 64 * 1024 * 1024
const FACTS = 'layer'
const DIFF_ID = 'diff-id'

/** Of a layer with more, roughly in bytes, plugins make more than a heap should keep that has grown as it likes. */
const LARGE = 16 * 1024 * 1024

/** A store over `cache`, if there is one. `onLarge` is told when a layer has so many records that memory becomes scarce. */
export function createLayerStore(
  cache: LayerCache | undefined,
  tools: PassTools,
  onLarge: () => void = () => {},
): LayerStore {
  const withLock = createLocks()
  const withPass = createSemaphore(PASSES)
  const memory = new Map<string, LayerData>()
  const diffIds = new Map<string, string>()

  /**
   * The diff id of the layer, if it is beyond doubt: the source vouches for it, or a layer with this stored digest was
   * read before. What an image says its diff ids are is not enough: it could name those of another image's layers, whose
   * records would then be taken for its own.
   */
  async function verifiedDiffId(layer: Layer): Promise<string | undefined> {
    if (layer.trustedDiffId) return layer.diffId
    const known = diffIds.get(layer.digest) ?? (await readText(layer.digest))
    return known === layer.diffId || layer.diffId === '' ? known : undefined
  }

  async function readText(digest: string): Promise<string | undefined> {
    const bytes = (await cache?.read(digest, [DIFF_ID]))?.get(DIFF_ID)
    return bytes && Buffer.from(bytes).toString('utf8')
  }

  async function recall(diffId: string, inspectors: readonly ActiveInspector[]): Promise<LayerData | undefined> {
    const kept = memory.get(diffId)
    const unknown = inspectors.filter((inspector) => !kept?.results.has(inspector))
    if (kept && unknown.length === 0) return kept
    const keys = unknown.flatMap(({ cacheKey }) => cacheKey ?? [])
    const parts = await cache?.read(diffId, [...(kept ? [] : [FACTS]), ...keys])
    const stored = parts?.get(FACTS)
    const facts = kept ?? (stored && decodeFacts(stored))
    if (!facts) return undefined
    const results = new Map(kept?.results)
    for (const inspector of unknown) {
      const bytes = inspector.cacheKey === undefined ? undefined : parts?.get(inspector.cacheKey)
      const result = bytes && decodeResult(bytes)
      if (result) results.set(inspector, result)
    }
    return { ...facts, diffId, source: 'cache', results, reread: new Set() }
  }

  /**
   * What is known of the content that a layer is said to have, where it has it: it is read to its end, and no file of it looked at
   * again. Undefined where not all is known, or it is not the same.
   */
  async function prove(layer: Layer, inspectors: readonly ActiveInspector[]): Promise<LayerData | undefined> {
    const known = layer.diffId === '' ? undefined : await recall(layer.diffId, inspectors)
    if (!known || inspectors.some((inspector) => !known.results.has(inspector))) return undefined
    const pass = await withPass(() => passLayer(layer, [], tools))
    if ('error' in pass || pass.diffId !== layer.diffId) return undefined
    await keepDiffId(layer, pass.diffId)
    return { ...known, notes: pass.notes, source: 'read' }
  }

  async function keepDiffId(layer: Layer, diffId: string): Promise<void> {
    if (layer.digest === '') return
    diffIds.set(layer.digest, diffId)
    // A layer that is stored as it is has one digest, and is written once.
    if (layer.digest !== diffId) await cache?.write(layer.digest, new Map([[DIFF_ID, [Buffer.from(diffId)]]]))
  }

  async function readNow(
    layer: Layer,
    inspectors: readonly ActiveInspector[],
    known: LayerData | undefined,
  ): Promise<LoadedLayer> {
    const pass = await withPass(() => passLayer(layer, inspectors, tools))
    // Whose content it was is not known: what it says must reach nobody else.
    if ('error' in pass) return { ...(known ? { data: known } : {}), broken: pass }
    const results = new Map([...(known?.results ?? []), ...pass.results])
    await keepDiffId(layer, pass.diffId)
    await keep(layer, pass, known === undefined)
    return { data: { ...pass, source: 'read', results } }
  }

  async function keep(layer: Layer, pass: Omit<LayerData, 'source'>, isNew: boolean): Promise<void> {
    if (!cache) return
    const { diffId } = pass
    const parts = new Map<string, readonly Uint8Array[]>()
    for (const [inspector, result] of pass.results) {
      // A file that failed may do better another time.
      if (result.counts.errored === 0 && inspector.cacheKey !== undefined)
        parts.set(inspector.cacheKey, [encodeResult(result)])
    }
    if (isNew) parts.set(FACTS, encodeFacts(pass))
    if (layer.digest === diffId) parts.set(DIFF_ID, [Buffer.from(diffId)])
    if (parts.size > 0) await cache.write(diffId, parts)
  }

  function remember(data: LayerData): void {
    memory.delete(data.diffId)
    memory.set(data.diffId, data)
    let size = 0
    for (const [diffId, kept] of [...memory].toReversed()) {
      size += sizeOf(kept)
      if (size > MEMORY && diffId !== data.diffId) memory.delete(diffId)
    }
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
        const diffId = await verifiedDiffId(layer)
        const known = diffId === undefined ? await prove(layer, inspectors) : await recall(diffId, inspectors)
        const missing = inspectors.filter((inspector) => !known?.results.has(inspector))
        const loaded = known && missing.length === 0 ? { data: known } : await readNow(layer, missing, known)
        if (loaded.data && sizeOf(loaded.data) > LARGE) onLarge()
        if (loaded.data) remember({ ...loaded.data, source: 'cache', reread: new Set() })
        return loaded
      }),
  }
}

/** Roughly: what an index takes for each name, and the texts of records. */
function sizeOf({ index, results }: LayerData): number {
  let size = index.count * 100
  for (const { records } of results.values()) for (const [, record] of records) size += 2 * record.length + 50
  return size
}
