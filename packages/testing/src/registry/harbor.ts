import { json } from './replies.ts'
import type { Store } from './store.ts'
import type { RegistryRequest, Reply } from './types.ts'

/** The part of Harbor's API (`/api/v2.0`) that a scanner needs: projects, their repositories, and artifacts. */
export function serveHarbor(store: Store, pageSize: number, request: RegistryRequest): Reply {
  const [first, project, second, repository, third] = request.path.slice('/api/v2.0/'.length).split('/')
  if (request.method !== 'GET') return harborError(405, 'METHOD_NOT_ALLOWED', 'method not allowed')
  if (first === 'ping') return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'Pong' }
  const names = [...store.repositories.keys()].sort()
  if (first === 'repositories')
    return page(
      names.map((name) => describe(store, name)),
      pageSize,
      request,
    )
  if (first !== 'projects') return harborError(404, 'NOT_FOUND', 'path not found')
  const projects = [...new Set(names.map((name) => name.split('/', 1)[0] ?? ''))]
  if (project === undefined) {
    const wanted = request.query.get('name') ?? ''
    const found = projects.filter((name) => name.includes(wanted))
    return page(
      found.map((name) => ({ name, project_id: projects.indexOf(name) + 1, metadata: { public: 'true' } })),
      pageSize,
      request,
    )
  }
  if (!projects.includes(project)) return harborError(404, 'NOT_FOUND', `project ${project} not found`)
  const own = names.filter((name) => name.startsWith(`${project}/`))
  if (second === 'repositories' && repository === undefined)
    return page(
      own.map((name) => describe(store, name)),
      pageSize,
      request,
    )
  // Harbor wants slashes of a repository name encoded twice.
  const name = `${project}/${decodeURIComponent(decodeURIComponent(repository ?? ''))}`
  if (second !== 'repositories' || third !== 'artifacts' || !own.includes(name))
    return harborError(404, 'NOT_FOUND', `repository ${name} not found`)
  return page(artifacts(store, name), pageSize, request)
}

/** An error as Harbor writes it. */
export function harborError(status: number, code: string, message: string): Reply {
  return json({ errors: [{ code, message }] }, { status })
}

function describe(store: Store, name: string): { readonly name: string; readonly artifact_count: number } {
  return { name, artifact_count: store.repositories.get(name)?.manifests.size ?? 0 }
}

function artifacts(store: Store, name: string): readonly unknown[] {
  const repository = store.repositories.get(name)
  return [...(repository?.manifests ?? [])].map(([digest, { mediaType, bytes }]) => ({
    digest,
    manifest_media_type: mediaType,
    size: bytes.length,
    tags: [...(repository?.tags ?? [])].filter(([, tagged]) => tagged === digest).map(([tag]) => ({ name: tag })),
  }))
}

function page(items: readonly unknown[], pageSize: number, { path, query }: RegistryRequest): Reply {
  const size = Math.max(1, Math.min(pageSize, Number(query.get('page_size') ?? 10) || 10))
  const number = Math.max(1, Number(query.get('page') ?? 1) || 1)
  const next = new URLSearchParams(query)
  next.set('page', String(number + 1))
  next.set('page_size', String(size))
  const link: Record<string, string> =
    number * size < items.length ? { link: `<${path}?${next.toString()}>; rel="next"` } : {}
  return json(items.slice((number - 1) * size, number * size), {
    headers: { 'x-total-count': String(items.length), ...link },
  })
}
