import type { Layer } from '@veinmind/sdk'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import type { LayerCache } from './cache.ts'
import { createLayerMemory } from './layer-memory.ts'
import type { LayerData } from './layer-data.ts'
import { decodeFacts, decodeResult, encodeFacts, encodeResult } from './stored-layer.ts'

/** What is known of layers: in memory, and in the cache if there is one. */
export interface KnownLayers {
  /**
   * The diff id of the layer, if it is verified: the source has checked it, or a layer with this stored digest was
   * read before. What an image says its diff ids are is not enough: it could name those of another image's layers, whose
   * records would then be taken for its own.
   */
  verifiedDiffId(layer: Layer): Promise<string | undefined>
  /** The layer with the results of those of `inspectors` that are known; undefined when nothing is known of it. */
  recall(diffId: string, inspectors: readonly ActiveInspector[]): Promise<LayerData | undefined>
  /** Keeps that what is stored as `layer` has this diff id. */
  keepDiffId(layer: Layer, diffId: string): Promise<void>
  /** Keeps what was read of a layer for other runs; `isNew`: nothing of it was known. */
  store(layer: Layer, pass: Omit<LayerData, 'source'>, isNew: boolean): Promise<void>
  /** Keeps a layer for the entities to come. */
  remember(data: LayerData): void
}

const FACTS = 'layer'
const DIFF_ID = 'diff-id'

/** What is known where nothing was read yet. */
export function createKnownLayers(cache: LayerCache | undefined): KnownLayers {
  const memory = createLayerMemory()
  const diffIds = new Map<string, string>()

  async function readText(digest: string): Promise<string | undefined> {
    const bytes = (await cache?.read(digest, [DIFF_ID]))?.get(DIFF_ID)
    return bytes && Buffer.from(bytes).toString('utf8')
  }

  return {
    async verifiedDiffId(layer: Layer): Promise<string | undefined> {
      if (layer.trustedDiffId) return layer.diffId
      const known = diffIds.get(layer.digest) ?? (await readText(layer.digest))
      return known === layer.diffId || layer.diffId === '' ? known : undefined
    },
    async recall(diffId: string, inspectors: readonly ActiveInspector[]): Promise<LayerData | undefined> {
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
    },
    async keepDiffId(layer: Layer, diffId: string): Promise<void> {
      if (layer.digest === '') return
      diffIds.set(layer.digest, diffId)
      // A layer that is stored as it is has one digest, and is written once.
      if (layer.digest !== diffId) await cache?.write(layer.digest, new Map([[DIFF_ID, [Buffer.from(diffId)]]]))
    },
    async store(layer: Layer, pass: Omit<LayerData, 'source'>, isNew: boolean): Promise<void> {
      if (!cache) return
      const { diffId } = pass
      const parts = new Map<string, readonly Uint8Array[]>()
      for (const [inspector, result] of pass.results) {
        // A file that failed once may succeed in another run.
        if (result.counts.errored === 0 && inspector.cacheKey !== undefined)
          parts.set(inspector.cacheKey, [encodeResult(result)])
      }
      if (isNew) parts.set(FACTS, encodeFacts(pass))
      if (layer.digest === diffId) parts.set(DIFF_ID, [Buffer.from(diffId)])
      if (parts.size > 0) await cache.write(diffId, parts)
    },
    remember: (data) => memory.keep(data),
  }
}
