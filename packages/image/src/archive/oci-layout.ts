import type { JsonObject } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { isObject } from '@veinmind/internal'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import { createImage } from '../image/create-image.ts'
import type { LayerSource } from '../image/create-image.ts'
import { toPlatform } from '../image/image-config.ts'
import { listMember, MAX_JSON, member, objectMember, parseJsonObject, textMember } from '../image/json.ts'
import { assertDigest, verifyDigest } from '../digest.ts'
import type { FileStore } from './file-store.ts'
import { damaged } from './file-store.ts'
import { assertLayerCount, blobPath, toLayerSource } from './oci-layer.ts'

export interface LayoutOptions {
  /** Name of the folder or archive, for images that have no reference. */
  readonly name: string
  readonly signal: AbortSignal | undefined
}

/** An index in an index in an index is what nobody has a use for. */
const MAX_NESTING = 4
const MAX_IMAGES = 1000

/** A descriptor of an index (OCI image-spec, descriptor.md). */
interface Descriptor {
  readonly digest: string
  readonly size: number
  readonly annotations: JsonObject
  readonly raw: JsonObject
}

interface Walk extends LayoutOptions {
  readonly store: FileStore
  /** Images found, by manifest digest, with every reference that leads to them. */
  readonly found: Map<string, { descriptor: Descriptor; references: Set<string> }>
  readonly others: Discovered[]
}

/** The images of an OCI image layout (OCI image-spec, image-layout.md), those of nested indexes too. */
export async function readOciLayout(store: FileStore, options: LayoutOptions): Promise<Discovered[]> {
  const walk: Walk = { ...options, store, found: new Map(), others: [] }
  await walkIndex(walk, parseJsonObject('index.json', await store.read('index.json', MAX_JSON)), {
    depth: 0,
    references: [],
  })
  const images: Discovered[] = []
  for (const { descriptor, references } of walk.found.values())
    images.push(await toDiscovered(walk, descriptor, [...references]))
  return [...images, ...walk.others]
}

interface Place {
  readonly depth: number
  /** References of the index that leads here. */
  readonly references: readonly string[]
}

/** Walks an index; whether it holds an image. */
async function walkIndex(walk: Walk, index: JsonObject, { depth, references }: Place): Promise<boolean> {
  if (depth > MAX_NESTING) throw damaged('index.json', `its indexes are nested deeper than ${MAX_NESTING}`)
  const absent: string[] = []
  let isHeld = false
  for (const item of listMember(index, 'manifests')) {
    walk.signal?.throwIfAborted()
    if (walk.found.size + walk.others.length >= MAX_IMAGES)
      throw damaged('index.json', `it names more than ${MAX_IMAGES} images`)
    const target = isObject(item) ? textMember(item, 'digest') : ''
    try {
      const descriptor = toDescriptor(item)
      const held = await walkDescriptor(walk, descriptor, { depth, references })
      isHeld ||= held === 'held'
      if (held === 'absent') absent.push(referencesOf(descriptor, walk.name)[0] ?? `${walk.name}@${descriptor.digest}`)
    } catch (error) {
      walk.others.push({ target: `${walk.name}@${target}`, error: toVeinmindError(error, 'IMAGE_ARCHIVE_DAMAGED') })
    }
  }
  // Tools save one platform of an image with the index of all; an image of which nothing is held was meant to be there.
  const isOther = depth > 0 && isHeld
  const named = depth > 0 && !isHeld && absent.length > 0 ? [references[0] ?? absent[0] ?? walk.name] : absent
  for (const target of named)
    walk.others.push(
      isOther ? { target, skipped: NOT_HELD } : { target, error: new VeinmindError('IMAGE_ARCHIVE_DAMAGED', NOT_HELD) },
    )
  return isHeld
}

const NOT_HELD = 'the index names it, and its content is not here'

