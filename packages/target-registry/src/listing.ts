import type { VeinmindError } from '@veinmind/sdk'
import { refusesCredentials } from './auth/proof.ts'
import { CATALOG_SCOPE, pullScope } from './auth/scope.ts'
import type { RegistryClient } from './client.ts'
import { hasCode, registryError } from './errors.ts'
import { listHarborRepositories } from './harbor.ts'
import { asObject } from './json.ts'
import { readPages } from './pages.ts'
import { isRepository, isTag } from './reference.ts'
import type { ListOptions } from './list-options.ts'

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
 * `REGISTRY_CATALOG_REFUSED` when neither answers, and where there is nothing below the project, what is known about it.
 */
export async function* listRepositories(
  client: RegistryClient,
  { project, ...options }: ListOptions & { readonly project?: string | undefined } = {},
): AsyncGenerator<string, void, undefined> {
  const prefix = project === undefined ? '' : `${project}/`
  let read = false
  let given = false
  let refusal: Error | undefined
  try {
    for await (const name of readCatalog(client, options)) {
      read = true
      if (!name.startsWith(prefix)) continue
      given = true
      yield name
    }
  } catch (error) {
    if (read || refusesCredentials(error) || !hasCode(error, ...REFUSALS)) throw error
    refusal = error
  }
  if (given || (project === undefined && !refusal)) return
  try {
    for await (const name of listHarborRepositories(client, { project, ...options })) {
      if (!name.startsWith(prefix)) continue
      given = true
      yield name
    }
  } catch (error) {
    if (given || !hasCode(error, ...REFUSALS)) throw error
    throw refusal ? catalogRefused(client.host, project, { refusal, error }) : nothingBelow(client.host, prefix)
  }
  if (project === undefined && (await client.isNobody(options.signal))) options.onPublicOnly?.()
  if (given || project === undefined) return
  if (project.includes('/')) throw nothingBelow(client.host, prefix)
  throw registryError('REGISTRY_PROJECT_EMPTY', `the project ${project} of ${client.host} has no repositories`, {
    hint: 'nothing was pushed to it yet, or all of it was deleted',
  })
}

const REFUSALS = [
  'REGISTRY_UNAUTHORIZED',
  'REGISTRY_FORBIDDEN',
  'REGISTRY_NOT_FOUND',
  'REGISTRY_ANSWER_INVALID',
] as const

function readCatalog(client: RegistryClient, options: ListOptions): AsyncGenerator<string, void, undefined> {
  let back = 1
  return readPages(client, {
    request: { path: '/v2/_catalog?n=1000', scope: CATALOG_SCOPE, signal: options.signal },
    names: (page) => listOf(asObject(page), 'repositories'),
    isName: isRepository,
    ...(options.onDropped && { onDropped: options.onDropped }),
    resume(error, url, names) {
      const isLast =
        hasCode(error, 'REGISTRY_ANSWER_INVALID') && error.context['status'] === 400 && url.searchParams.has('last')
      if (!isLast) return undefined
      // Harbor wants a `last` that is still there: one before it is taken, further back each time.
      const before = names.at(-1 - back)
      back *= 2
      const other = new URL(url)
      if (before === undefined) other.searchParams.delete('last')
      else other.searchParams.set('last', before)
      return other
    },
  })
}

function nothingBelow(host: string, prefix: string): Error {
  return registryError('REGISTRY_NOT_FOUND', `${host} has no repository below ${prefix}`, {
    hint: 'it may not exist, or may be hidden from these credentials',
  })
}

/** Harbor gives its catalog to administrators only, but lists a project to its members. */
function catalogRefused(
  host: string,
  project: string | undefined,
  { refusal, error }: { readonly refusal: Error; readonly error: VeinmindError },
): Error {
  const list =
    project === undefined
      ? 'the account needs the permission "registry:catalog:*" (in Harbor: to list the repositories of the project); or name the repositories'
      : 'the project may not exist, or the account may not list its repositories; name the repositories, or ask for the permission'
  const [what, why] = project === undefined ? ['its repositories', refusal] : [`the repositories of ${project}`, error]
  return registryError('REGISTRY_CATALOG_REFUSED', `${host} does not list ${what}: ${why.message}`, {
    cause: refusal,
    hint: (hasCode(error, 'REGISTRY_UNAUTHORIZED') ? error.hint : undefined) ?? list,
  })
}

/** The list `key` of a page; registries write `null` for an empty one. */
function listOf(page: Record<string, unknown> | undefined, key: string): readonly unknown[] | undefined {
  const list = page?.[key]
  if (page && list === null) return []
  return Array.isArray(list) ? list : undefined
}
