import { refusesCredentials } from './auth/proof.ts'
import { CATALOG_SCOPE, pullScope } from './auth/scope.ts'
import type { RegistryClient } from './client.ts'
import { hasCode, registryError } from './errors.ts'
import { asObject } from './json.ts'
import { readPages } from './pages.ts'
import { isRepository, isTag } from './reference.ts'

interface ListOptions {
  readonly signal?: AbortSignal | undefined
  /** Told of every name that cannot be one. */
  readonly onDropped?: (name: string) => void
}

/** Every tag of a repository, in the registry's order. Throws `REGISTRY_NOT_FOUND` when there is no such repository. */
export function listTags(
  client: RegistryClient,
  repository: string,
  options: ListOptions = {},
): AsyncGenerator<string, void, undefined> {
  return readPages(client, {
    request: {
      path: `/v2/${repository}/tags/list?n=1000`,
      scope: pullScope(repository),
      repository,
      signal: options.signal,
    },
    names: (page) => listOf(asObject(page), 'tags'),
    isName: isTag,
    ...(options.onDropped && { onDropped: options.onDropped }),
  })
}

/**
 * Every repository, or those below `project/`: from the catalog, or where that is refused from Harbor's API. Throws
 * `REGISTRY_CATALOG_REFUSED` when neither answers.
 */
export async function* listRepositories(
  client: RegistryClient,
  options: ListOptions & { readonly project?: string | undefined } = {},
): AsyncGenerator<string, void, undefined> {
  const prefix = options.project === undefined ? '' : `${options.project}/`
  let given = false
  try {
    for await (const name of catalog(client, options)) {
      given = true
      if (name.startsWith(prefix)) yield name
    }
    return
  } catch (error) {
    const refused = hasCode(
      error,
      'REGISTRY_UNAUTHORIZED',
      'REGISTRY_FORBIDDEN',
      'REGISTRY_NOT_FOUND',
      'REGISTRY_ANSWER_INVALID',
    )
    if (given || !refused || refusesCredentials(error)) throw error
    yield* harborAfter(client, options, error)
  }
}

function catalog(client: RegistryClient, options: ListOptions): AsyncGenerator<string, void, undefined> {
  return readPages(client, {
    request: { path: '/v2/_catalog?n=1000', scope: CATALOG_SCOPE, signal: options.signal },
    names: (page) => listOf(asObject(page), 'repositories'),
    isName: isRepository,
    ...(options.onDropped && { onDropped: options.onDropped }),
  })
}

/** Harbor gives its catalog to administrators only, but lists a project to its members (API v2.0). */
async function* harborAfter(
  client: RegistryClient,
  options: ListOptions & { readonly project?: string | undefined },
  catalogError: Error,
): AsyncGenerator<string, void, undefined> {
  const [project] = options.project?.split('/') ?? []
  const path =
    project === undefined ? '/api/v2.0/repositories' : `/api/v2.0/projects/${encodeURIComponent(project)}/repositories`
  const prefix = options.project === undefined ? '' : `${options.project}/`
  try {
    const names = readPages(client, {
      // A project's name may be a number: without the header Harbor would take it for an id.
      request: {
        path: `${path}?page=1&page_size=${HARBOR_PAGE}`,
        scope: '',
        basic: true,
        headers: { 'x-is-resource-name': 'true' },
        signal: options.signal,
      },
      names: (page) => (Array.isArray(page) ? page.map((item: unknown) => asObject(item)?.['name']) : undefined),
      isName: isRepository,
      next: nextHarborPage,
      ...(options.onDropped && { onDropped: options.onDropped }),
    })
    for await (const name of names) if (name.startsWith(prefix)) yield name
  } catch (error) {
    if (!hasCode(error, 'REGISTRY_UNAUTHORIZED', 'REGISTRY_FORBIDDEN', 'REGISTRY_NOT_FOUND', 'REGISTRY_ANSWER_INVALID')) {
      throw error
    }
    throw registryError(
      'REGISTRY_CATALOG_REFUSED',
      `${client.host} does not list its repositories: ${catalogError.message}`,
      {
        cause: catalogError,
        hint: 'the account needs the permission "registry:catalog:*" (in Harbor: to list the repositories of the project); or name the repositories',
      },
    )
  }
}

const HARBOR_PAGE = 100

/** Harbor's `Link` may lack on the last page, and stands for pages only while `page` counts up. */
function nextHarborPage(url: URL, names: number): URL | undefined {
  if (names < HARBOR_PAGE) return undefined
  const next = new URL(url)
  next.searchParams.set('page', String(Number(url.searchParams.get('page')) + 1))
  return next
}

/** The list `key` of a page; registries write `null` for an empty one. */
function listOf(page: Record<string, unknown> | undefined, key: string): readonly unknown[] | undefined {
  const list = page?.[key]
  if (page && list === null) return []
  return Array.isArray(list) ? list : undefined
}
