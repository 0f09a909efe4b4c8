import { createImage } from '@veinmind/image'
import type { Entity, Image } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { asObject } from '@veinmind/internal'
import { toVeinmindError } from '@veinmind/sdk'
import type { ListedImage } from '../../shared/find-image.ts'
import { asList, asText, asTexts } from '../../shared/json.ts'
import type { EngineClient } from '../client/api.ts'
import type { DirectReader } from '../client/engine.ts'
import { openLazyImage } from './lazy-image.ts'
import { openSavedImage } from './saved-image.ts'

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
  /** Whether saved layers are plain tars, so that they have their diff id for a digest; not those of the containerd image store. */
  readonly savesPlain: boolean
  readonly native?: Entity['native']
  /** Called when the entity is closed, or when there is none. */
  readonly release?: () => Promise<void>
}

/** The image as an entity; an error of its own when it cannot be had. Throws only on cancellation. */
export async function openEngineImage(
  client: EngineClient,
  listed: ListedImage,
  options: OpenOptions,
): Promise<Discovered> {
  const { signal, native, release } = options
  const name = listed.tags[0] ?? listed.digests[0] ?? listed.id
  try {
    const { image, source } = await openImage(client, { ...listed, name }, options)
    const close = async (): Promise<void> => {
      await image.close?.()
      await release?.()
    }
    return {
      entity: { ...image, ...(native === undefined ? {} : { native }), close },
      source: `${client.kind} (${client.address}), ${source}`,
    }
  } catch (error) {
    await release?.()
    signal.throwIfAborted()
    return { target: name, error: toVeinmindError(error, 'LOCAL_IMAGE_UNREADABLE') }
  }
}

/** From the engine's folders, else by its API: saved when a layer is read, or at once when its configuration is needed. */
async function openImage(
  client: EngineClient,
  { id, tags, digests, name }: ListedImage & { readonly name: string },
  { readDirectly, savesPlain, signal }: OpenOptions,
): Promise<{ readonly image: Image; readonly source: string }> {
  const references = [...tags, ...digests]
  const direct = await readDirectly(id)
  if (direct !== undefined)
    return { image: createImage({ ...direct, name, references }), source: 'read from its folders' }
  const source = 'read by its API'
  const inspect = asObject(await client.get(`/images/${encodeURIComponent(id)}/json`, signal))
  const lazy = savesPlain ? await openLazyImage(client, { id, inspect, name, references }, signal) : undefined
  if (lazy !== undefined) return { image: lazy, source }
  const saved = await openSavedImage(client, id, signal)
  return { image: { ...saved, name, references, layers: saved.layers.map(vouch) }, source }
}

/** The engine has verified the diff ids when it unpacked the layers. */
function vouch(layer: Image['layers'][number]): Image['layers'][number] {
  return layer.diffId === '' ? layer : { ...layer, trustedDiffId: true }
}
