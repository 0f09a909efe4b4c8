import type { Platform } from '@veinmind/sdk/target'
import { registryError } from './errors.ts'
import { asObject, asString, parseJsonObject } from './json.ts'
import { isIndexType, isManifestType, isSchema1, MANIFEST_TYPES } from './media-types.ts'
import { isDigest } from './reference.ts'

/** A pointer to content (OCI image specification, descriptor.md). */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly annotations: Readonly<Record<string, string>>
  readonly artifactType?: string
  readonly platform?: Platform
  readonly urls: readonly string[]
}

interface ManifestBase {
  readonly mediaType: string
  readonly annotations: Readonly<Record<string, string>>
  readonly artifactType?: string
  readonly subject?: Descriptor
}

/** An image or an artifact. */
export interface Manifest extends ManifestBase {
  readonly kind: 'manifest'
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
}

/** A list of manifests. */
export interface Index extends ManifestBase {
  readonly kind: 'index'
  readonly manifests: readonly Descriptor[]
}

/** The largest manifest that is read: the distribution specification asks registries for at least this much. */
export const MAX_MANIFEST_BYTES: number = 4 * 1024 * 1024
const MAX_LAYERS = 4096
const MAX_MANIFESTS = 4096
/** 256 GiB; nothing real is larger, and sums stay exact. */
const MAX_BLOB_BYTES = 2 ** 38

/**
 * Reads a manifest. `contentType` is what the registry says that it is; a `mediaType` inside must agree, and a document
 * that could be read as manifest and index is refused (CVE-2021-41190). Throws `REGISTRY_MANIFEST_INVALID`,
 * `REGISTRY_SCHEMA1`.
 */
export function parseManifest(bytes: Uint8Array, contentType: string | undefined, what: string): Manifest | Index {
  const invalid = invalidFor(what)
  const header = contentType?.split(';')[0]?.trim().toLowerCase() ?? ''
  const document = parseJsonObject(bytes)
  if (!document) throw invalid('it is not a JSON object')
  const stated = asString(document['mediaType']) ?? ''
  if (isSchema1(header) || isSchema1(stated) || document['schemaVersion'] === 1) {
    throw registryError('REGISTRY_SCHEMA1', `${what} is a Docker image of schema 1`, {
      hint: 'that format is obsolete and cannot be verified by digests: push the image again with a current tool',
    })
  }
  if (document['schemaVersion'] !== 2) throw invalid('schemaVersion is not 2')

  const isIndex = 'manifests' in document
  if (isIndex && ('layers' in document || 'config' in document)) throw invalid('it is manifest and index at once')
  const known = [stated, header].filter((type) => isIndexType(type) || isManifestType(type))
  if (known.length === 2 && known[0] !== known[1]) {
    throw invalid(`it calls itself ${stated}, the registry calls it ${header}`)
  }
  const mediaType = known[0] ?? (isIndex ? MANIFEST_TYPES.ociIndex : MANIFEST_TYPES.ociManifest)
  if (isIndex ? isManifestType(mediaType) : isIndexType(mediaType)) {
    throw invalid(`its content is not that of ${mediaType}`)
  }

  const artifactType = asString(document['artifactType'])
  const base = {
    mediaType,
    annotations: readAnnotations(document['annotations']),
    ...(artifactType !== undefined && artifactType !== '' && { artifactType }),
    ...(document['subject'] != null && { subject: readDescriptor(document['subject'], 'subject', invalid) }),
  }
  if (isIndex) {
    return { kind: 'index', ...base, manifests: readList(document['manifests'], 'manifests', MAX_MANIFESTS, invalid) }
  }
  return {
    kind: 'manifest',
    ...base,
    config: readDescriptor(document['config'], 'config', invalid),
    layers: readList(document['layers'], 'layers', MAX_LAYERS, invalid),
  }
}

type Invalid = (why: string) => Error

function invalidFor(what: string): Invalid {
  return (why) => registryError('REGISTRY_MANIFEST_INVALID', `the manifest of ${what} cannot be used: ${why}`)
}

function readList(value: unknown, name: string, max: number, invalid: Invalid): readonly Descriptor[] {
  if (value === null || value === undefined) return []
  if (!Array.isArray(value)) throw invalid(`${name} is not a list`)
  if (value.length > max) throw invalid(`${name} has ${value.length} entries, more than ${max}`)
  return value.map((item: unknown, index) => readDescriptor(item, `${name}[${index}]`, invalid))
}

function readDescriptor(value: unknown, where: string, invalid: Invalid): Descriptor {
  const descriptor = asObject(value)
  if (!descriptor) throw invalid(`${where} is missing`)
  const digest = asString(descriptor['digest']) ?? ''
  const size = descriptor['size']
  if (!isDigest(digest)) throw invalid(`the digest of ${where} is not one of sha256 or sha512`)
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0 || size > MAX_BLOB_BYTES) {
    throw invalid(`the size of ${where} is not possible`)
  }
  const platform = readPlatform(descriptor['platform'])
  const artifactType = asString(descriptor['artifactType'])
  const urls = Array.isArray(descriptor['urls']) ? descriptor['urls'].filter((url) => typeof url === 'string') : []
  return {
    mediaType: (asString(descriptor['mediaType']) ?? '').toLowerCase(),
    digest,
    size,
    annotations: readAnnotations(descriptor['annotations']),
    urls,
    ...(artifactType !== undefined && artifactType !== '' && { artifactType }),
    ...(platform && { platform }),
  }
}

function readPlatform(value: unknown): Platform | undefined {
  const platform = asObject(value)
  if (!platform) return undefined
  const variant = asString(platform['variant'])
  return {
    os: (asString(platform['os']) ?? '').toLowerCase(),
    architecture: (asString(platform['architecture']) ?? '').toLowerCase(),
    ...(variant !== undefined && variant !== '' && { variant: variant.toLowerCase() }),
  }
}

function readAnnotations(value: unknown): Readonly<Record<string, string>> {
  const annotations: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [key, text] of Object.entries(asObject(value) ?? {})) if (typeof text === 'string') annotations[key] = text
  return annotations
}
