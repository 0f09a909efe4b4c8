import { pullScope } from '../auth/scope.ts'
import { discard, readBody } from '../http/body.ts'
import { statusError } from '../http/status-error.ts'
import { registryError } from '../errors.ts'
import { MAX_MANIFEST_BYTES, parseManifest } from '../manifest.ts'
import type { Descriptor } from '../manifest.ts'
import { MANIFEST_TYPES } from '../media-types.ts'
import { nextPage } from '../pages.ts'
import { isDigest } from '../reference.ts'
import type { ImageRegistry } from '../registry.ts'
import { readFallback } from './fallback.ts'
import { splitName } from './name.ts'

export interface ReferrersOptions {
  /** Only artifacts of this type. */
  readonly artifactType?: string
  readonly signal?: AbortSignal
}

const MAX_PAGES = 100

/**
 * What refers to a manifest: signatures, bills of materials, reports. `name` is `repository@digest` or
 * `repository:tag`. Asks the referrers API (distribution specification 1.1) and, where the registry has none, the
 * fallback tag.
 */
export async function listReferrers(
  registry: ImageRegistry,
  name: string,
  options: ReferrersOptions = {},
): Promise<readonly Descriptor[]> {
  const { repository, reference = 'latest' } = splitName(name)
  const cancel = { ...(options.signal && { signal: options.signal }) }
  const digest = isDigest(reference) ? reference : await registry.resolve(repository, reference, cancel)
  if (digest === undefined) throw registryError('REGISTRY_NOT_FOUND', `${registry.host}/${name} is not there`)
  const found =
    (await askApi(registry, { repository, digest, ...options })) ??
    (await askFallback(registry, repository, digest, cancel))
  return found.filter(({ artifactType }) => options.artifactType === undefined || artifactType === options.artifactType)
}

/** The answers of the API; undefined when the registry has none. */
async function askApi(
  registry: ImageRegistry,
  {
    repository,
    digest,
    artifactType,
    signal,
  }: ReferrersOptions & { readonly repository: string; readonly digest: string },
): Promise<readonly Descriptor[] | undefined> {
  const filter = artifactType === undefined ? '' : `?${new URLSearchParams({ artifactType }).toString()}`
  const start = await registry.client.address(`/v2/${repository}/referrers/${digest}${filter}`, signal)
  const found = new Map<string, Descriptor>()
  let url: URL | undefined = start
  for (let page = 0; url; page++) {
    if (page >= MAX_PAGES) {
      throw registryError('REGISTRY_PAGES_ENDLESS', `${registry.host} lists referrers of ${digest} without end`)
    }
    const response = await registry.client.request({
      path: url,
      scope: pullScope(repository),
      repository,
      headers: { accept: MANIFEST_TYPES.ociIndex },
      signal,
    })
    // Registries before OCI 1.1 have no such path, and say so in different ways.
    if (page === 0 && [400, 404, 405].includes(response.status)) {
      discard(response)
      return undefined
    }
    if (response.status !== 200) throw await statusError(response, registry.host)
    // A proxy or a user interface that answers every path with a page has no such API either.
    if (page === 0 && !response.headers['content-type']?.startsWith(MANIFEST_TYPES.ociIndex)) {
      discard(response)
      return undefined
    }
    const index = parseManifest(
      await readBody(response, MAX_MANIFEST_BYTES),
      MANIFEST_TYPES.ociIndex,
      `the referrers of ${digest}`,
    )
    const before = found.size
    if (index.kind === 'index') for (const entry of index.manifests) found.set(entry.digest, entry)
    url = nextPage(response.headers['link'], url, start)
    if (url && found.size === before) {
      throw registryError('REGISTRY_PAGES_ENDLESS', `${registry.host} repeats the referrers of ${digest}`)
    }
  }
  return [...found.values()]
}

async function askFallback(
  registry: ImageRegistry,
  repository: string,
  digest: string,
  options: { readonly signal?: AbortSignal },
): Promise<readonly Descriptor[]> {
  const stored = await readFallback(registry, repository, digest, options)
  return stored?.manifest.kind === 'index' ? stored.manifest.manifests : []
}
