import { asObject, suggest } from '@veinmind/internal'
import { cutText } from '@veinmind/internal/text'
import { toVeinmindError, usageError, VeinmindError } from '@veinmind/sdk'
import { asObjects, asText } from './clean-object.ts'
import { PASSING } from './client.ts'
import type { Client } from './client.ts'
import { findKind, KINDS, listPath } from './kinds.ts'
import type { Kind } from './kinds.ts'
import { listError } from './list.ts'
import type { ListQuery } from './list.ts'
import type { ClusterSelection } from './selection.ts'

/** A kind in a namespace (or all) that may be listed. */
export interface Listing {
  readonly kind: Kind
  readonly namespace?: string
}

/** Lists in a row that a server may fail to give, for reasons of its own, before it counts as gone. */
const MAX_FAILED = 3

/** The lists of a selection that may be had, and why others may not. Throws what concerns all of them. */
export async function findListings(
  client: Client,
  selection: ClusterSelection,
): Promise<{ readonly listings: readonly Listing[]; readonly refused: readonly VeinmindError[] }> {
  const { namespaces, refused } = await findNamespaces(client, selection)
  const listings: Listing[] = []
  let failed = 0
  for (const listing of allListings(selection, namespaces)) {
    const found = await probe(client, listing, selection)
    if (found instanceof VeinmindError) refused.push(found)
    else if (found === 'listable') listings.push(listing)
    failed = found instanceof VeinmindError && isOfServer(found) ? failed + 1 : 0
    if (failed === MAX_FAILED) throw found
  }
  return { listings, refused }
}

/** Whether a failure is the server's own, and may be met at every kind. */
const isOfServer = ({ code, context }: VeinmindError): boolean =>
  code === 'K8S_UNREACHABLE' || PASSING.has(Number(context['status']))

/** The named namespaces that are there; those that are not are errors. Who may not list namespaces cannot be told. */
async function findNamespaces(
  client: Client,
  { namespaces }: ClusterSelection,
): Promise<{ namespaces?: readonly string[]; refused: VeinmindError[] }> {
  if (!namespaces || namespaces.length === 0) return { refused: [] }
  const path = listPath(findKind('namespaces') as Kind)
  const refused: VeinmindError[] = []
  const there: string[] = []
  for (const name of new Set(namespaces)) {
    const { status, body } = await client.get(path, { fieldSelector: `metadata.name=${name}` })
    if (status !== 200 || asObjects(body['items']).length > 0) there.push(name)
    else {
      const others = asObjects((await client.get(path, { limit: '500' })).body['items']).map(
        (each) => asText(asObject(each['metadata'])['name']) ?? '',
      )
      const near = suggest(name, others)
      refused.push(
        new VeinmindError(
          'K8S_NAMESPACE_UNKNOWN',
          `the cluster has no namespace ${name}`,
          near === undefined ? {} : { hint: `did you mean ${near}?` },
        ),
      )
    }
  }
  return { namespaces: there, refused }
}

function allListings({ kinds = KINDS }: ClusterSelection, namespaces: readonly string[] | undefined): Listing[] {
  return kinds.flatMap((kind): Listing[] =>
    kind.namespaced && namespaces ? namespaces.map((namespace) => ({ kind, namespace })) : [{ kind }],
  )
}

/** How the server is asked for what is selected of a list. */
export function queryOf({ namespace }: Listing, { labelSelector, name }: ClusterSelection): ListQuery {
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(typeof name === 'string' ? { fieldSelector: `metadata.name=${name}` } : {}),
  }
}

/** Whether a kind may be listed, is not there at all, or why it may not. */
async function probe(
  client: Client,
  listing: Listing,
  selection: ClusterSelection,
): Promise<'listable' | 'absent' | VeinmindError> {
  const { kind, namespace } = listing
  const { namespace: _, ...selectors } = queryOf(listing, selection)
  try {
    const answer = await client.get(listPath(kind, namespace), { limit: '1', ...selectors })
    if (answer.status === 200) return 'listable'
    if (answer.status === 404) return 'absent'
    if (answer.status === 400)
      throw usageError(
        'K8S_SELECTOR_INVALID',
        `the cluster does not take the selection: ${cutText(asText(answer.body['message']) ?? '', 300)}`,
      )
    throw listError(answer, kind, namespace)
  } catch (error) {
    client.signal.throwIfAborted()
    const failure = toVeinmindError(error)
    if (
      failure.code === 'K8S_LOGIN_FAILED' ||
      failure.code === 'K8S_SELECTOR_INVALID' ||
      failure.code === 'K8S_CONFIG_INVALID'
    )
      throw failure
    return failure
  }
}
