import { toVeinmindError } from '@veinmind/sdk'
import type { Discovered, Image } from '@veinmind/sdk'
import type { RegistryClient } from './client.ts'
import { mapConcurrently } from './concurrent.ts'
import { hasCode, registryError } from './errors.ts'
import { matchesAny } from './glob.ts'
import { loadImages } from './image-loader.ts'
import type { Candidate, LoadOptions } from './image-loader.ts'
import { listRepositories, listTags } from './listing.ts'
import { nameOf, resolveTag } from './manifests.ts'

export interface Query extends LoadOptions {
  /** Globs; empty: every tag. */
  readonly tags: readonly string[]
  /** Only so many images of a repository: the last created. */
  readonly newest?: number | undefined
}

/** Requests at a time. */
const CONCURRENCY = 6
/** Images that are opened ahead of the one that is scanned. */
const AHEAD = 2
/** Configurations that `newest` reads in one repository. */
const MAX_NEWEST_CANDIDATES = 2000

/** The images of the tags and digests `references` of a repository; the same manifest under several of them once. */
export async function* discoverReferences(
  client: RegistryClient,
  repository: string,
  references: readonly string[],
  query: Query,
): AsyncGenerator<Discovered, void, undefined> {
  const candidates: Candidate[] = []
  for await (const found of groupByDigest(client, repository, references, query.signal)) {
    if ('reference' in found) candidates.push(found)
    else yield found
  }
  const images = query.newest === undefined ? all(client, repository, candidates, query) : newest(client, repository, candidates, query)
  const known = new Map<string, string>()
  for await (const found of images) {
    // Indexes that differ in an attestation alone lead to the same image.
    const digest = 'entity' in found && found.entity.kind === 'image' ? found.entity.manifestDigest : undefined
    const before = digest === undefined ? undefined : known.get(digest)
    if (digest === undefined || !('entity' in found)) yield found
    else if (before === undefined) {
      known.set(digest, found.entity.name)
      yield found
    } else yield { target: found.entity.name, skipped: `the same image as ${before}` }
  }
}

/** The images of every tag of a repository that a glob lets through. `listed`: the repository comes from a list, not from the user. */
export async function* discoverRepository(
  client: RegistryClient,
  repository: string,
  query: Query & { readonly listed?: boolean },
): AsyncGenerator<Discovered, void, undefined> {
  const target = `${client.host}/${repository}`
  const tags: string[] = []
  let count = 0
  let failure: Discovered | undefined
  try {
    for await (const tag of listTags(client, repository, { signal: query.signal })) {
      count++
      if (matchesAny(query.tags, tag, true)) tags.push(tag)
    }
  } catch (error) {
    query.signal?.throwIfAborted()
    failure = { target, error: toVeinmindError(error) }
  }
  // What came before the list broke is there to be scanned.
  yield* discoverReferences(client, repository, tags, query)
  if (failure) yield failure
  else if (count === 0) yield { target, skipped: 'the repository has no tags' }
  else if (tags.length === 0 && !query.listed) {
    const globs = query.tags.join(', ')
    yield { target, error: registryError('REGISTRY_NOTHING_MATCHES', `none of the ${count} tags of ${target} matches ${globs}`) }
  }
}

/** `host/path`: the repository of that name, or when there is none the repositories below it. */
export async function* discoverPath(client: RegistryClient, path: string, query: Query & Filter): AsyncGenerator<Discovered, void, undefined> {
  const missing = await firstTag(client, path, query.signal)
  if (missing === undefined) {
    yield* discoverRepository(client, path, query)
    return
  }
  let found = false
  try {
    for await (const item of discoverAll(client, { ...query, project: path })) {
      found = true
      yield item
    }
  } catch (error) {
    if (found) throw error
  }
  if (!found) yield { target: `${client.host}/${path}`, error: missing }
}

export interface Filter {
  /** Globs of repositories. */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
}

