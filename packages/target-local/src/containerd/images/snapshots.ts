import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { LayerSource } from '@veinmind/image'
import { asObject } from '@veinmind/internal'
import type { OpenLayerOptions } from '@veinmind/sdk/target'
import { chainIds } from '../../shared/chain-ids.ts'
import type { Host } from '../../shared/host.ts'
import { asList, asText, asTexts } from '../../shared/json.ts'
import { tarOfFolders } from '../../layers/folder-tar.ts'
import { canOpen } from '../../layers/open-folder.ts'
import type { WritablePlace } from '../../layers/writable-place.ts'
import { overlayMarks, overlayOf, readXattrs, withoutOverlay } from '../../layers/xattrs.ts'
import { readBolt } from '../../shared/databases/bolt.ts'
import type { Bucket } from '../../shared/databases/bolt.ts'
import type { CallOptions, ContainerdClient } from '../client/client.ts'
import type { ContentImage } from './content-image.ts'

/** Layers of images that containerd has unpacked with overlayfs. */
export interface Snapshots {
  /** The layers of a configuration as far as they are unpacked, lowest first; undefined where one is not. */
  layers(config: Uint8Array, namespace: string): readonly (LayerSource | undefined)[]
}

/**
 * The snapshots of a containerd on this machine, from the database of its overlayfs snapshotter: its API tells no folder of
 * a layer without making something new. Undefined when it cannot be read, which takes root.
 */
export async function openSnapshots(
  client: ContainerdClient,
  host: Host,
  options: CallOptions,
): Promise<Snapshots | undefined> {
  const plugins = asList(
    (await client.call('plugins', { filters: ['type==io.containerd.snapshotter.v1,id==overlayfs'] }, options))[
      'plugins'
    ],
  )
  const root = asText(asObject(asObject(plugins[0])['exports'])['root'])
  const folder = root.startsWith('/') ? host.path(root) : undefined
  const snapshots = folder === undefined ? undefined : await readSnapshots(folder)
  return folder === undefined || snapshots === undefined
    ? undefined
    : { layers: (config, namespace) => findLayers(snapshots, { folder, config, namespace }) }
}

/** The database of a snapshotter in its folder; undefined when it cannot be read. */
async function readSnapshots(folder: string): Promise<Bucket | undefined> {
  try {
    await stat(join(folder, 'snapshots'))
    return (await readBolt(join(folder, 'metadata.db'))).bucket('v1')?.bucket('snapshots')
  } catch {
    return undefined
  }
}

/** Where a container writes: what its snapshotter would mount, which asking does not do. Undefined when it cannot be read here. */
export async function writablePlace(
  client: ContainerdClient,
  snapshot: { readonly snapshotter: string; readonly key: string },
  options: WithSnapshots,
): Promise<WritablePlace | undefined> {
  const mounts = asList((await client.call('mounts', snapshot, options).catch(() => ({ mounts: [] })))['mounts']).map(
    asObject,
  )
  const overlay = mounts.find((mount) => asText(mount['type']) === 'overlay')
  const named = asTexts(overlay?.['options'])
    .find((option) => option.startsWith('upperdir='))
    ?.slice('upperdir='.length)
  if (named !== undefined) return readable({ upper: options.host.path(named) })
  const source = asText(mounts.find((mount) => asText(mount['type']) === 'bind')?.['source'])
  return snapshot.snapshotter === 'native' && source.startsWith('/')
    ? nativePlace(options.host.path(source), snapshot.key, options.namespace)
    : undefined
}

/** The native snapshotter copies what is below, and has it beside the copy. */
async function nativePlace(upper: string, key: string, namespace: string): Promise<WritablePlace | undefined> {
  const snapshots = await readSnapshots(dirname(dirname(upper)))
  // `<namespace>/<number>/<key>`
  const name = [...(snapshots?.buckets() ?? [])].find(
    (each) => each.startsWith(`${namespace}/`) && each.split('/').slice(2).join('/') === key,
  )
  const parent = name === undefined ? undefined : snapshots?.bucket(name)?.get('parent')
  const id = parent && snapshots?.bucket(Buffer.from(parent).toString('utf8'))?.get('id')
  return id && readable({ upper, base: join(dirname(upper), String(readUvarint(id))) })
}

function readable(place: WritablePlace): WritablePlace | undefined {
  return canOpen(place.upper) && (place.base === undefined || canOpen(place.base)) ? place : undefined
}

/** The image with its discarded layers as they are unpacked, where that is to be found; and a note that says so. */
export async function withSnapshots(
  client: ContainerdClient,
  image: ContentImage,
  { host, namespace, signal }: WithSnapshots,
): Promise<{ readonly image: ContentImage; readonly notes: readonly string[] }> {
  if (image.layers.every(({ unavailable }) => unavailable === undefined)) return { image, notes: [] }
  const unpacked = (await openSnapshots(client, host, { namespace, signal }))?.layers(image.config, namespace) ?? []
  const layers = image.layers.map((layer, index) =>
    layer.unavailable === undefined ? layer : (unpacked[index] ?? layer),
  )
  const taken = layers.flatMap((layer, index) => (layer === image.layers[index] ? [] : [index]))
  if (taken.length === 0) return { image, notes: [] }
  return {
    image: { ...image, layers },
    notes: [
      `layers ${taken.join(', ')} are read as they are unpacked, since containerd has discarded their content: their digests cannot be verified`,
    ],
  }
}

interface WithSnapshots {
  readonly host: Host
  readonly namespace: string
  readonly signal: AbortSignal | undefined
}

interface Search {
  readonly folder: string
  readonly config: Uint8Array
  readonly namespace: string
}

/** Snapshots of images are named by their chain, as `<namespace>/<number>/sha256:<chain>`. */
function findLayers(snapshots: Bucket, { folder, config, namespace }: Search): readonly (LayerSource | undefined)[] {
  const diffIds = asTexts(asObject(asObject(JSON.parse(Buffer.from(config).toString('utf8')))['rootfs'])['diff_ids'])
  const names = [...snapshots.buckets()].filter((name) => name.startsWith(`${namespace}/`))
  return chainIds(diffIds).map((chain) => {
    const name = names.find((each) => each.endsWith(`/sha256:${chain}`))
    const id = name === undefined ? undefined : snapshots.bucket(name)?.get('id')
    const path = id && join(folder, 'snapshots', String(readUvarint(id)), 'fs')
    return path !== undefined && canOpen(path) ? toSource(path) : undefined
  })
}

/** What is unpacked is no longer the tar that the digest is of: it has none that could be verified. */
function toSource(folder: string): LayerSource {
  return {
    digest: '',
    diffId: '',
    size: 0,
    mediaType: 'application/vnd.oci.image.layer.v1.tar',
    open: async (options) => read(folder, options),
  }
}

async function* read(folder: string, { signal, reuse }: OpenLayerOptions = {}): AsyncGenerator<Uint8Array> {
  const xattrs = await readXattrs(folder, signal)
  const overlay = overlayOf(folder)
  const attributes =
    xattrs === undefined ? {} : { opaque: overlayMarks(xattrs, overlay).opaque, xattrs: withoutOverlay(xattrs) }
  yield* tarOfFolders([{ folder, at: '/', overlay, ...attributes }], { signal, reuse })
}

/** Go's `encoding/binary`: seven bits a byte, the lowest first. */
function readUvarint(bytes: Uint8Array): number {
  let value = 0
  let scale = 1
  for (const byte of bytes.subarray(0, 7)) {
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return value
    scale *= 128
  }
  return -1
}
