import { digestOf } from '../digest.ts'
import { registryError } from '../errors.ts'
import type { Descriptor } from '../manifest.ts'
import { EMPTY_TYPE, MANIFEST_TYPES } from '../media-types.ts'
import type { ImageRegistry } from '../registry.ts'
import type { BlobContent } from '../upload.ts'
import { addToFallback } from './fallback.ts'
import { splitName } from './name.ts'

/** A file of an artifact. */
export interface ArtifactFile {
  /** Its name for those who pull it (`org.opencontainers.image.title`). */
  readonly name: string
  readonly content: Uint8Array
  /** Default `application/vnd.oci.image.layer.v1.tar`, as oras has it for a file without a type. */
  readonly mediaType?: string
  readonly annotations?: Readonly<Record<string, string>>
}

export interface Artifact {
  /** What the artifact is, such as `application/vnd.example.report.v1`. */
  readonly artifactType: string
  readonly files: readonly ArtifactFile[]
  readonly annotations?: Readonly<Record<string, string>>
  /** What it is about: a digest in the same repository. The artifact is then one of its referrers. */
  readonly subject?: string
  /** Default: none, so that the same files give the same digest. */
  readonly created?: string
  readonly signal?: AbortSignal
}

const EMPTY: BlobContent = { digest: digestOf(Buffer.from('{}')), size: 2, content: Buffer.from('{}') }

/**
 * Stores files as an OCI artifact, in the manner of ORAS (OCI image specification 1.1, "Guidelines for Artifact
 * Usage"). `name` is `repository:tag`, or `repository` to store it by its digest alone. A registry without the
 * referrers API gets the fallback tag.
 */
export async function pushArtifact(
  registry: ImageRegistry,
  name: string,
  artifact: Artifact,
): Promise<{ readonly digest: string }> {
  const { repository, reference } = splitName(name)
  const options = { ...(artifact.signal && { signal: artifact.signal }) }
  if (artifact.artifactType === '') throw registryError('REGISTRY_OPTION_INVALID', 'an artifact needs a type')
  const subject =
    artifact.subject === undefined ? undefined : await describe(registry, repository, artifact.subject, options)
  await registry.writeBlob(repository, EMPTY, options)
  const layers: object[] = []
  for (const {
    name: title,
    content,
    mediaType = 'application/vnd.oci.image.layer.v1.tar',
    annotations,
  } of artifact.files) {
    const blob = { digest: digestOf(content), size: content.length, content }
    await registry.writeBlob(repository, blob, options)
    layers.push({
      mediaType,
      digest: blob.digest,
      size: blob.size,
      annotations: { ...annotations, 'org.opencontainers.image.title': title },
    })
  }
  const empty = { mediaType: EMPTY_TYPE, digest: EMPTY.digest, size: EMPTY.size, data: 'e30=' }
  const annotations = {
    ...(artifact.created !== undefined && { 'org.opencontainers.image.created': artifact.created }),
    ...artifact.annotations,
  }
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST_TYPES.ociManifest,
      artifactType: artifact.artifactType,
      config: empty,
      // A manifest without layers is refused by some registries (specification, "Guidance for an Empty Descriptor").
      layers: layers.length > 0 ? layers : [empty],
      ...(subject && { subject }),
      ...(Object.keys(annotations).length > 0 && { annotations }),
    }),
  )
  const digest = digestOf(bytes)
  const written = await registry.writeManifest(
    repository,
    reference ?? digest,
    { mediaType: MANIFEST_TYPES.ociManifest, bytes },
    options,
  )
  if (subject && !written.subjectTaken) {
    const entry = {
      mediaType: MANIFEST_TYPES.ociManifest,
      digest,
      size: bytes.length,
      artifactType: artifact.artifactType,
      ...(Object.keys(annotations).length > 0 && { annotations }),
    }
    await addToFallback(registry, repository, { subject: subject.digest, entry, ...options })
  }
  return { digest }
}

async function describe(
  registry: ImageRegistry,
  repository: string,
  reference: string,
  options: { readonly signal?: AbortSignal },
): Promise<Pick<Descriptor, 'mediaType' | 'digest' | 'size'>> {
  const { mediaType, digest, bytes } = await registry.readManifest(repository, reference, options)
  return { mediaType, digest, size: bytes.length }
}
