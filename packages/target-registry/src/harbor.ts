import type { RegistryClient } from './client.ts'
import { hasCode, registryError } from './errors.ts'
import { asObject, asString } from './json.ts'
import type { ListOptions } from './list-options.ts'
import { readPages } from './pages.ts'
import { isDigest, isRepository } from './reference.ts'

/** The most that Harbor gives on a page. */
const PAGE = 100
/** How often a list is read that changes while it is read. */
const MAX_PASSES = 3

/**
 * The repositories of a project, or all that the account may see, by Harbor's API (v2.0). Its pages are counted from the
 * beginning, so that a repository that is deleted meanwhile moves another one onto a page that was read: a list whose
 * length changes is read again. Throws `REGISTRY_LIST_INCOMPLETE` where it does not come to rest.
 */
export async function* listHarborRepositories(
  client: RegistryClient,
  { project, ...options }: ListOptions & { readonly project?: string | undefined },
): AsyncGenerator<string, void, undefined> {
  if (project === undefined) {
    yield* listNames(client, ALL, options)
    return
  }
  const [top = ''] = project.split('/', 1)
  try {
    yield* listNames(client, `/api/v2.0/projects/${encodeURIComponent(top)}/repositories?sort=name`, options)
  } catch (error) {
    if (!hasCode(error, 'REGISTRY_FORBIDDEN')) throw error
    // A robot that may pull and not list is given its project's repositories here.
    let given = false
    for await (const name of listNames(client, `${ALL}&q=${encodeURIComponent(`name=~${top}/`)}`, options)) {
      if (!name.startsWith(`${top}/`)) continue
      given = true
      yield name
    }
    if (!given) throw error
  }
}

const ALL = '/api/v2.0/repositories?sort=name'

function listNames(
  client: RegistryClient,
  path: string,
  options: ListOptions,
): AsyncGenerator<string, void, undefined> {
  return readList(client, path, { ...options, pick: (item) => asObject(item)?.['name'], isName: isRepository })
}

/** The digests of a repository's artifacts without a tag, by Harbor's API. */
export async function* listUntagged(
  client: RegistryClient,
  repository: string,
  { signal }: ListOptions,
): AsyncGenerator<string, void, undefined> {
  const slash = repository.indexOf('/')
  const [project, name] = [repository.slice(0, slash), repository.slice(slash + 1)]
  // Harbor wants the slashes of a repository's name encoded twice.
  const path = `/api/v2.0/projects/${encodeURIComponent(project)}/repositories/${encodeURIComponent(encodeURIComponent(name))}/artifacts?with_tag=true`
  const mark = 'no tag '
  // Every artifact is a name of the list, so that a page without an untagged one is no empty page.
  const pick = (item: unknown): string => `${hasTag(item) ? '' : mark}${asString(asObject(item)?.['digest']) ?? ''}`
  const isName = (entry: string): boolean => isDigest(entry.replace(mark, ''))
  try {
    for await (const entry of readList(client, path, { signal, pick, isName })) {
      if (entry.startsWith(mark)) yield entry.slice(mark.length)
    }
  } catch (error) {
    if (!hasCode(error, 'REGISTRY_UNAUTHORIZED', 'REGISTRY_FORBIDDEN', 'REGISTRY_NOT_FOUND', 'REGISTRY_ANSWER_INVALID'))
      throw error
    throw registryError(
      'REGISTRY_UNTAGGED_UNLISTED',
      `${client.host} does not list the images of ${repository} that have no tag: ${error.message}`,
      { cause: error, hint: 'it takes Harbor, and an account that may list artifacts; or name them by digest' },
    )
  }
}

function hasTag(item: unknown): boolean {
  const tags = asObject(item)?.['tags']
  return Array.isArray(tags) && tags.length > 0
}

interface List extends ListOptions {
  /** What an entry is called. */
  readonly pick: (item: unknown) => unknown
  readonly isName: (name: string) => boolean
}

async function* readList(
  client: RegistryClient,
  path: string,
  { signal, onDropped, pick, isName }: List,
): AsyncGenerator<string, void, undefined> {
  const seen = new Set<string>()
  for (let pass = 1; ; pass++) {
    let listed = 0
    const totals = new Set<number>()
    const names = readPages(client, {
      request: requestFor(path, signal),
      names(page) {
        if (!Array.isArray(page)) return undefined
        listed += page.length
        return page.map(pick)
      },
      isName,
      next: nextPage,
      onPage: ({ 'x-total-count': total = '' }) => /^\d+$/.test(total) && totals.add(Number(total)),
      ...(onDropped && pass === 1 && { onDropped }),
    })
    for await (const name of names) {
      if (!seen.has(name)) yield name
      seen.add(name)
    }
    const total = Math.max(...totals)
    if (totals.size === 0 || (totals.size === 1 && listed >= total)) return
    if (pass < MAX_PASSES) continue
    throw registryError(
      'REGISTRY_LIST_INCOMPLETE',
      `a list of ${client.host} changed each time that it was read (${path.split('?')[0]}): ${seen.size} were seen, ${total} are said to be there`,
      { hint: 'scan again when nothing is deleted or pushed; those that were seen are scanned' },
    )
  }
}

function requestFor(path: string, signal: AbortSignal | undefined) {
  return {
    path: `${path}&page=1&page_size=${PAGE}`,
    scope: '',
    basic: true,
    // A project's name may be a number: without this Harbor would take it for an id.
    headers: { 'x-is-resource-name': 'true' },
    signal,
  }
}

/** `Link` may lack on the last page. */
function nextPage(url: URL, names: number): URL | undefined {
  if (names < PAGE) return undefined
  const next = new URL(url)
  next.searchParams.set('page', String(Number(url.searchParams.get('page')) + 1))
  return next
}
