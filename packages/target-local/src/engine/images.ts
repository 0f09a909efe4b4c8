import { createImage } from '@veinmind/image'
import type { ImageParts } from '@veinmind/image'
import type { Discovered, Image } from '@veinmind/sdk'
import { toVeinmindError } from '@veinmind/sdk'
import type { ListedImage } from '../find-image.ts'
import { asList, asObject, asText, asTexts } from '../json.ts'
import type { EngineClient } from './client.ts'
import { openSavedImage } from './saved-image.ts'

/** Reads an image from the engine's own folders; undefined when it has to be asked for by the API. */
export type DirectReader = (image: { readonly id: string; readonly inspect: unknown }) => Promise<Pick<ImageParts, 'config' | 'layers'> | undefined>

/** The images that an engine lists; untagged ones too, intermediate ones not. */
export async function listEngineImages(client: EngineClient, signal: AbortSignal): Promise<readonly ListedImage[]> {
  const images = asList(await client.get('/images/json', signal)).map(asObject)
  return images.map((image) => ({
    id: withAlgorithm(asText(image['Id'])),
    tags: named(image['RepoTags']),
    digests: named(image['RepoDigests']),
  }))
}

/** podman's ids have no algorithm. */
function withAlgorithm(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? `sha256:${id}` : id
}

function named(value: unknown): readonly string[] {
  return asTexts(value).filter((name) => !name.includes('<none>'))
}

/** How an engine's image is opened. */
export interface OpenOptions {
  readonly readDirectly: DirectReader
  readonly signal: AbortSignal
}

/** The image as an entity; an error of its own when it cannot be had. Throws only on cancellation. */
export async function openEngineImage(client: EngineClient, listed: ListedImage, { readDirectly, signal }: OpenOptions): Promise<Discovered> {
  const references = [...listed.tags, ...listed.digests]
  const name = references[0] ?? listed.id
  try {
    const inspect = await client.get(`/images/${encodeURIComponent(listed.id)}/json`, signal)
    const direct = await readDirectly({ id: listed.id, inspect })
    const source = `source: ${client.kind} (${client.address})`
    if (direct !== undefined) {
      return { entity: createImage({ ...direct, name, references, notes: [`${source}, read from its folders`] }) }
    }
    const saved = await openSavedImage(client, listed.id, signal)
    return { entity: { ...saved, name, references, layers: saved.layers.map(vouch), notes: [`${source}, read by its API`, ...(saved.notes ?? [])] } }
  } catch (error) {
    signal.throwIfAborted()
    return { target: name, error: toVeinmindError(error, 'LOCAL_IMAGE_UNREADABLE') }
  }
}

/** The engine has verified the diff ids when it unpacked the layers. */
function vouch(layer: Image['layers'][number]): Image['layers'][number] {
  return layer.diffId === '' ? layer : { ...layer, trustedDiffId: true }
}
