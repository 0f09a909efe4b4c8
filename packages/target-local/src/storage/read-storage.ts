import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImageParts, LayerSource } from '@veinmind/image'
import type { JsonObject } from '@veinmind/sdk'
import { asObject } from '@veinmind/internal'
import { mib, VeinmindError } from '@veinmind/sdk'
import { folderLayer } from '../layers/folder-layer.ts'
import type { ListedImage } from '../shared/find-image.ts'
import { asList, asText, asTexts } from '../shared/json.ts'
import type { WritablePlace } from '../layers/writable-place.ts'

/** Where containers-storage keeps what: podman, CRI-O and buildah (github.com/containers/storage). */
export interface Storage {
  readonly folder: string
  /** `overlay` or `vfs`. */
  readonly driver: string
}

/** An image as the storage lists it. */
export interface StoredImage extends ListedImage {
  /** Id of its topmost layer. */
  readonly layer: string
}

const HEX = /^[0-9a-f]{64}$/
const MAX_FILE = mib(256)
const DRIVERS = ['overlay', 'vfs']

/** The storage in a folder; undefined when there is none. Throws `LOCAL_STORAGE_UNREADABLE` when this user may not look. */
export async function findStorage(folder: string): Promise<Storage | undefined> {
  for (const driver of DRIVERS) {
    const path = join(folder, `${driver}-layers`)
    const found = await stat(path).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EACCES') throw unreadable(path, error)
        return false
      },
    )
    if (found) return { folder, driver }
  }
  return undefined
}

/** The images of a storage. Throws `LOCAL_STORAGE_UNREADABLE`. */
export async function listStoredImages(storage: Storage): Promise<readonly StoredImage[]> {
  const images = await readList(storage, 'images/images.json')
  return images.map((image) => {
    const names = asTexts(image['names'])
    const isDigested = (name: string): boolean => name.includes('@')
    return {
      id: `sha256:${asText(image['id'])}`,
      tags: names.filter((name) => !isDigested(name)),
      digests: names.filter(isDigested),
      layer: asText(image['layer']),
    }
  })
}

/** Configuration and layers of an image, read from the storage; undefined when it is not all there. */
export async function readStoredImage(
  storage: Storage,
  id: string,
): Promise<Pick<ImageParts, 'config' | 'layers'> | undefined> {
  const image = (await listStoredImages(storage)).find((each) => each.id === id)
  const hex = id.replace(/^sha256:/, '')
  if (image === undefined || !HEX.test(hex)) return undefined
  const config = await readFile(join(storage.folder, `${storage.driver}-images`, hex, bigDataName(`sha256:${hex}`)))
  if (createHash('sha256').update(config).digest('hex') !== hex) return undefined
  const chain = layerChain(await listLayers(storage), image.layer)
  return chain && { config, layers: chain.map((layer) => toSource(storage, layer)) }
}

/** Lowest first; undefined when one is missing. */
function layerChain(layers: ReadonlyMap<string, JsonObject>, top: string): readonly JsonObject[] | undefined {
  const chain: JsonObject[] = []
  for (let id = top; id !== '';) {
    const layer = layers.get(id)
    if (layer === undefined || chain.length > layers.size) return undefined
    chain.push(layer)
    id = asText(layer['parent'])
  }
  return chain.toReversed()
}

async function listLayers(storage: Storage): Promise<ReadonlyMap<string, JsonObject>> {
  const lists = await Promise.all(
    ['layers/layers.json', 'layers/volatile-layers.json'].map((name) => readList(storage, name)),
  )
  return new Map(lists.flat().map((layer) => [asText(layer['id']), layer]))
}

function toSource(storage: Storage, layer: JsonObject): LayerSource {
  const id = asText(layer['id'])
  const diffId = asText(layer['diff-digest'])
  if (!HEX.test(id) || diffId === '')
    return { ...folderLayer(diffId, '', ''), unavailable: 'the storage does not know its digest' }
  return folderLayer(
    diffId,
    join(storage.folder, `${storage.driver}-layers`, `${id}.tar-split.gz`),
    layerFolder(storage, id),
  )
}

/** The folder of a layer. */
function layerFolder({ folder, driver }: Storage, id: string): string {
  return driver === 'vfs' ? join(folder, 'vfs/dir', id) : join(folder, driver, id, 'diff')
}

/** Where a container writes: with `vfs` its layer is a copy of the image's topmost. Undefined when the storage does not know it. */
export async function readLayerPlace(storage: Storage, id: string): Promise<WritablePlace | undefined> {
  if (!HEX.test(id)) return undefined
  const upper = layerFolder(storage, id)
  if (storage.driver !== 'vfs') return { upper }
  const parent = asText((await listLayers(storage)).get(id)?.['parent'])
  return HEX.test(parent) ? { upper, base: layerFolder(storage, parent) } : undefined
}

/** Names with other than digits and small letters are in base64 (storage/images.go, makeBigDataBaseName). */
export function bigDataName(name: string): string {
  return /^[0-9a-z.]+$/.test(name) && !name.startsWith('.') ? name : `=${Buffer.from(name).toString('base64')}`
}

/** A list of the storage; empty when there is no such file. */
export async function readList({ folder, driver }: Storage, name: string): Promise<readonly JsonObject[]> {
  const path = join(folder, `${driver}-${name}`)
  try {
    if ((await stat(path)).size > MAX_FILE) throw new Error(`it is larger than ${MAX_FILE} bytes`)
    return asList(JSON.parse(await readFile(path, 'utf8'))).map(asObject)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw unreadable(path, error)
  }
}

function unreadable(path: string, cause: unknown): VeinmindError {
  return new VeinmindError('LOCAL_STORAGE_UNREADABLE', `${path} cannot be read`, {
    hint: 'the storage of root takes root',
    cause,
  })
}