async function walkDescriptor(
  walk: Walk,
  descriptor: Descriptor,
  { depth, references }: Place,
): Promise<'held' | 'absent' | 'other'> {
  const target = `${walk.name}@${descriptor.digest}`
  const reason = skipReason(descriptor)
  if (reason !== undefined) {
    walk.others.push({ target, skipped: reason })
    return 'other'
  }
  if ((await walk.store.size(blobPath(descriptor.digest))) === undefined) return 'absent'
  const named = referencesOf(descriptor, walk.name)
  const all = named.length > 0 ? named : references
  const known = walk.found.get(descriptor.digest)
  if (known !== undefined) {
    for (const reference of all) known.references.add(reference)
    return 'held'
  }
  const document = parseJsonObject(`manifest ${descriptor.digest}`, await readBlob(walk.store, descriptor))
  if (listMember(document, 'manifests').length > 0) {
    return (await walkIndex(walk, document, { depth: depth + 1, references: all })) ? 'held' : 'other'
  }
  walk.found.set(descriptor.digest, { descriptor, references: new Set(all) })
  return 'held'
}

function skipReason({ annotations, raw }: Descriptor): string | undefined {
  const kind = textMember(annotations, 'vnd.docker.reference.type')
  if (kind !== '') return `it is no image: ${kind}`
  // BuildKit's attestations, where a tool has dropped the annotation.
  if (toPlatform(objectMember(raw, 'platform')).os === 'unknown') return 'it is no image: its platform is unknown'
  return undefined
}

/** Full references as containerd and skopeo write them, tags with the name of the archive in front. */
function referencesOf({ annotations }: Descriptor, name: string): readonly string[] {
  const full = textMember(annotations, 'io.containerd.image.name')
  const reference = textMember(annotations, 'org.opencontainers.image.ref.name')
  if (full !== '') return [full]
  if (reference === '') return []
  return [/[/:@]/.test(reference) ? reference : `${name}:${reference}`]
}

async function toDiscovered(
  { store, name }: Walk,
  descriptor: Descriptor,
  references: readonly string[],
): Promise<Discovered> {
  const target = references[0] ?? `${name}@${descriptor.digest}`
  try {
    const manifest = parseJsonObject(`manifest ${descriptor.digest}`, await readBlob(store, descriptor))
    const reason = notAnImage(manifest)
    if (reason !== undefined) return { target, skipped: reason }
    const config = await readBlob(store, toDescriptor(member(manifest, 'config')))
    const descriptors = listMember(manifest, 'layers')
    assertLayerCount(descriptors.length)
    const layers: LayerSource[] = []
    for (const layer of descriptors) layers.push(await toLayerSource(store, toDescriptor(layer)))
    const platform = toPlatform(objectMember(descriptor.raw, 'platform'))
    return {
      entity: createImage({
        name: target,
        references,
        manifestDigest: descriptor.digest,
        annotations: textMembers(objectMember(manifest, 'annotations')),
        ...(platform.os === '' ? {} : { platform }),
        config,
        layers,
      }),
    }
  } catch (error) {
    return { target, error: toVeinmindError(error, 'IMAGE_ARCHIVE_DAMAGED') }
  }
}

const textMembers = (of: JsonObject): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(of).filter((pair): pair is [string, string] => typeof pair[1] === 'string'))

const CONFIG_TYPES: readonly string[] = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
]

/** Why a manifest is not that of an image; undefined when it is one. */
function notAnImage(manifest: JsonObject): string | undefined {
  if (member(manifest, 'schemaVersion') === 1) return 'it is a manifest of schema 1, which has no configuration'
  const artifact = textMember(manifest, 'artifactType')
  const config = textMember(objectMember(manifest, 'config'), 'mediaType')
  if (artifact !== '') return `it is no image: ${artifact}`
  return CONFIG_TYPES.includes(config)
    ? undefined
    : `it is no image: ${config || 'its configuration has no media type'}`
}

async function readBlob(store: FileStore, { digest, size }: Descriptor): Promise<Buffer> {
  const path = blobPath(digest)
  const bytes = await store.read(path, MAX_JSON)
  if (bytes.length !== size) throw damaged(path, `it has ${bytes.length} bytes, and its descriptor says ${size}`)
  verifyDigest(path, bytes, digest)
  return bytes
}

function toDescriptor(value: unknown): Descriptor {
  if (!isObject(value)) throw new VeinmindError('IMAGE_MANIFEST_INVALID', 'a descriptor is no object')
  const digest = textMember(value, 'digest')
  assertDigest(digest)
  const size = member(value, 'size')
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw new VeinmindError('IMAGE_MANIFEST_INVALID', `the descriptor of ${digest} has no valid size`)
  }
  return { digest, size, annotations: objectMember(value, 'annotations'), raw: value }
}
