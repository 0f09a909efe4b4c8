import type { MergedTree } from '@veinmind/image'
import { mergeLayers } from '@veinmind/image'
import type { LayerReport } from '@veinmind/report'
import type { Layer, VeinmindError } from '@veinmind/sdk'
import { toVeinmindError } from '@veinmind/sdk'
import type { Stack } from './entity-view.ts'
import type { BrokenPass } from '../read/layer-pass.ts'
import type { LayerStore, LoadedLayer } from '../store/layer-store.ts'
import type { LayerData } from '../store/layer-data.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'

/** The layers of an entity as far as they could be had. */
export interface LoadedLayers {
  /** Undefined where a layer could not be read. */
  readonly data: readonly (LayerData | undefined)[]
  /** What was seen of layers that could not be read to their end, or are not what their digests say. */
  readonly broken: readonly (BrokenPass | undefined)[]
  readonly errors: readonly { readonly layer: Layer; readonly error: VeinmindError }[]
  /** What is wrong with layers that could be read, as sentences. */
  readonly notes: readonly string[]
  /** Indexes of layers of which a part is missing. */
  readonly damaged: readonly number[]
  /** What the sources of layers could not give, as sentences. */
  readonly missing: readonly string[]
  readonly reports: readonly LayerReport[]
  readonly tree: MergedTree
}

/** Loads the layers side by side; one that fails does not stop the others. */
export async function loadLayers(
  { layers, volatile }: Stack,
  inspectors: readonly ActiveInspector[],
  store: LayerStore,
  done: (layer: Layer, source: LayerReport['source']) => void,
): Promise<LoadedLayers> {
  const errors: { layer: Layer; error: VeinmindError }[] = []
  const loaded = await Promise.all(
    layers.map(async (layer, index): Promise<LoadedLayer> => {
      try {
        const wanted = layer.isPast ? inspectors.filter(({ definition }) => definition.readsPast) : inspectors
        const one = await (index === volatile ? store.getVolatile(layer, wanted) : store.get(layer, wanted))
        if (one.broken) errors.push({ layer, error: one.broken.error })
        done(layer, one.data?.source ?? 'none')
        return one
      } catch (error) {
        errors.push({ layer, error: toVeinmindError(error, 'ENGINE_LAYER_FAILED') })
        done(layer, 'none')
        return {}
      }
    }),
  )
  const data = loaded.map((one) => one.data)
  const notes = data.flatMap((layer, index) => (layer?.notes ?? []).map(({ message }) => `layer ${index}: ${message}`))
  const damaged = data.flatMap((layer, index) => (layer?.notes.some(({ incomplete }) => incomplete) ? [index] : []))
  return {
    data,
    broken: loaded.map((one) => one.broken),
    errors: errors.sort((a, b) => a.layer.index - b.layer.index),
    notes,
    damaged,
    missing: layers.flatMap((layer) => layer.missing?.() ?? []),
    reports: layers.map((layer, index) => describeLayer(layer, index, data[index])),
    // A layer that was not verified must not hide files of others.
    tree: mergeLayers(data.map((layer) => layer?.index)),
  }
}

/** A layer as the report lists it. */
export function describeLayer(layer: Layer, index: number, data?: LayerData): LayerReport {
  const { digest, size } = layer
  return { index, digest, diffId: data?.diffId ?? layer.diffId, size, source: data?.source ?? 'none' }
}
