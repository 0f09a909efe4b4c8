import { createAuthority } from './auth.ts'
import type { Authority } from './auth.ts'
import { serveBlob, serveUpload } from './blobs.ts'
import { harborError, serveHarbor } from './harbor.ts'
import { serveCatalog, serveTags } from './listing.ts'
import { serveManifest, serveReferrers } from './manifests.ts'
import { failure, json, notFound } from './replies.ts'
import type { Store } from './store.ts'
import type { Access, RegistryOptions, RegistryRequest, Reply } from './types.ts'

/** Repository names, as the distribution specification writes them. */
const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/

const ROUTE = /^\/v2\/(.+)\/(?:(manifests|blobs|referrers)\/([^/]+)|(blobs\/uploads)\/([^/]*)|(tags)\/list)$/

/** What a registry answers to a request, without what `respond` may change. */
export interface Router {
  route(request: RegistryRequest): Reply
  expireTokens(): void
}

export function createRouter(store: Store, options: RegistryOptions, url: string): Router {
  const tokenPath = options.harbor ? '/service/token' : '/token'
  const service = options.harbor ? 'harbor-registry' : new URL(url).host
  const authority = options.auth && createAuthority(options.auth, { realm: `${url}${tokenPath}`, service })
  const pageSize = options.pageSize ?? 100

  const serveV2 = (request: RegistryRequest): Reply => {
    if (request.path === '/v2/') return authority?.check(request, undefined) ?? json({})
    if (request.path === '/v2/_catalog') return catalog(request)
    const match = ROUTE.exec(request.path)
    if (!match) return notFound()
    const [, name = '', kind = match[4] ?? match[6] ?? '', reference = match[5] ?? ''] = match
    if (name.length > 255 || !NAME.test(name)) return failure('NAME_INVALID', `invalid repository name: ${name}`)
    const refused = authority?.check(request, { type: 'repository', name, action: actionOf(request.method) })
    if (refused) return refused
    if (kind === 'manifests')
      return serveManifest(store, { name, reference, referrers: options.referrers !== false }, request)
    if (kind === 'blobs') return serveBlob(store, { name, digest: reference }, request)
    if (kind === 'blobs/uploads') return serveUpload(store, { name, id: reference }, request)
    if (kind === 'tags') return serveTags(store, { name, pageSize }, request)
    return options.referrers === false ? notFound() : serveReferrers(store, { name, digest: reference }, request)
  }

  const catalog = (request: RegistryRequest): Reply => {
    const refused = authority?.check(request, CATALOG)
    if (refused) return refused
    // Harbor lets nobody but its administrators list the catalog.
    if (options.harbor) return failure('UNAUTHORIZED', 'unauthorized to list catalog: unauthorized to list catalog')
    return serveCatalog(store, pageSize, request)
  }

  return {
    route(request) {
      const { path } = request
      if (path === tokenPath && authority && options.auth?.type === 'bearer') return authority.serveToken(request)
      if (options.harbor && path.startsWith('/api/v2.0/'))
        return harborRefusal(authority, request) ?? serveHarbor(store, pageSize, request)
      const reply = path.startsWith('/v2/') ? serveV2(request) : notFound()
      return { ...reply, headers: { 'docker-distribution-api-version': 'registry/2.0', ...reply.headers } }
    },
    expireTokens: () => authority?.expireTokens(),
  }
}

const CATALOG: Access = { type: 'registry', name: 'catalog', action: '*' }

function actionOf(method: string): string {
  if (method === 'GET' || method === 'HEAD') return 'pull'
  return method === 'DELETE' ? 'delete' : 'push'
}

/** Harbor's API takes basic authentication, whatever its registry takes. */
function harborRefusal(authority: Authority | undefined, request: RegistryRequest): Reply | undefined {
  if (!authority || typeof authority.basicAccount(request) === 'string') return undefined
  return harborError(401, 'UNAUTHORIZED', 'unauthorized')
}
