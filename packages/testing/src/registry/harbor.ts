import type { HarborAuthority } from './harbor-authority.ts'
import { harborError, json } from './replies.ts'
import type { Repository, Store } from './store.ts'
import type { RegistryRequest, Reply } from './types.ts'

/** What Harbor's API answers from. */
export interface HarborPlace {
  readonly store: Store
  readonly authority: HarborAuthority
  /** Projects without a repository. */
  readonly emptyProjects: readonly string[]
  readonly pageSize: number
}

/** The part of Harbor's API (`/api/v2.0`) that a scanner needs: projects, their repositories, and artifacts. */
export function serveHarbor(place: HarborPlace, request: RegistryRequest): Reply {
  const { account, delay } = place.authority.logIn(request)
  return { ...route(place, account, request), ...(delay !== undefined && { delay }) }
}

function route(place: HarborPlace, account: string | undefined, request: RegistryRequest): Reply {
  const { store, authority } = place
  const [first, asked, second, repository, third] = request.path.slice('/api/v2.0/'.length).split('/')
  if (request.method !== 'GET') return harborError(405, 'METHOD_NOT_ALLOWED', 'method not allowed')
  if (first === 'ping') return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'Pong' }
  const projects = projectsOf(place)
  const names = [...store.repositories.keys()]
  const isPublic = (project: string): boolean => authority.allow(undefined, pull(project))
  const isSeen = (project: string): boolean => isPublic(project) || authority.allow(account, pull(project))
  const describe = (project: string) => ({
    name: project,
    project_id: projects.indexOf(project) + 1,
    metadata: { public: String(isPublic(project)) },
  })
  if (first === 'repositories') {
    const wanted = /^name=~(.+)$/.exec(request.query.get('q') ?? '')?.[1] ?? ''
    const seen = names.filter((name) => isSeen(projectOf(name)) && name.includes(wanted))
    return page(place, repositories(store, seen), request)
  }
  if (first !== 'projects') return harborError(404, 'NOT_FOUND', 'path not found')
  if (asked === undefined) {
    const wanted = request.query.get('name') ?? ''
    return page(place, projects.filter((name) => isSeen(name) && name.includes(wanted)).map(describe), request)
  }
  const project = findProject(projects, asked, request)
  const isAdmin = account !== undefined && authority.allow(account, { type: 'registry', name: 'catalog', action: '*' })
  if (project === undefined && isAdmin) return harborError(404, 'NOT_FOUND', `project ${asked} not found`)
  const mayList =
    project !== undefined &&
    (isPublic(project) || authority.allow(account, { type: 'project', name: project, action: 'list' }))
  if (!mayList) {
    return account === undefined
      ? harborError(401, 'UNAUTHORIZED', 'unauthorized')
      : harborError(403, 'FORBIDDEN', 'forbidden')
  }
  const own = names.filter((name) => projectOf(name) === project)
  if (second === undefined) return json(describe(project))
  if (second === 'repositories' && repository === undefined) return page(place, repositories(store, own), request)
  // Harbor wants slashes of a repository name encoded twice.
  const name = `${project}/${decodeURIComponent(decodeURIComponent(repository ?? ''))}`
  const found = store.repositories.get(name)
  if (second !== 'repositories' || third !== 'artifacts' || !found) {
    return harborError(404, 'NOT_FOUND', `repository ${name} not found`)
  }
  return page(place, artifacts(found, request.query.get('with_tag') !== 'false'), request)
}

/** Every project, by the order in which they were made. */
export function projectsOf({ store, emptyProjects }: Pick<HarborPlace, 'store' | 'emptyProjects'>): readonly string[] {
  return [...new Set([...emptyProjects, ...[...store.repositories.keys()].map(projectOf)])]
}

export function projectOf(repository: string): string {
  return repository.split('/', 1)[0] ?? ''
}

function pull(project: string) {
  return { type: 'repository', name: `${project}/any`, action: 'pull' } as const
}

/** By its name, or when nothing says that it is one and it is a number, by its id. */
function findProject(projects: readonly string[], asked: string, { headers }: RegistryRequest): string | undefined {
  const name = decodeURIComponent(asked)
  const isName = headers['x-is-resource-name'] === 'true'
  if (!isName && /^\d+$/.test(name)) return projects[Number(name) - 1]
  return projects.includes(name) ? name : undefined
}

function repositories(store: Store, names: readonly string[]): readonly Listed[] {
  return names.map((name, index) => ({
    name,
    id: index + 1,
    artifact_count: store.repositories.get(name)?.manifests.size ?? 0,
  }))
}

interface Listed {
  readonly name: string
}

function artifacts({ manifests, tags }: Repository, withTags: boolean): readonly unknown[] {
  const children = new Set(
    [...manifests.values()].flatMap(({ bytes }) => {
      const { manifests: entries = [] } = JSON.parse(Buffer.from(bytes).toString()) as {
        manifests?: readonly { readonly digest: string }[]
      }
      return entries.map(({ digest }) => digest)
    }),
  )
  // The images of an index are no artifacts by themselves.
  return [...manifests]
    .filter(([digest]) => !children.has(digest) || [...tags.values()].includes(digest))
    .map(([digest, { mediaType, bytes }]) => {
      const own = [...tags].filter(([, tagged]) => tagged === digest).map(([tag]) => ({ name: tag }))
      return {
        type: 'IMAGE',
        digest,
        manifest_media_type: mediaType,
        size: bytes.length,
        // Go writes no list for an empty one.
        ...(withTags && { tags: own.length > 0 ? own : null }),
      }
    })
}

function page({ pageSize }: HarborPlace, items: readonly unknown[], { path, query }: RegistryRequest): Reply {
  const asked = Number(query.get('page_size') ?? 10)
  if (!(asked <= 100))
    return harborError(422, 'UNPROCESSABLE_ENTITY', 'page_size in query should be less than or equal to 100')
  const size = Math.max(1, Math.min(pageSize, asked))
  const number = Math.max(1, Number(query.get('page') ?? 1) || 1)
  const ordered =
    query.get('sort') === 'name'
      ? items.toSorted((a, b) => ((a as Listed).name < (b as Listed).name ? -1 : 1))
      : items.toReversed()
  const linkTo = (to: number, rel: string): string => {
    const other = new URLSearchParams(query)
    other.set('page', String(to))
    other.set('page_size', String(size))
    return `<${path}?${other.toString()}>; rel="${rel}"`
  }
  const links = [
    ...(number > 1 ? [linkTo(number - 1, 'prev')] : []),
    ...(number * size < items.length ? [linkTo(number + 1, 'next')] : []),
  ]
  return json(ordered.slice((number - 1) * size, number * size), {
    headers: { 'x-total-count': String(items.length), ...(links.length > 0 && { link: links.join(' , ') }) },
  })
}
