import type { LayerData } from './layer-data.ts'

/** Bytes, roughly, of layers that are kept in memory for the entities to come. */
const MEMORY = 64 * 1024 * 1024

/** Layers that were seen, by diff id: the last of them, as far as there is room. */
export interface LayerMemory {
  get(diffId: string): LayerData | undefined
  /** Keeps a layer, however large, and drops those that were kept longest ago. */
  keep(data: LayerData): void
}

/** An empty one. */
export function createLayerMemory(most: number = MEMORY): LayerMemory {
  const memory = new Map<string, LayerData>()
  return {
    get: (diffId) => memory.get(diffId),
    keep(data) {
      memory.delete(data.diffId)
      memory.set(data.diffId, data)
      let size = 0
      for (const [diffId, kept] of [...memory].toReversed()) {
        size += sizeOf(kept)
        if (size > most && diffId !== data.diffId) memory.delete(diffId)
      }
    },
  }
}

/** Roughly: what an index takes for each name, and the texts of records. */
export function sizeOf({ index, results }: LayerData): number {
  let size = index.count * 100
  for (const { records } of results.values()) for (const [, record] of records) size += 2 * record.length + 50
  return size
}
