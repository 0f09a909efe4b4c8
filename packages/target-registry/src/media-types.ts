/** Media types of manifests, as `Accept` lists them: the newest first. */
export const MANIFEST_TYPES = {
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
} as const

/** Refused, but asked for too: else a registry says "not found" for an image that is only too old. */
const SCHEMA1 = [
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
  'application/vnd.docker.distribution.manifest.v1+json',
]

/** What is accepted for a manifest. */
export const ACCEPT_MANIFEST: string = [
  ...Object.values(MANIFEST_TYPES),
  ...SCHEMA1.map((type) => `${type};q=0.1`),
].join(', ')

/** Configurations that make a manifest an image. */
const IMAGE_CONFIGS = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
])

/** What a layer of an image may be: a tar, compressed or not. */
const LAYER =
  /^application\/vnd\.(?:docker\.image\.rootfs\.(?:foreign\.)?diff\.tar(?:[.+](?:gzip|zstd))?|oci\.image\.layer\.(?:nondistributable\.)?v1\.tar(?:\+(?:gzip|zstd))?)$/

export const EMPTY_TYPE = 'application/vnd.oci.empty.v1+json'

export const isSchema1 = (mediaType: string): boolean => SCHEMA1.includes(mediaType)
export const isIndexType = (mediaType: string): boolean =>
  mediaType === MANIFEST_TYPES.ociIndex || mediaType === MANIFEST_TYPES.dockerList
export const isManifestType = (mediaType: string): boolean =>
  mediaType === MANIFEST_TYPES.ociManifest || mediaType === MANIFEST_TYPES.dockerManifest
export const isImageConfig = (mediaType: string): boolean => IMAGE_CONFIGS.has(mediaType)
export const isLayerType = (mediaType: string): boolean => LAYER.test(mediaType)
export const isEncryptedLayer = (mediaType: string): boolean =>
  mediaType.endsWith('+encrypted') && isLayerType(mediaType.slice(0, -'+encrypted'.length))

/** A layer that its vendor did not allow to be stored in registries. */
export const isForeignLayer = (mediaType: string): boolean => /\.foreign\.|\.nondistributable\./.test(mediaType)
