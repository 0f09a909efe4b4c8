import type { Image, JsonObject } from '@veinmind/sdk'
import type { Platform } from '@veinmind/sdk/target'
import { buildLayer, layerMediaType } from './built-layer.ts'
import { digestOf } from './compress.ts'
import { readConfig, readHistory } from './image-config.ts'
import type { ConfigSection, HistoryEntry } from './image-config.ts'
import type { LayerSpec } from './layer.ts'

/** What a registry stores for one reference: a manifest, the blobs that it names, and the manifests below an index. */
export interface Pushable {
  readonly mediaType: string
  readonly manifest: Uint8Array
  readonly manifestDigest: string
  /** Blobs by digest. */
  readonly blobs: ReadonlyMap<string, Uint8Array>
  readonly children?: readonly Pushable[]
}

/** An image in memory: an entity to scan, and all that is needed to push it or write it to disk. */
export interface BuiltImage extends Image, Pushable {
  readonly manifestDigest: string
  readonly configBytes: Uint8Array
  readonly specs: readonly LayerSpec[]
}

/** What can be said of an image besides its layers. */
export interface ImageOptions {
  readonly references?: readonly string[]
  /** The `config` section of the configuration: `{ Env: ['A=1'], Cmd: ['sh'] }`. */
  readonly config?: ConfigSection
  /** All history steps, also those that made no layer; by default one for each layer, from its `createdBy`. */
  readonly history?: readonly HistoryEntry[]
  /** Default: linux/amd64. */
  readonly platform?: Platform
  /** RFC 3339; null is written as null. */
  readonly created?: string | null
  readonly author?: string
  /** Media types of OCI (default) or of Docker's schema 2. */
  readonly format?: 'oci' | 'docker'
  readonly annotations?: Readonly<Record<string, string>>
  /** Members of the configuration document that replace the right ones: for configurations that lie. */
  readonly document?: JsonObject
}

const CREATED = '2024-01-01T00:00:00Z'

/** An image of these layers, lowest first; options may stand anywhere among them, usually last. */
export function buildImage(...parts: readonly (LayerSpec | ImageOptions)[]): BuiltImage {
  const specs = parts.filter((part) => 'kind' in part)
  const options: ImageOptions = Object.assign({}, ...parts.filter((part) => !('kind' in part)))
  const { references = [], format = 'oci', platform = { os: 'linux', architecture: 'amd64' } } = options
  const layers = specs.map((spec, index) => buildLayer(spec, index, layerMediaType(format, spec.compression)))
  const document: JsonObject = {
    created: options.created === undefined ? CREATED : options.created,
    author: options.author,
    ...platform,
    config: options.config ?? {},
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: options.history ?? specs.map(({ createdBy }) => ({ created: CREATED, created_by: createdBy })),
    ...options.document,
  }
  const configBytes = toJson(document)
  const mediaType = MANIFEST_TYPES[format]
  const manifest = toJson({
    schemaVersion: 2,
    mediaType,
    config: { mediaType: CONFIG_TYPES[format], digest: digestOf(configBytes), size: configBytes.length },
    layers: layers.map(({ digest, size, mediaType: type }) => ({ mediaType: type, digest, size })),
    annotations: options.annotations,
  })
  const id = digestOf(configBytes)
  return {
    kind: 'image',
    id,
    name: references[0] ?? id,
    references,
    manifestDigest: digestOf(manifest),
    platform,
    config: readConfig(document),
    history: readHistory(document, layers.length),
    layers,
    mediaType,
    manifest,
    configBytes,
    blobs: new Map([[id, configBytes], ...layers.map(({ digest }, index) => blobOf(digest, specs[index]))]),
    specs,
  }
}

/** An index of images, one a platform. */
export function buildIndex(
  images: readonly BuiltImage[],
  options: { readonly format?: 'oci' | 'docker'; readonly annotations?: Readonly<Record<string, string>> } = {},
): Pushable {
  const mediaType = INDEX_TYPES[options.format ?? 'oci']
  const manifest = toJson({
    schemaVersion: 2,
    mediaType,
    manifests: images.map((image) => ({
      mediaType: image.mediaType,
      digest: image.manifestDigest,
      size: image.manifest.length,
      platform: { ...image.platform },
    })),
    annotations: options.annotations,
  })
  return { mediaType, manifest, manifestDigest: digestOf(manifest), blobs: new Map(), children: images }
}

/** An artifact that is no image, such as a signature of `subject` (OCI 1.1). */
export function buildArtifact(options: {
  readonly artifactType: string
  readonly files: Readonly<Record<string, Uint8Array>>
  readonly subject?: Pushable
  readonly annotations?: Readonly<Record<string, string>>
}): Pushable {
  const empty = toJson({})
  const files = Object.entries(options.files)
  const { subject } = options
  const manifest = toJson({
    schemaVersion: 2,
    mediaType: MANIFEST_TYPES.oci,
    artifactType: options.artifactType,
    config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf(empty), size: empty.length },
    layers: files.map(([title, bytes]) => ({
      mediaType: 'application/octet-stream',
      digest: digestOf(bytes),
      size: bytes.length,
      annotations: { 'org.opencontainers.image.title': title },
    })),
    ...(subject && {
      subject: { mediaType: subject.mediaType, digest: subject.manifestDigest, size: subject.manifest.length },
    }),
    annotations: options.annotations,
  })
  return {
    mediaType: MANIFEST_TYPES.oci,
    manifest,
    manifestDigest: digestOf(manifest),
    blobs: new Map([empty, ...files.map(([, bytes]) => bytes)].map((bytes) => [digestOf(bytes), bytes])),
  }
}

const MANIFEST_TYPES = {
  oci: 'application/vnd.oci.image.manifest.v1+json',
  docker: 'application/vnd.docker.distribution.manifest.v2+json',
} as const

const CONFIG_TYPES = {
  oci: 'application/vnd.oci.image.config.v1+json',
  docker: 'application/vnd.docker.container.image.v1+json',
} as const

const INDEX_TYPES = {
  oci: 'application/vnd.oci.image.index.v1+json',
  docker: 'application/vnd.docker.distribution.manifest.list.v2+json',
} as const

function blobOf(digest: string, spec: LayerSpec | undefined): [string, Uint8Array] {
  return [digest, spec?.stored ?? new Uint8Array()]
}

function toJson(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}
