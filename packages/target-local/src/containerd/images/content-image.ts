import { createHash } from 'node:crypto'
import type { ImageParts, LayerSource } from '@veinmind/image'
import { isDigest } from '@veinmind/image'
import type { JsonObject } from '@veinmind/sdk'
import { asObject } from '@veinmind/internal'
import { cutText } from '@veinmind/internal/text'
import { mib, VeinmindError } from '@veinmind/sdk'
import { asCount, asList, asText } from '../../shared/json.ts'
import type { CallOptions, ContainerdClient } from '../client/client.ts'

/** An image whose content a containerd has. */
export type ContentImage = Pick<ImageParts, 'config' | 'layers' | 'manifestDigest'>

const MAX_JSON = mib(4)
const MAX_DEPTH = 4

/**
 * The images below a digest of the content store: that of a manifest, or those of an index of which the content is here (of
 * several platforms, what was pulled). What is no image (attestations) is left out.
 */
export async function readContentImages(
  client: ContainerdClient,
  digest: string,
  options: CallOptions,
  depth = 0,
): Promise<readonly ContentImage[]> {
  if (depth > MAX_DEPTH || (await client.sizeOf(digest, options)) === undefined) return []
  const document = asObject(JSON.parse((await readJson(client, digest, options)).toString('utf8')))
  const manifests = asList(document['manifests']).map(asObject)
  if (manifests.length === 0) return readManifest(client, { digest, document }, options)
  const images: ContentImage[] = []
  for (const each of manifests) {
    options.signal?.throwIfAborted()
    if (!isAttestation(each))
      images.push(...(await readContentImages(client, asText(each['digest']), options, depth + 1)))
  }
  return images
}

function isAttestation(descriptor: JsonObject): boolean {
  const kind = asText(asObject(descriptor['annotations'])['vnd.docker.reference.type'])
  return kind !== '' || asText(asObject(descriptor['platform'])['os']) === 'unknown'
}

async function readManifest(
  client: ContainerdClient,
  { digest, document }: { readonly digest: string; readonly document: JsonObject },
  options: CallOptions,
): Promise<readonly ContentImage[]> {
  const descriptor = asObject(document['config'])
  const isImage = /^application\/vnd\.(?:oci\.image|docker\.container\.image)\./.test(asText(descriptor['mediaType']))
  const configDigest = asText(descriptor['digest'])
  if (!isImage || (await client.sizeOf(configDigest, options)) === undefined) return []
  const layers: LayerSource[] = []
  for (const layer of asList(document['layers']).map(asObject)) layers.push(await toSource(client, layer, options))
  return [{ config: await readJson(client, configDigest, options), layers, manifestDigest: digest }]
}

async function toSource(client: ContainerdClient, layer: JsonObject, options: CallOptions): Promise<LayerSource> {
  const digest = asText(layer['digest'])
  const isThere = isDigest(digest) && (await client.sizeOf(digest, options)) !== undefined
  return {
    digest,
    size: asCount(layer['size']) ?? 0,
    mediaType: asText(layer['mediaType']),
    ...(isThere ? {} : { unavailable: 'containerd has discarded its content after it was unpacked' }),
    open: (given) => client.read(digest, { ...options, signal: given?.signal }),
  }
}

/** A small document, verified. */
async function readJson(client: ContainerdClient, digest: string, options: CallOptions): Promise<Buffer> {
  if (!isDigest(digest))
    throw new VeinmindError('LOCAL_IMAGE_UNREADABLE', `${JSON.stringify(cutText(digest, 100))} is no digest`)
  const hash = createHash(digest.slice(0, digest.indexOf(':')))
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of await client.read(digest, options)) {
    size += chunk.length
    if (size > MAX_JSON) throw new VeinmindError('LOCAL_IMAGE_UNREADABLE', `${digest} is larger than ${MAX_JSON} bytes`)
    hash.update(chunk)
    chunks.push(chunk)
  }
  if (!digest.endsWith(`:${hash.digest('hex')}`))
    throw new VeinmindError('LOCAL_IMAGE_UNREADABLE', `the content of ${digest} is not what its digest says`)
  return Buffer.concat(chunks)
}
