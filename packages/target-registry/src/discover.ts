import { toVeinmindError } from '@veinmind/sdk'
import type { Discovered, VeinmindError } from '@veinmind/sdk'
import type { RegistryClient } from './client.ts'
import { mapConcurrently } from './concurrent.ts'
import { hasCode, registryError } from './errors.ts'
import { matchesAny } from './glob.ts'
import { listRepositories, listTags } from './listing.ts'
import { chooseNewest } from './newest.ts'
import { openImage } from './open-image.ts'
import type { OpenOptions } from './open-image.ts'
import { resolveReferences } from './resolve.ts'

export interface Query extends OpenOptions {
  /** Globs; empty: every tag. */
  readonly tags: readonly string[]
  /** Only so many references of a repository: those whose images were created last. */
  readonly newest?: number | undefined
}

/** Images that are opened ahead of the one that is scanned. */
const AHEAD = 2

/** The images of the tags and digests `references` of a repository; the same one under several of them once. */
export async function* discoverReferences(
  client: RegistryClient,
  repository: string,
  references: readonly string[],
  query: Query,
): AsyncGenerator<Discovered, void, undefined> {
  const resolved = await resolveReferences(client, repository, references, query)
  yield* resolved.others
  const wanted = query.newest === undefined ? [...resolved.images.values()] : yield* chooseNewest(client, repository, resolved, { ...query, newest: query.newest })
  yield* mapConcurrently(wanted, AHEAD, (found) => openImage(client, repository, found, query))
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
async function firstTag(client: RegistryClient, repository: string, signal: AbortSignal | undefined): Promise<VeinmindError | undefined> {
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
