import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { refusesCredentials } from './auth/proof.ts'
import type { RegistryClient } from './client.ts'
import { mapConcurrently } from './concurrent.ts'
import { hasCode, registryError } from './errors.ts'
import { matchesAny } from './glob.ts'
import { listUntagged } from './harbor.ts'
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
  /** Also what has no tag, where the registry lists it. */
  readonly untagged?: boolean | undefined
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

/** The images of every tag of a repository that a glob lets through, and those without a tag where they are wanted. */
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
    if (query.untagged) {
      for await (const digest of listUntagged(client, repository, { signal: query.signal })) {
        count++
        wanted.push(digest)
      }
    }
  } catch (error) {
    query.signal?.throwIfAborted()
    failure = { target, error: toVeinmindError(error) }
  }
  // What came before the list broke is there to be scanned.
  yield* discoverReferences(client, repository, wanted, query)
  if (failure) yield failure
  else if (count === 0)
    yield { target, skipped: query.untagged ? 'the repository has no images' : 'the repository has no tags' }
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
    if (mayBeFolder(error)) return error
    throw error
  })
  if (!(first instanceof Error) && !first.done) {
    yield* discoverRepository(client, path, query, { tags: prepend(first.value, tags) })
    return
  }
  const names = await collectRepositories(client, { ...query, project: path }).catch((error: unknown) => {
    query.signal?.throwIfAborted()
    return toVeinmindError(error)
  })
  if (!(names instanceof Error)) {
    yield* discoverListed(client, target, names, query)
    return
  }
  if (!(first instanceof Error)) {
    // The repository is there, without a tag.
    yield* discoverRepository(client, path, query, { tags })
    return
  }
  // Where no repository can have that name, only what is said of the project counts.
  const [{ code, message, hint }, also] = isNoName(first) ? [names, ''] : [first, `; ${names.message}`]
  const error = new VeinmindError(code, `${message}${also}`, { cause: names, ...(hint !== undefined && { hint }) })
  yield { target, error }
}

/** Whether a path that is no repository may be a project. */
function mayBeFolder(error: unknown): error is VeinmindError {
  if (refusesCredentials(error)) return false
  return isNoName(error) || hasCode(error, 'REGISTRY_NOT_FOUND', 'REGISTRY_UNAUTHORIZED', 'REGISTRY_FORBIDDEN')
}

/** Harbor knows no repository whose name has one part only, and says so before anything else. */
function isNoName(error: unknown): error is VeinmindError {
  const isRefused = hasCode(error, 'REGISTRY_ANSWER_INVALID') && error.context['status'] === 400
  return isRefused && /NAME_INVALID|invalid repository name/.test(error.message)
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
  const target = `${client.host}/${query.project === undefined ? '' : `${query.project}/`}`
  yield* discoverListed(client, target, await collectRepositories(client, query), query)
}

interface Listed {
  readonly names: readonly string[]
  readonly dropped: readonly string[]
  readonly publicOnly: boolean
  /** What ended the list early. */
  readonly failure?: VeinmindError
}

/** All names before the first is opened: a list that is read slowly changes meanwhile. */
async function collectRepositories(
  client: RegistryClient,
  { project, signal }: { readonly project?: string; readonly signal?: AbortSignal | undefined },
): Promise<Listed> {
  const names: string[] = []
  const dropped: string[] = []
  const onDropped = (name: string): void => void (dropped.length < 100 && dropped.push(name))
  let publicOnly = false
  const onPublicOnly = (): void => void (publicOnly = true)
  const listed = (): Listed => ({ names: names.toSorted(), dropped, publicOnly })
  try {
    for await (const name of listRepositories(client, { project, signal, onDropped, onPublicOnly })) names.push(name)
    return listed()
  } catch (error) {
    signal?.throwIfAborted()
    if (names.length === 0) throw error
    return { ...listed(), failure: toVeinmindError(error) }
  }
}

async function* discoverListed(
  client: RegistryClient,
  target: string,
  { names, dropped, publicOnly, failure }: Listed,
  query: Query & Filter,
): AsyncGenerator<Discovered, void, undefined> {
  const wanted = names.filter(
    (name) => matchesAny(query.include, name, true) && !matchesAny(query.exclude, name, false),
  )
  let found = 0
  for (const repository of wanted) {
    for await (const each of discoverRepository(client, repository, query, { listed: true })) {
      found++
      yield each
    }
  }
  for (const name of dropped) {
    yield { target: `${client.host}/${name}`, skipped: 'not a possible name of a repository' }
  }
  if (publicOnly) yield { target, skipped: 'what is not public: it is not listed without credentials' }
  if (failure) yield { target, error: failure }
  else if (names.length === 0 && !publicOnly) yield { target, skipped: 'the registry has no repositories' }
  else if (names.length > 0 && wanted.length === 0) {
    const message = `none of the ${names.length} repositories of ${target} is left by --include and --exclude`
    yield {
      target,
      error: registryError('REGISTRY_NOTHING_MATCHES', message, {
        hint: `* is any text without "/", ** any text; the first is ${names[0]}`,
      }),
    }
  } else if (wanted.length > 0 && found === 0) {
    const tags = query.tags.join(', ')
    yield {
      target,
      error: registryError(
        'REGISTRY_NOTHING_MATCHES',
        `no tag of the ${wanted.length} repositories of ${target} matches ${tags}`,
      ),
    }
  }
}
