import { cutText } from '@veinmind/internal/text'
import type { Descriptor, Manifest } from './manifest.ts'
import { EMPTY_TYPE, isEncryptedLayer, isForeignLayer, isImageConfig, isLayerType } from './media-types.ts'

/** What people call artifacts that are often found beside images, by the type of their configuration or layers. */
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/^application\/vnd\.cncf\.helm\./, 'a Helm chart'],
  [/^application\/vnd\.dev\.cosign\./, 'a cosign signature'],
  [/^application\/vnd\.dev\.sigstore\./, 'a sigstore bundle'],
  [/^application\/vnd\.cncf\.notary\./, 'a notation signature'],
  [/^application\/vnd\.in-toto\+json/, 'an attestation'],
  [/^application\/vnd\.docker\.plugin\./, 'a Docker plugin'],
  [/^application\/vnd\.buildkit\.cacheconfig\./, 'a build cache'],
  [/^application\/vnd\.wasm\./, 'a WebAssembly module'],
  [/^application\/vnd\.(?:cyclonedx|dsse)|^text\/spdx|spdx\+json/, 'a bill of materials or statement'],
]

/** Why an entry of an index is not an image; undefined when it may be one. */
export function notAnImage(entry: Descriptor): string | undefined {
  // BuildKit's attestations (github.com/moby/buildkit/docs/attestations/attestation-storage.md).
  if (entry.annotations['vnd.docker.reference.type'] !== undefined) return 'an attestation of BuildKit'
  if (entry.artifactType !== undefined && !isImageConfig(entry.artifactType)) return describe(entry.artifactType)
  return undefined
}

/** Why a manifest is not one of an image; undefined when it is. */
export function notAnImageManifest(manifest: Manifest): string | undefined {
  if (!isImageConfig(manifest.config.mediaType)) {
    return describe(
      manifest.config.mediaType === EMPTY_TYPE || manifest.artifactType !== undefined
        ? (manifest.artifactType ?? EMPTY_TYPE)
        : manifest.config.mediaType,
    )
  }
  const types = manifest.layers.map(({ mediaType }) => mediaType)
  if (types.length === 0 || types.some((type) => isLayerType(type) || isEncryptedLayer(type))) return undefined
  // cosign and BuildKit give their artifacts an image's configuration.
  return describe(manifest.artifactType ?? types[0]!)
}

/** Why a layer cannot be read; undefined when it can. */
export function layerUnavailable(layer: Descriptor): string | undefined {
  if (isForeignLayer(layer.mediaType)) {
    const where = layer.urls[0] === undefined ? '' : `; its vendor has it at ${cutText(layer.urls[0], 200)}`
    return `a foreign layer, which registries do not store${where}`
  }
  if (isEncryptedLayer(layer.mediaType)) return 'an encrypted layer'
  return isLayerType(layer.mediaType) ? undefined : `not a file system: ${layer.mediaType || 'no media type'}`
}

function describe(type: string): string {
  const name = KNOWN.find(([pattern]) => pattern.test(type))?.[1]
  return `not an image but ${name ?? 'an artifact'} (${type || 'no type'})`
}
