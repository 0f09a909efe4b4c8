import type { JsonObject } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { isObject } from '@veinmind/internal'
import { toVeinmindError } from '@veinmind/sdk'
import { createChunkReader } from '../compression/chunk-reader.ts'
import type { Compression } from '../compression/decompress.ts'
import { detectCompression } from '../compression/decompress.ts'
import { createImage } from '../image/create-image.ts'
import type { LayerSource } from '../image/create-image.ts'
import { parseImageConfig } from '../image/image-config.ts'
import { MAX_JSON, textMember, textsMember } from '../image/json.ts'
import { hashFor, isDigest, sha256, verifyDigest } from '../digest.ts'
import type { FileStore } from './file-store.ts'
import { damaged } from './file-store.ts'
import { assertLayerCount } from './oci-layer.ts'
import type { LayoutOptions } from './oci-layout.ts'

const MAX_IMAGES = 1000

/** The images of `manifest.json`, as `docker save` writes it since 1.10. */
export async function readDockerArchive(store: FileStore, options: LayoutOptions): Promise<Discovered[]> {
  const manifest = parseList(await store.read('manifest.json', MAX_JSON))
  if (manifest.length > MAX_IMAGES) throw damaged('manifest.json', `it names more than ${MAX_IMAGES} images`)
  const images: Discovered[] = []
  for (const item of manifest) {
    options.signal?.throwIfAborted()
    const references = textsMember(item, 'RepoTags')
    const target = references[0] ?? `${options.name} ${textMember(item, 'Config')}`
    try {
      const parts = await readParts(store, item, options.signal)
      const name = references[0] ?? `${options.name}@${parts.id}`
      images.push({ entity: createImage({ name, references, ...parts }) })
    } catch (error) {
      options.signal?.throwIfAborted()
      images.push({ target, error: toVeinmindError(error, 'IMAGE_ARCHIVE_DAMAGED') })
    }
  }
  return images
}

interface Parts {
  readonly id: string
  readonly config: Buffer
  readonly layers: readonly LayerSource[]
}

async function readParts(store: FileStore, item: JsonObject, signal: AbortSignal | undefined): Promise<Parts> {
  const path = textMember(item, 'Config')
  const config = await store.read(path, MAX_JSON)
  const digest = digestInName(path)
  if (digest !== undefined) verifyDigest(path, config, digest)
  const paths = textsMember(item, 'Layers')
  assertLayerCount(paths.length)
  const { diffIds } = parseImageConfig(config, paths.length)
  const layers: LayerSource[] = []
  for (const [index, layer] of paths.entries())
    layers.push(await toLayerSource(store, { path: layer, diffId: diffIds[index] ?? '' }, signal))
  return { id: sha256(config), config, layers }
}

const MEDIA_TYPES: Readonly<Record<Compression, string>> = {
  none: 'application/vnd.oci.image.layer.v1.tar',
  gzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  zstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
}

/**
 * Docker writes layers uncompressed, so that their digest is the diff id. Other tools compress them and nothing in the
 * archive tells their digest: then they are read once for it.
 */
async function toLayerSource(
  store: FileStore,
  { path, diffId }: { readonly path: string; readonly diffId: string },
  signal: AbortSignal | undefined,
): Promise<LayerSource> {
  const size = await store.size(path)
  const open: LayerSource['open'] = (options) => store.open(path, options)
  if (size === undefined)
    return { digest: diffId, size: 0, mediaType: MEDIA_TYPES.none, unavailable: 'its content is missing', open }
  const source = await open(signal === undefined ? {} : { signal })
  const hash = hashFor('')
  const reader = createChunkReader(source[Symbol.asyncIterator](), (chunk) => hash.update(chunk))
  try {
    const compression = await detectCompression(reader)
    if (compression === 'none' && isDigest(diffId)) return { digest: diffId, size, mediaType: MEDIA_TYPES.none, open }
    while ((await reader.next()) !== undefined);
    return { digest: hash.digest(), size, mediaType: MEDIA_TYPES[compression], open }
  } finally {
    await source[Symbol.asyncIterator]().return?.()
  }
}

/** `<hex>.json` and `blobs/sha256/<hex>` say what their content is. */
function digestInName(path: string): string | undefined {
  const hex = /(?:^|\/)([0-9a-f]{64})(?:\.json)?$/.exec(path)?.[1]
  return hex === undefined ? undefined : `sha256:${hex}`
}

function parseList(bytes: Buffer): readonly JsonObject[] {
  try {
    const list: unknown = JSON.parse(bytes.toString('utf8'))
    if (Array.isArray(list)) return list.filter(isObject)
  } catch (error) {
    throw damaged('manifest.json', 'it is no JSON', error)
  }
  throw damaged('manifest.json', 'it is no list')
}
