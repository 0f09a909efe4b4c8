import { randomBytes, randomUUID } from 'node:crypto'
import { createAuthority } from './auth.ts'
import type { Authority } from './auth.ts'
import { serveBlob, serveUpload } from './blobs.ts'
import { createHarborAuthority } from './harbor-authority.ts'
import { projectsOf, serveHarbor } from './harbor.ts'
import { serveCatalog, serveTags } from './listing.ts'
import { serveManifest, serveReferrers } from './manifests.ts'
import { failure, harborError, json, notFound } from './replies.ts'
import type { Store } from './store.ts'
import type { Access, HarborOptions, RegistryOptions, RegistryRequest, Reply } from './types.ts'

/** Repository names, as the distribution specification writes them. */
const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/

const ROUTE = /^\/v2\/(.+)\/(?:(manifests|blobs|referrers)\/([^/]+)|(blobs\/uploads)\/([^/]*)|(tags)\/list)$/

/** What a registry answers to a request, without what `respond` may change. */
export interface Router {
  route(request: RegistryRequest): Reply
  expireTokens(): void
}

export function createRouter(store: Store, options: RegistryOptions, url: string): Router {
  return options.harbor
    ? createHarborRouter(store, options, { url, harbor: options.harbor === true ? {} : options.harbor })
    : createPlainRouter(store, options, url)
}

function createPlainRouter(store: Store, options: RegistryOptions, url: string): Router {
  const place = { realm: `${url}/token`, service: new URL(url).host }
  const authority = options.auth && createAuthority(options.auth, place)
  const takesTokens = options.auth?.type === 'bearer'
  return {
    route(request) {
      if (request.path === '/token' && authority && takesTokens) return authority.serveToken(request)
      return versioned(serveV2({ store, options, authority }, request))
    },
    expireTokens: () => authority?.expireTokens(),
  }
}

function createHarborRouter(
  store: Store,
  options: RegistryOptions,
  { url, harbor }: { readonly url: string; readonly harbor: HarborOptions },
): Router {
  const { emptyProjects = [], blocked } = harbor
  const pageSize = options.pageSize ?? 100
  const authority = createHarborAuthority(options.auth ?? OPEN, {
    realm: `${url}/service/token`,
    service: 'harbor-registry',
    hasProject: (name) => projectsOf({ store, emptyProjects }).includes(name),
  })
  const serve = (request: RegistryRequest): Reply => {
    const { path } = request
    if (path === '/service/token') return authority.serveToken(request)
    if (path.startsWith('/api/v2.0/')) return serveHarbor({ store, authority, emptyProjects, pageSize }, request)
    return versioned(refusedByName(path) ?? serveV2({ store, options, authority, blocked }, request))
  }
  return {
    route(request) {
      const reply = serve(request)
      const isKnown = /(?:^|;\s*)sid=/.test(request.headers.cookie ?? '')
      const session = { 'set-cookie': `sid=${randomBytes(16).toString('hex')}; Path=/; HttpOnly` }
      return { ...reply, headers: { 'x-request-id': randomUUID(), ...(!isKnown && session), ...reply.headers } }
    },
    expireTokens: () => authority.expireTokens(),
  }
}

/** Harbor without accounts: everybody may read everything, and nobody may list the catalog. */
const OPEN = { type: 'bearer', users: {}, allow: (_: unknown, { type }: Access) => type !== 'registry' } as const

/** Harbor's repositories are in a project; it says so before it asks who that is. */
function refusedByName(path: string): Reply | undefined {
  const [, name] = /^\/v2\/([^/]+)\/(?:manifests|blobs|tags)\//.exec(path) ?? []
  return name === undefined ? undefined : harborError(400, 'BAD_REQUEST', `invalid repository name: ${name}`)
}

interface Served {
  readonly store: Store
  readonly options: RegistryOptions
  readonly authority: Authority | undefined
  /** Repositories whose manifests a policy keeps back. */
  readonly blocked?: RegExp | undefined
}

function serveV2({ store, options, authority, blocked }: Served, request: RegistryRequest): Reply {
  const pageSize = options.pageSize ?? 100
  if (request.path === '/v2/') return authority?.check(request, undefined) ?? json({})
  if (request.path === '/v2/_catalog') {
    const refused = authority?.check(request, CATALOG)
    return refused ?? serveCatalog(store, { pageSize, knownLast: Boolean(options.harbor) }, request)
  }
  const match = ROUTE.exec(request.path)
  if (!match) return notFound()
  const [, name = '', kind = match[4] ?? match[6] ?? '', reference = match[5] ?? ''] = match
  if (name.length > 255 || !NAME.test(name)) return failure('NAME_INVALID', `invalid repository name: ${name}`)
  const refused = authority?.check(request, { type: 'repository', name, action: actionOf(request.method) })
  if (refused) return refused
  if (kind === 'manifests') {
    if (blocked?.test(name)) return harborError(412, 'PROJECTPOLICYVIOLATION', POLICY)
    return serveManifest(store, { name, reference, referrers: options.referrers !== false }, request)
  }
  if (kind === 'blobs') return serveBlob(store, { name, digest: reference }, request)
  if (kind === 'blobs/uploads') return serveUpload(store, { name, id: reference }, request)
  if (kind === 'tags') return serveTags(store, { name, pageSize }, request)
  return options.referrers === false ? notFound() : serveReferrers(store, { name, digest: reference }, request)
}

const CATALOG: Access = { type: 'registry', name: 'catalog', action: '*' }

const POLICY =
  'current image with 12 vulnerabilities cannot be pulled due to configured policy in \'Prevent images with vulnerability severity of "High" or higher from running.\''

function versioned(reply: Reply): Reply {
  return { ...reply, headers: { 'docker-distribution-api-version': 'registry/2.0', ...reply.headers } }
}

function actionOf(method: string): string {
  if (method === 'GET' || method === 'HEAD') return 'pull'
  return method === 'DELETE' ? 'delete' : 'push'
}
