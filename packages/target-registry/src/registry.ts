import { toVeinmindError } from '@veinmind/sdk'
import type { Image } from '@veinmind/sdk'
import type { Discovered, Platform } from '@veinmind/sdk/target'
import { readBlob, streamBlob } from './blob.ts'
import type { BlobOptions } from './blob.ts'
import { createClient } from './client.ts'
import type { ClientOptions, RegistryClient } from './client.ts'
import { discoverAll, discoverPath, discoverReferences, discoverRepository } from './discover.ts'
import type { Filter, Query } from './discover.ts'
import { registryError } from './errors.ts'
import { listRepositories, listTags } from './listing.ts'
import type { Descriptor } from './manifest.ts'
import { getManifest, resolveTag } from './manifests.ts'
import type { StoredManifest } from './manifests.ts'
import type { PlatformWish } from './platform-choice.ts'
import { parsePlatform } from './platform.ts'
import { formatTarget, isDigest, isRepository, isTag } from './reference.ts'
import type { TargetName } from './reference.ts'
import { hasBlob, writeBlob, writeManifest } from './upload.ts'
import type { BlobContent, WrittenManifest } from './upload.ts'

/** How a registry is opened: credentials, TLS, time limits. */
export type RegistryOptions = ClientOptions

/** Which images of a repository. */
export interface ImageQuery {
  /** Tag or digest, or globs of tags (`*`, `?`); without one every tag. */
  readonly tag?: string | readonly string[]
  /** Only the so many images that were created last, by their configurations. */
  readonly newest?: number
  /** Also images without a tag, which only Harbor lists; of repositories, not of single references. */
  readonly untagged?: boolean
  /**
   * `os/architecture[/variant]` or `all`; by default linux on this machine's processor, or another where there is none.
   */
  readonly platform?: string | Platform
  readonly signal?: AbortSignal
}

interface Cancellable {
  readonly signal?: AbortSignal
}

/** A registry that speaks OCI's distribution protocol. Nothing is contacted before the first call. */
export interface ImageRegistry extends AsyncDisposable {
  readonly host: string
  /**
   * The images of a repository, the same manifest under several tags once. Throws the first failure; see `discover`.
   */
  images(repository: string, query?: ImageQuery): AsyncIterable<Image>
  /** What a target names, failures and things that are no images among the results: one does not end the others. */
  discover(target: TargetName, query?: ImageQuery & Partial<Filter>): AsyncIterable<Discovered>
  /** Images by tags and digests of one repository, looked up together. */
  discoverReferences(repository: string, references: readonly string[], query?: ImageQuery): AsyncIterable<Discovered>
  /** Names of repositories, of `project/` only if given. Throws `REGISTRY_CATALOG_REFUSED`. */
  repositories(options?: Cancellable & { readonly project?: string }): AsyncIterable<string>
  tags(repository: string, options?: Cancellable): AsyncIterable<string>
  /** The digest of a tag; undefined when it is not there. */
  resolve(repository: string, reference: string, options?: Cancellable): Promise<string | undefined>
  /** A manifest or index, verified against its digest. */
  readManifest(repository: string, reference: string, options?: Cancellable): Promise<StoredManifest>
  /** A blob as a stream; throws `REGISTRY_DIGEST_MISMATCH` at its end when it is not what its digest says. */
  openBlob(
    repository: string,
    blob: Pick<Descriptor, 'digest' | 'size'>,
    options?: Cancellable,
  ): AsyncIterable<Uint8Array>
  /** A blob whole, of at most `max` bytes (default 16 MiB). */
  readBlob(
    repository: string,
    blob: Pick<Descriptor, 'digest' | 'size'>,
    options?: Cancellable & { readonly max?: number },
  ): Promise<Uint8Array>
  hasBlob(repository: string, digest: string, options?: Cancellable): Promise<boolean>
  /** Uploads a blob unless it is there. `mountFrom`: a repository of the same registry that has it. */
  writeBlob(
    repository: string,
    blob: BlobContent,
    options?: Cancellable & { readonly mountFrom?: string },
  ): Promise<void>
  /** Stores a manifest under a tag or its digest. */
  writeManifest(
    repository: string,
    reference: string,
    manifest: { readonly mediaType: string; readonly bytes: Uint8Array },
    options?: Cancellable,
  ): Promise<WrittenManifest>
  /** Reaches the registry, and proves the credentials that there are for it. Throws `REGISTRY_UNAUTHORIZED` where they are refused. */
  login(options?: Cancellable): Promise<void>
  /** The protocol below, for what has no method here. */
  readonly client: RegistryClient
  /** Ends every connection. */
  close(): Promise<void>
}

const MAX_SMALL_BLOB = 16 * 1024 * 1024

/**
 * Opens the registry at `host` (with a port where it has one; `docker.io` is Docker Hub). Throws
 * `REGISTRY_REFERENCE_INVALID` when that is no host; everything else shows at the first request.
 */
