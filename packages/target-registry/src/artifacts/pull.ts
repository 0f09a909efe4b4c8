import { registryError } from '../errors.ts'
import { EMPTY_TYPE } from '../media-types.ts'
import type { ImageRegistry } from '../registry.ts'
import { splitName } from './name.ts'

/** A file of an artifact as it lies in the registry; nothing is fetched before it is asked for. */
export interface PulledFile {
  /** As its author named it: any text, also `../../x`. It is never used as a path here. */
  readonly name: string
  readonly mediaType: string
  readonly size: number
  readonly digest: string
  readonly annotations: Readonly<Record<string, string>>
  /** The content, verified at its end. */
  stream(options?: { readonly signal?: AbortSignal }): AsyncIterable<Uint8Array>
  /** The content whole; more than `max` bytes (default 16 MiB) is `REGISTRY_ANSWER_TOO_LARGE`. */
  bytes(options?: { readonly max?: number; readonly signal?: AbortSignal }): Promise<Uint8Array>
}

export interface PulledArtifact {
  readonly digest: string
  /** The artifact's type; of older artifacts the type of their configuration. */
  readonly artifactType: string
  readonly annotations: Readonly<Record<string, string>>
  /** The digest of what it is about. */
  readonly subject?: string
  readonly files: readonly PulledFile[]
}

/** Opens an OCI artifact (`repository:tag` or `repository@digest`), made by `pushArtifact`, oras or another tool. */
export async function pullArtifact(
  registry: ImageRegistry,
  name: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<PulledArtifact> {
  const { repository, reference = 'latest' } = splitName(name)
  const { digest, manifest } = await registry.readManifest(repository, reference, options)
  if (manifest.kind === 'index') {
    throw registryError('REGISTRY_MANIFEST_INVALID', `${registry.host}/${name} is an index, not an artifact`, {
      hint: 'pull one of its entries by digest',
    })
  }
  const files = manifest.layers
    .filter(({ mediaType }) => mediaType !== EMPTY_TYPE)
    .map((layer): PulledFile => ({
      name: layer.annotations['org.opencontainers.image.title'] ?? layer.digest,
      mediaType: layer.mediaType,
      size: layer.size,
      digest: layer.digest,
      annotations: layer.annotations,
      stream: (given) => registry.openBlob(repository, layer, given),
      bytes: async (given) => await registry.readBlob(repository, layer, given),
    }))
  return {
    digest,
    artifactType: manifest.artifactType ?? manifest.config.mediaType,
    annotations: manifest.annotations,
    ...(manifest.subject && { subject: manifest.subject.digest }),
    files,
  }
}
