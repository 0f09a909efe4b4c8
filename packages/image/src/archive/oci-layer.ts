import { VeinmindError } from '@veinmind/sdk'
import type { JsonObject } from '@veinmind/sdk'
import type { LayerSource } from '../image/create-image.ts'
import { textMember } from '../image/json.ts'
import type { FileStore } from './file-store.ts'

/** Engines take 127 (the mount options of overlayfs have no room for more); each costs a look at the archive. */
const MAX_LAYERS = 1000

/** Throws `IMAGE_MANIFEST_INVALID` for a manifest with more layers than any engine would take. */
export function assertLayerCount(count: number): void {
  if (count > MAX_LAYERS)
    throw new VeinmindError('IMAGE_MANIFEST_INVALID', `the image has ${count} layers, more than ${MAX_LAYERS}`)
}

/** Where a blob stands. Digests are checked before, so that a path has no way out. */
export function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`
}

/** The layer of a descriptor, read from its blob. */
export async function toLayerSource(
  store: FileStore,
  { digest, size, raw }: { readonly digest: string; readonly size: number; readonly raw: JsonObject },
): Promise<LayerSource> {
  const path = blobPath(digest)
  const mediaType = textMember(raw, 'mediaType')
  const unavailable = whyUnavailable(mediaType, (await store.size(path)) !== undefined)
  return {
    digest,
    size,
    mediaType,
    ...(unavailable === undefined ? {} : { unavailable }),
    open: (options) => store.open(path, options),
  }
}

/** Why a layer of this media type cannot be read; undefined when it can. */
function whyUnavailable(mediaType: string, isThere: boolean): string | undefined {
  if (/encrypted/.test(mediaType)) return 'it is encrypted'
  if (isThere) return undefined
  if (/foreign|nondistributable/.test(mediaType)) return 'it is a foreign layer, which its vendor distributes'
  return 'its content is missing'
}