/** Every repository of the registry or of a project. Throws when the list cannot be had. */
export async function* discoverAll(
  client: RegistryClient,
  query: Query & Filter & { readonly project?: string },
): AsyncGenerator<Discovered, void, undefined> {
  const dropped: Discovered[] = []
  const onDropped = (name: string): void => {
    if (dropped.length < 100) dropped.push({ target: `${client.host}/${name}`, skipped: 'not a possible name of a repository' })
  }
  for await (const repository of listRepositories(client, { project: query.project, signal: query.signal, onDropped })) {
    yield* dropped.splice(0)
    if (!matchesAny(query.include, repository, true) || matchesAny(query.exclude, repository, false)) continue
    yield* discoverRepository(client, repository, { ...query, listed: true })
  }
  yield* dropped
}

/** Undefined when the repository is there; else the error that says that it is not, or that we may not know. */
async function firstTag(client: RegistryClient, repository: string, signal: AbortSignal | undefined): Promise<Error & { code: string } & ReturnType<typeof toVeinmindError> | undefined> {
  try {
    // Leaving the loop ends the list after its first page.
    for await (const _ of listTags(client, repository, { signal })) return undefined
    return registryError('REGISTRY_NOT_FOUND', `${client.host}/${repository} has no tags, and there is no project of that name`)
  } catch (error) {
    signal?.throwIfAborted()
    if (hasCode(error, 'REGISTRY_NOT_FOUND', 'REGISTRY_UNAUTHORIZED', 'REGISTRY_FORBIDDEN')) return error
    throw error
  }
}

/** References by the digest that they lead to. A single one is not resolved: fetching it will. */
async function* groupByDigest(
  client: RegistryClient,
  repository: string,
  references: readonly string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<Candidate | Discovered, void, undefined> {
  const unique = [...new Set(references)]
  if (unique.length === 1) {
    yield { reference: unique[0]!, names: [nameOf(client.host, repository, unique[0]!)] }
    return
  }
  const groups = new Map<string, string[]>()
  const resolve = async (reference: string): Promise<{ readonly name: string; readonly digest?: string; readonly error?: unknown }> => {
    const name = nameOf(client.host, repository, reference)
    try {
      const digest = await resolveTag(client, { repository, reference, signal })
      return digest === undefined ? { name, error: registryError('REGISTRY_NOT_FOUND', `${name} is not there`) } : { name, digest }
    } catch (error) {
      return { name, error }
    }
  }
  for await (const { name, digest, error } of mapConcurrently(unique, CONCURRENCY, resolve)) {
    signal?.throwIfAborted()
    if (digest === undefined) yield { target: name, error: toVeinmindError(error) }
    else if (groups.has(digest)) groups.get(digest)!.push(name)
    else groups.set(digest, [name])
  }
  for (const [reference, names] of groups) yield { reference, names }
}

async function* all(client: RegistryClient, repository: string, candidates: readonly Candidate[], query: Query): AsyncGenerator<Discovered, void, undefined> {
  for await (const found of mapConcurrently(candidates, AHEAD, (candidate) => loadImages(client, repository, candidate, query))) yield* found
}

/** The `query.newest` references whose images were created last, by their configurations; the others are not said. */
async function* newest(client: RegistryClient, repository: string, candidates: readonly Candidate[], query: Query): AsyncGenerator<Discovered, void, undefined> {
  const wanted = query.newest ?? candidates.length
  if (candidates.length > MAX_NEWEST_CANDIDATES) {
    const message = `${client.host}/${repository} has ${candidates.length} images: too many to find the newest (limit ${MAX_NEWEST_CANDIDATES})`
    yield { target: `${client.host}/${repository}`, error: registryError('REGISTRY_TOO_MANY_IMAGES', message, { hint: 'narrow them with --tag' }) }
    return
  }
  let kept: { readonly created: number; readonly images: readonly Discovered[] }[] = []
  for await (const found of mapConcurrently(candidates, CONCURRENCY, (candidate) => loadImages(client, repository, candidate, query))) {
    const images = found.filter((item): item is { readonly entity: Image } => 'entity' in item)
    if (images.length === 0) {
      yield* found
      continue
    }
    kept.push({ created: Math.max(...images.map(({ entity }) => createdAt(entity))), images: found })
    // Stable: of the same time, the earlier in the list stays.
    kept = kept.sort((a, b) => b.created - a.created).slice(0, wanted)
  }
  for (const { images } of kept) yield* images
}

function createdAt(image: Image): number {
  const time = Date.parse(image.config.created ?? '')
  return Number.isNaN(time) ? -Infinity : time
}