export function openRegistry(host: string, options: RegistryOptions = {}): ImageRegistry {
  const client = createClient(host, options)
  const limits: BlobOptions = {
    ...(options.timeouts && { timeouts: options.timeouts }),
    ...(options.retry && { retry: options.retry }),
  }
  const path = (repository: string): string => {
    if (!isRepository(repository)) {
      throw registryError('REGISTRY_REFERENCE_INVALID', `"${repository}" is not a repository`)
    }
    return repository
  }
  const name = (reference: string): string => {
    if (!isTag(reference) && !isDigest(reference)) {
      throw registryError('REGISTRY_REFERENCE_INVALID', `"${reference}" is neither a tag nor a digest`)
    }
    return reference
  }

  const content = <B extends { readonly digest: string }>(blob: B): B => {
    if (!isDigest(blob.digest)) {
      throw registryError('REGISTRY_REFERENCE_INVALID', `"${blob.digest}" is not a sha256 or sha512 digest`)
    }
    return blob
  }

  function discover(target: TargetName, query: ImageQuery & Partial<Filter> = {}): AsyncIterable<Discovered> {
    const full = { ...limits, ...readQuery(query), include: query.include ?? [], exclude: query.exclude ?? [] }
    return orError(formatTarget(target), query.signal, () => {
      if (target.kind === 'image') {
        const { repository, digest, tag = 'latest' } = target.reference
        return discoverReferences(client, repository, [digest ?? tag], { ...full, named: true })
      }
      if (target.kind === 'repository') return discoverPath(client, target.path, full)
      return discoverAll(client, target.kind === 'project' ? { ...full, project: target.path } : full)
    })
  }

  return {
    host,
    client,
    discover,
    discoverReferences(repository, references, query = {}) {
      const full = { ...limits, ...readQuery(query), named: true }
      const [at, names] = [path(repository), references.map(name)]
      return orError(`${host}/${repository}`, query.signal, () => discoverReferences(client, at, names, full))
    },
    async *images(repository, query = {}) {
      const full = { ...limits, ...readQuery(query) }
      const exact = full.tags.length > 0 && full.tags.every((tag) => !/[*?]/.test(tag))
      const found = exact
        ? discoverReferences(client, path(repository), full.tags.map(name), { ...full, named: true })
        : discoverRepository(client, path(repository), full)
      for await (const item of found) {
        if ('error' in item) throw item.error
        if ('entity' in item && item.entity.kind === 'image') yield item.entity
      }
    },
    repositories: (given) => listRepositories(client, { ...given }),
    tags: (repository, given) => listTags(client, path(repository), { ...given }),
    resolve: async (repository, reference, given) =>
      (await resolveTag(client, { repository: path(repository), reference: name(reference), ...given }))?.digest,
    readManifest: async (repository, reference, given) =>
      await getManifest(client, { repository: path(repository), reference: name(reference), ...given }),
    openBlob: (repository, blob, given) =>
      streamBlob(client, path(repository), content(blob), { ...limits, ...given, verify: true }),
    readBlob: async (repository, blob, { max = MAX_SMALL_BLOB, ...given } = {}) =>
      await readBlob(client, path(repository), content(blob), { ...limits, ...given, max }),
    hasBlob: async (repository, digest, given) =>
      await hasBlob(client, path(repository), content({ digest }).digest, given?.signal),
    writeBlob: async (repository, blob, given) =>
      await writeBlob(client, path(repository), content(blob), { ...given }),
    writeManifest: async (repository, reference, manifest, given) =>
      await writeManifest(client, path(repository), { reference: name(reference), ...manifest, signal: given?.signal }),
    login: async (given) => await client.login(given?.signal),
    close: () => client.destroy(),
    [Symbol.asyncDispose]: () => client.destroy(),
  }
}

/** The results, and as the last one what ended them early. */
async function* orError(
  target: string,
  signal: AbortSignal | undefined,
  results: () => AsyncIterable<Discovered>,
): AsyncGenerator<Discovered, void, undefined> {
  try {
    yield* results()
  } catch (error) {
    signal?.throwIfAborted()
    yield { target, error: toVeinmindError(error) }
  }
}

function readQuery(query: ImageQuery): Query {
  const { tag = [], newest, untagged, platform, signal } = query
  if (newest !== undefined && (!Number.isSafeInteger(newest) || newest < 1)) {
    throw registryError('REGISTRY_OPTION_INVALID', `"${newest}" is not a number of images`, {
      hint: 'newest is a whole number from 1',
    })
  }
  return {
    tags: typeof tag === 'string' ? [tag] : tag,
    platform: readPlatform(platform),
    ...(newest !== undefined && { newest }),
    ...(untagged && { untagged }),
    ...(signal && { signal }),
  }
}

function readPlatform(platform: string | Platform | undefined): PlatformWish {
  if (platform === undefined) return 'default'
  if (typeof platform !== 'string') return platform
  return platform === 'all' ? 'all' : parsePlatform(platform)
}
