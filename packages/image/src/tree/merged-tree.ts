import type { Image } from '@veinmind/sdk'
import { createLayerIndexBuilder } from '../layer/index-builder.ts'
import { readLayer } from '../layer/read-layer.ts'
import type { LayerNote } from '../tar/types.ts'
import type { LayerHandler, LayerIndex, MergedTree, ReadLayerOptions } from '../types.ts'
import { mergeLayers } from './merge-layers.ts'

/** Options of `mergedTree`. */
export interface MergedTreeOptions extends ReadLayerOptions {
  /** Told of what is odd in a layer, or could not be read whole. By default nobody is. */
  readonly note?: (note: LayerNote, layer: number) => void
}

/**
 * What a container of the image sees: every layer is read once, one after the other, and laid over those below. About 70 bytes of memory
 * for each name. Throws what `readLayer` throws.
 */
export async function mergedTree(image: Pick<Image, 'layers'>, options: MergedTreeOptions = {}): Promise<MergedTree> {
  const { note, ...reading } = options
  const indexes: LayerIndex[] = []
  for (const [at, layer] of image.layers.entries()) {
    const builder = createLayerIndexBuilder()
    const handler: LayerHandler = {
      entry(entry) {
        builder.add(entry)
        return undefined
      },
      note: (said) => note?.(said, at),
    }
    await readLayer(layer, handler, reading)
    indexes.push(builder.finish())
  }
  return mergeLayers(indexes)
}
