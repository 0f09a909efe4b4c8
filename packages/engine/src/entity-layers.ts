import type { MergedTree } from '@veinmind/image'
import { mergeLayers } from '@veinmind/image'
import type { LayerReport } from '@veinmind/report'
import type { Layer, VeinmindError } from '@veinmind/sdk'
import { toVeinmindError } from '@veinmind/sdk'
import type { Stack } from './entity-view.ts'
import type { LayerData, LayerStore } from './layer-store.ts'
import type { Slot } from './slots.ts'

/** The layers of an entity as far as they could be had. */
export interface LoadedLayers {
  /** Undefined where a layer could not be read. */
  readonly data: readonly (LayerData | undefined)[]
  readonly errors: readonly { readonly layer: Layer; readonly error: VeinmindError }[]
  /** What is not as it should be in layers that were read, for a person. */
  readonly notes: readonly string[]
  /** Indexes of layers of which a part is missing. */
  readonly damaged: readonly number[]
  readonly reports: readonly LayerReport[]
  readonly tree: MergedTree
}

/** Loads the layers side by side; one that fails does not stop the others. */
export async function loadLayers(
  { layers, volatile }: Stack,
  slots: readonly Slot[],
  store: LayerStore,
  done: (layer: Layer, source: LayerReport['source']) => void,
): Promise<LoadedLayers> {
  const errors: { layer: Layer; error: VeinmindError }[] = []
  const data = await Promise.all(
    layers.map(async (layer, index) => {
      try {
        const loaded = await (index === volatile ? store.getVolatile(layer, slots) : store.get(layer, slots))
        done(layer, loaded.source)
        return loaded
      } catch (error) {
        errors.push({ layer, error: toVeinmindError(error, 'ENGINE_LAYER_FAILED') })
        done(layer, 'none')
        return undefined
      }
    }),
  )
  const notes = data.flatMap((layer, index) => (layer?.notes ?? []).map(({ message }) => `layer ${index}: ${message}`))
  const damaged = data.flatMap((layer, index) => (layer?.notes.some(({ incomplete }) => incomplete) ? [index] : []))
  return {
    data,
    errors: errors.sort((a, b) => a.layer.index - b.layer.index),
    notes,
    damaged,
    reports: layers.map((layer, index) => describeLayer(layer, index, data[index])),
    tree: mergeLayers(data.map((layer) => layer?.index)),
  }
}

/** A layer as the report lists it. */
export function describeLayer(layer: Layer, index: number, data?: LayerData): LayerReport {
  const { digest, size } = layer
  return { index, digest, diffId: data?.diffId ?? layer.diffId, size, source: data?.source ?? 'none' }
}
