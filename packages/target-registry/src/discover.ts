import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk'
import { refusesCredentials } from './auth/proof.ts'
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
  const wanted =
    query.newest === undefined
      ? [...resolved.images.values()]
      : yield* chooseNewest(client, repository, resolved, { ...query, newest: query.newest })
  yield* mapConcurrently(wanted, AHEAD, (found) => openImage(client, repository, found, query))
}

/** Where the tags of a repository come from, and what it means that there are none. */
interface TagSource {
  readonly tags?: AsyncIterable<string>
  /** The repository comes from a list, not from the user. */
  readonly listed?: boolean
}

/** The images of every tag of a repository that a glob lets through. */
export async function* discoverRepository(
  client: RegistryClient,
  repository: string,
  query: Query,
  source: TagSource = {},
): AsyncGenerator<Discovered, void, undefined> {
  const target = `${client.host}/${repository}`
  const wanted: string[] = []
  let count = 0
  let failure: Discovered | undefined
  try {
    for await (const tag of source.tags ?? listTags(client, repository, { signal: query.signal })) {
      count++
      if (matchesAny(query.tags, tag, true)) wanted.push(tag)
    }
  } catch (error) {
    query.signal?.throwIfAborted()
    failure = { target, error: toVeinmindError(error) }
  }
  // What came before the list broke is there to be scanned.
  yield* discoverReferences(client, repository, wanted, query)
  if (failure) yield failure
  else if (count === 0) yield { target, skipped: 'the repository has no tags' }
  else if (wanted.length === 0 && !source.listed) {
    yield {
      target,
      error: registryError(
        'REGISTRY_NOTHING_MATCHES',
        `none of the ${count} tags of ${target} matches ${query.tags.join(', ')}`,
      ),
    }
  }
}

/** `host/path`: the repository of that name, or when there is none the repositories below it. */
export async function* discoverPath(
  client: RegistryClient,
  path: string,
  query: Query & Filter,
): AsyncGenerator<Discovered, void, undefined> {
  const target = `${client.host}/${path}`
  const tags = listTags(client, path, { signal: query.signal })
  const first = await tags.next().catch((error: unknown) => {
    query.signal?.throwIfAborted()
    if (refusesCredentials(error)) throw error
    // Harbor knows no repository whose name has one part only, and says so before anything else.
    if (hasCode(error, 'REGISTRY_ANSWER_INVALID') && error.context['status'] === 400) {
      return registryError('REGISTRY_NOT_FOUND', `${target} is no repository: ${error.message}`, { cause: error })
    }
    if (hasCode(error, 'REGISTRY_NOT_FOUND', 'REGISTRY_UNAUTHORIZED', 'REGISTRY_FORBIDDEN')) return error
    throw error
  })
  if (!(first instanceof Error) && !first.done) {
    yield* discoverRepository(client, path, query, { tags: prepend(first.value, tags) })
    return
  }
  const missing = first instanceof Error ? first : registryError('REGISTRY_NOT_FOUND', `${target} has no tags`)
  let found = false
  let why = 'there is no repository below it either'
  try {
    for await (const item of discoverAll(client, { ...query, project: path })) {
      found = true
      yield item
    }
  } catch (error) {
    query.signal?.throwIfAborted()
    if (found) throw error
    why = toVeinmindError(error).message
  }
  if (!found) {
    yield {
      target,
      error: new VeinmindError(missing.code, `${missing.message}; ${why}`, {
        cause: missing,
        ...(missing.hint !== undefined && { hint: missing.hint }),
      }),
    }
  }
}

async function* prepend(first: string, rest: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  yield first
  yield* rest
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
    if (dropped.length < 100) {
      dropped.push({ target: `${client.host}/${name}`, skipped: 'not a possible name of a repository' })
    }
  }
  for await (const repository of listRepositories(client, {
    project: query.project,
    signal: query.signal,
    onDropped,
  })) {
    yield* dropped.splice(0)
    if (!matchesAny(query.include, repository, true) || matchesAny(query.exclude, repository, false)) continue
    yield* discoverRepository(client, repository, query, { listed: true })
  }
  yield* dropped
}
