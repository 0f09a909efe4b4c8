import { digestOf } from '../compress.ts'
import type { Pushable } from '../image.ts'

/** A manifest as it was pushed. */
export interface StoredManifest {
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/** What one repository has. A blob of another repository is not had until it is mounted. */
export interface Repository {
  readonly manifests: Map<string, StoredManifest>
  readonly tags: Map<string, string>
  readonly blobs: Map<string, Uint8Array>
}

/** The parts of a manifest that a registry looks at. */
export interface ManifestDocument {
  readonly mediaType?: string
  readonly artifactType?: string
  readonly config?: Descriptor
  readonly layers?: readonly Descriptor[]
  readonly manifests?: readonly Descriptor[]
  readonly subject?: Descriptor
  readonly annotations?: Readonly<Record<string, string>>
}

interface Descriptor {
  readonly mediaType?: string
  readonly digest?: string
  readonly urls?: readonly string[]
}

/** Everything that a registry holds. */
export interface Store {
  readonly repositories: Map<string, Repository>
  /** Unfinished uploads by their id. */
  readonly uploads: Map<string, { readonly repository: string; bytes: Uint8Array }>
}

export function createStore(): Store {
  return { repositories: new Map(), uploads: new Map() }
}

/** The repository of that name, made when it is new. */
export function ensureRepository(store: Store, name: string): Repository {
  const known = store.repositories.get(name)
  if (known) return known
  const repository: Repository = { manifests: new Map(), tags: new Map(), blobs: new Map() }
  store.repositories.set(name, repository)
  return repository
}

/** Stores a thing with all that it names. */
export function storeThing(repository: Repository, tag: string | undefined, thing: Pushable): void {
  for (const child of thing.children ?? []) storeThing(repository, undefined, child)
  for (const [digest, bytes] of thing.blobs) repository.blobs.set(digest, bytes)
  repository.manifests.set(thing.manifestDigest, { mediaType: thing.mediaType, bytes: thing.manifest })
  if (tag !== undefined) repository.tags.set(tag, thing.manifestDigest)
}

/** The digest that a reference (a tag or a digest) stands for. */
export function resolveReference(repository: Repository, reference: string): string | undefined {
  return reference.includes(':') ? reference : repository.tags.get(reference)
}

/** The document of a manifest; undefined when it is not a JSON object. */
export function parseManifest(bytes: Uint8Array): ManifestDocument | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Whether `digest` is one that this registry computes, and right for `bytes`. */
export function digestMatches(digest: string, bytes: Uint8Array): boolean {
  const algorithm = digest.startsWith('sha512:') ? 'sha512' : 'sha256'
  return digestOf(bytes, algorithm) === digest
}
