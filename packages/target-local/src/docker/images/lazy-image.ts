import { createImage } from '@veinmind/image'
import type { LayerSource } from '@veinmind/image'
import type { Image, JsonObject } from '@veinmind/sdk'
import { asObject } from '@veinmind/internal'
import { VeinmindError } from '@veinmind/sdk'
import { asList, asText, asTexts } from '../../shared/json.ts'
import type { EngineClient } from '../client/api.ts'
import { openSavedImage } from './saved-image.ts'

/** An image as the API describes it. */
export interface DescribedImage {
  readonly id: string
  readonly inspect: JsonObject
  readonly name: string
  readonly references: readonly string[]
}

/**
 * An image whose layers are saved when one of them is read for the first time: of an image whose layers are known, nothing
 * is copied. Undefined when the API does not tell which step made which layer; then the configuration itself is needed.
 */
export async function openLazyImage(
  client: EngineClient,
  described: DescribedImage,
  signal: AbortSignal,
): Promise<Image | undefined> {
  const { id, inspect, name, references } = described
  const diffIds = asTexts(asObject(inspect['RootFS'])['Layers'])
  const history = readHistory(
    asList(await client.get(`/images/${encodeURIComponent(id)}/history`, signal)).map(asObject),
    diffIds.length,
  )
  if (history === undefined || diffIds.length === 0) return undefined
  // For all layers: it is the scan that ends it, not the reader of one of them.
  let saved: Promise<Image> | undefined
  const open = async (
    diffId: string,
    given: { readonly signal?: AbortSignal } | undefined,
  ): Promise<AsyncIterable<Uint8Array>> => {
    saved ??= openSavedImage(client, id, signal)
    const layer = (await saved).layers.find((each) => each.diffId === diffId)
    if (layer === undefined)
      throw new VeinmindError('LOCAL_IMAGE_UNREADABLE', `the engine has not saved layer ${diffId} of ${name}`)
    return layer.open(given)
  }
  return createImage({
    id,
    name,
    references,
    config: Buffer.from(JSON.stringify(toConfig(inspect, history))),
    layers: diffIds.map((diffId): LayerSource => ({
      digest: diffId,
      diffId,
      size: 0,
      mediaType: 'application/vnd.oci.image.layer.v1.tar',
      // The engine has verified it when it unpacked the layer.
      trustedDiffId: true,
      open: async (given) => open(diffId, given),
    })),
    close: async () => {
      await saved?.then(
        (image) => image.close?.(),
        () => {},
      )
    },
  })
}

/**
 * The steps in the order of the configuration. A step that shows a size has made a layer; one that shows none may have made
 * one that only deletes: then, unless every step has made one, nothing tells which it was.
 */
function readHistory(steps: readonly JsonObject[], layers: number): readonly JsonObject[] | undefined {
  const sized = steps.filter((step) => Number(step['Size']) > 0).length
  if (sized !== layers && steps.length !== layers) return undefined
  return steps.toReversed().map((step) => ({
    created: new Date(Number(step['Created']) * 1000).toISOString(),
    created_by: asText(step['CreatedBy']),
    comment: asText(step['Comment']),
    ...(steps.length !== layers && Number(step['Size']) === 0 ? { empty_layer: true } : {}),
  }))
}

/** The configuration document as far as `inspect` repeats it. */
function toConfig(inspect: JsonObject, history: readonly JsonObject[]): JsonObject {
  return {
    created: asText(inspect['Created']),
    author: asText(inspect['Author']),
    os: asText(inspect['Os']),
    architecture: asText(inspect['Architecture']),
    ...(asText(inspect['Variant']) === '' ? {} : { variant: asText(inspect['Variant']) }),
    config: asObject(inspect['Config']),
    rootfs: { type: 'layers', diff_ids: [...asTexts(asObject(inspect['RootFS'])['Layers'])] },
    history: [...history],
  }
}
