import { registryError } from '../errors.ts'
import type { Descriptor } from '../manifest.ts'
import type { StoredManifest } from '../manifests.ts'
import { isForeignLayer } from '../media-types.ts'
import { isDigest } from '../reference.ts'
import type { ImageRegistry } from '../registry.ts'
import { addToFallback } from './fallback.ts'
import { splitName } from './name.ts'
import { listReferrers } from './referrers.ts'

/** Where something is, or should be: `repository:tag` or `repository@digest` in a registry. */
export interface Place {
  readonly registry: ImageRegistry
  readonly name: string
}

export interface CopyOptions {
  /** Copy what refers to it too: signatures, bills of materials. Default false. */
  readonly referrers?: boolean
  readonly signal?: AbortSignal
}

interface Copying extends CopyOptions {
  readonly from: { readonly registry: ImageRegistry; readonly repository: string }
  readonly to: { readonly registry: ImageRegistry; readonly repository: string }
  readonly done: Set<string>
}

const MAX_DEPTH = 8
const MAX_MANIFESTS = 4096

/** Copies an image, index or artifact, with all that belongs to it, byte for byte: digests stay. Blobs are streamed. */
export async function copy(from: Place, to: Place, options: CopyOptions = {}): Promise<{ readonly digest: string }> {
  const source = splitName(from.name)
  const destination = splitName(to.name)
  const copying: Copying = {
    ...options,
    from: { registry: from.registry, repository: source.repository },
    to: { registry: to.registry, repository: destination.repository },
    done: new Set(),
  }
  const root = await readFrom(copying, source.reference ?? 'latest')
  const { reference = source.reference ?? 'latest' } = destination
  if (isDigest(reference) && reference !== root.digest) {
    throw registryError(
      'REGISTRY_OPTION_INVALID',
      `${from.name} has the digest ${root.digest} and cannot be stored as ${reference}`,
    )
  }
  await copyManifest(copying, root, { reference, depth: 0 })
  return { digest: root.digest }
}

async function copyManifest(
  copying: Copying,
  stored: StoredManifest,
  at: { readonly reference: string; readonly depth: number },
): Promise<void> {
  const { from, to, done } = copying
  const { manifest, digest, mediaType, bytes } = stored
  if (done.has(digest)) return
  done.add(digest)
  if (at.depth > MAX_DEPTH || done.size > MAX_MANIFESTS) {
    throw registryError(
      'REGISTRY_MANIFEST_INVALID',
      `${from.registry.host}/${from.repository} nests too deep or has too many manifests to be copied`,
    )
  }
  if (manifest.kind === 'index') {
    for (const entry of manifest.manifests) await copyChild(copying, entry.digest, at.depth)
  } else {
    for (const blob of [manifest.config, ...manifest.layers]) await copyBlob(copying, blob)
  }
  const written = await to.registry.writeManifest(to.repository, at.reference, { mediaType, bytes }, signalOf(copying))
  if (manifest.subject && !written.subjectTaken) {
    const artifactType = manifest.artifactType ?? (manifest.kind === 'manifest' ? manifest.config.mediaType : undefined)
    const entry = {
      mediaType,
      digest,
      size: bytes.length,
      ...(artifactType !== undefined && { artifactType }),
      annotations: manifest.annotations,
    }
    await addToFallback(to.registry, to.repository, { subject: manifest.subject.digest, entry, ...signalOf(copying) })
  }
  if (!copying.referrers) return
  for (const referrer of await listReferrers(from.registry, `${from.repository}@${digest}`, signalOf(copying))) {
    await copyChild(copying, referrer.digest, at.depth)
  }
}

async function copyChild(copying: Copying, digest: string, depth: number): Promise<void> {
  if (copying.done.has(digest)) return
  await copyManifest(copying, await readFrom(copying, digest), { reference: digest, depth: depth + 1 })
}

async function copyBlob(copying: Copying, blob: Descriptor): Promise<void> {
  const { from, to, done } = copying
  // Foreign layers are not in the registry; their manifest names the place to fetch them from.
  if (done.has(blob.digest) || (isForeignLayer(blob.mediaType) && blob.urls.length > 0)) return
  done.add(blob.digest)
  const { digest, size } = blob
  const content = (): AsyncIterable<Uint8Array> => from.registry.openBlob(from.repository, blob, signalOf(copying))
  const mount = from.registry.host === to.registry.host && from.repository !== to.repository
  await to.registry.writeBlob(
    to.repository,
    { digest, size, content },
    { ...signalOf(copying), ...(mount && { mountFrom: from.repository }) },
  )
}

async function readFrom(copying: Copying, reference: string): Promise<StoredManifest> {
  return await copying.from.registry.readManifest(copying.from.repository, reference, signalOf(copying))
}

function signalOf({ signal }: CopyOptions): { readonly signal?: AbortSignal } {
  return signal ? { signal } : {}
}
