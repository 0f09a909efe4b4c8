import { failure, harborError, json } from './replies.ts'
import type { Store } from './store.ts'
import type { RegistryRequest, Reply } from './types.ts'

/** `/v2/_catalog`. With `knownLast`, `last` must be there (still), as Harbor wants it. */
export function serveCatalog(
  store: Store,
  { pageSize, knownLast }: { readonly pageSize: number; readonly knownLast: boolean },
  request: RegistryRequest,
): Reply {
  const last = request.query.get('last') ?? ''
  if (knownLast && last !== '' && !store.repositories.has(last)) {
    return harborError(400, 'BAD_REQUEST', `the last: ${last} should be a valid repository name`)
  }
  const names = [...store.repositories].filter(([, { manifests }]) => manifests.size > 0).map(([name]) => name)
  return page({ names, key: 'repositories', path: '/v2/_catalog', pageSize }, request)
}

/** `/v2/<name>/tags/list`. */
export function serveTags(store: Store, place: { name: string; pageSize: number }, request: RegistryRequest): Reply {
  const { name, pageSize } = place
  const repository = store.repositories.get(name)
  if (!repository) return failure('NAME_UNKNOWN', `repository name not known to registry: ${name}`)
  return page(
    { names: [...repository.tags.keys()], key: 'tags', path: `/v2/${name}/tags/list`, pageSize, rest: { name } },
    request,
  )
}

interface Listing {
  readonly names: readonly string[]
  readonly key: string
  readonly path: string
  readonly pageSize: number
  readonly rest?: Readonly<Record<string, string>>
}

function page({ names, key, path, pageSize, rest }: Listing, { method, query }: RegistryRequest): Reply {
  if (method !== 'GET') return failure('UNSUPPORTED', 'The operation is unsupported.')
  const asked = query.get('n')
  if (asked !== null && !/^\d+$/.test(asked))
    return failure('PAGINATION_NUMBER_INVALID', `invalid number of results ${asked}`)
  const size = Math.min(pageSize, asked === null ? pageSize : Number(asked))
  const last = query.get('last') ?? ''
  const left = names.filter((name) => name > last).sort()
  const shown = left.slice(0, size)
  const next = new URLSearchParams({ last: shown.at(-1) ?? '', n: String(size) })
  const headers: Record<string, string> =
    left.length > size && size > 0 ? { link: `<${path}?${next.toString()}>; rel="next"` } : {}
  return json({ ...rest, [key]: shown }, { headers })
}
