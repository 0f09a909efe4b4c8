import type { Cluster, ClusterObject, JsonObject } from '@veinmind/sdk'
import { suggest, toVeinmindError, VeinmindError } from '@veinmind/sdk'
import { asObject, asObjects, asText, cleanObject } from './clean-object.ts'
import type { Client } from './client.ts'
import { findKind, KINDS, listPath } from './kinds.ts'
import type { Kind } from './kinds.ts'
import { listError, listObjects } from './list.ts'
import type { ListQuery } from './list.ts'
import { createTeller } from './owners.ts'
import { isSelected } from './selection.ts'
import type { ClusterSelection } from './selection.ts'

/** A cluster, and what of the selection may not be listed, or is not there. */
export interface OpenedCluster {
  readonly cluster: Cluster
  readonly refused: readonly VeinmindError[]
}

/** A kind in a namespace (or all) that may be listed. */
interface Listing {
  readonly kind: Kind
  readonly namespace?: string
}

interface Opened {
  readonly client: Client
  readonly selection: ClusterSelection
  readonly listings: readonly Listing[]
}

/** Kinds in a row that may go unanswered before the server counts as gone. */
const MAX_SILENT = 3

/**
 * Asks what may be listed; the objects are fetched when they are asked for, a page at a time. A list that breaks does not
 * end the others: its error is thrown behind the last object. Throws `K8S_LOGIN_FAILED`, `K8S_UNREACHABLE`,
 * `K8S_SELECTOR_INVALID`, and `K8S_ANSWER_INVALID` where there is no API server.
 */
export async function openCluster(client: Client, selection: ClusterSelection = {}): Promise<OpenedCluster> {
  const version = await serverVersion(client)
  const { namespaces, refused } = await findNamespaces(client, selection)
  const listings: Listing[] = []
  let silent = 0
  for (const listing of allListings(selection, namespaces)) {
    const found = await probe(client, listing, selection)
    if (found instanceof VeinmindError) refused.push(found)
    else if (found === 'listable') listings.push(listing)
    silent = found instanceof VeinmindError && found.code === 'K8S_UNREACHABLE' ? silent + 1 : 0
    if (silent === MAX_SILENT) throw found
  }
  if (listings.length === 0 && refused.length === 0) {
    throw new VeinmindError('K8S_ANSWER_INVALID', `${client.server} knows none of the kinds that are looked at`, { hint: 'is it the address of an API server?' })
  }
  const opened: Opened = { client, selection, listings }
  const cluster: Cluster = {
    kind: 'cluster',
    id: client.server,
    name: client.server,
    ...(version === undefined ? {} : { version }),
    objects: (kind) => (kind === undefined ? eachOnce(opened) : listAll(opened, (listing) => listing.kind.kind === kind)),
  }
  return { cluster, refused }
}

async function serverVersion(client: Client): Promise<string | undefined> {
  const { status, body } = await client.get('/version')
  if (status === 401) throw listError({ status, body }, KINDS[0] as Kind)
  return asText(body['gitVersion'])
}

/** The named namespaces that are there; those that are not are errors. Who may not list namespaces cannot be told. */
async function findNamespaces(client: Client, { namespaces }: ClusterSelection): Promise<{ namespaces?: readonly string[]; refused: VeinmindError[] }> {
  if (!namespaces || namespaces.length === 0) return { refused: [] }
  const path = listPath(findKind('namespaces') as Kind)
  const refused: VeinmindError[] = []
  const there: string[] = []
  for (const name of new Set(namespaces)) {
    const { status, body } = await client.get(path, { fieldSelector: `metadata.name=${name}` })
    if (status !== 200 || asObjects(body['items']).length > 0) there.push(name)
    else {
      const others = asObjects((await client.get(path, { limit: '500' })).body['items']).map((each) => asText(asObject(each['metadata'])['name']) ?? '')
      const near = suggest(name, others)
      refused.push(new VeinmindError('K8S_NAMESPACE_UNKNOWN', `the cluster has no namespace ${name}`, near === undefined ? {} : { hint: `did you mean ${near}?` }))
    }
  }
  return { namespaces: there, refused }
}

function allListings({ kinds = KINDS }: ClusterSelection, namespaces: readonly string[] | undefined): Listing[] {
  return kinds.flatMap((kind): Listing[] => (kind.namespaced && namespaces ? namespaces.map((namespace) => ({ kind, namespace })) : [{ kind }]))
}

function queryOf({ namespace }: Listing, { labelSelector, name }: ClusterSelection): ListQuery {
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(typeof name === 'string' ? { fieldSelector: `metadata.name=${name}` } : {}),
  }
}

/** Whether a kind may be listed, is not there at all, or why it may not. */
async function probe(client: Client, listing: Listing, selection: ClusterSelection): Promise<'listable' | 'absent' | VeinmindError> {
  const { kind, namespace } = listing
  const { namespace: _, ...selectors } = queryOf(listing, selection)
  try {
    const answer = await client.get(listPath(kind, namespace), { limit: '1', ...selectors })
    if (answer.status === 200) return 'listable'
    if (answer.status === 404) return 'absent'
    if (answer.status === 400) throw new VeinmindError('K8S_SELECTOR_INVALID', `the cluster does not take the selection: ${asText(answer.body['message'])?.slice(0, 300) ?? ''}`)
    throw listError(answer, kind, namespace)
  } catch (error) {
    client.signal.throwIfAborted()
    const failure = toVeinmindError(error)
    if (failure.code === 'K8S_LOGIN_FAILED' || failure.code === 'K8S_SELECTOR_INVALID' || failure.code === 'K8S_CONFIG_INVALID') throw failure
    return failure
  }
}

/** The objects of every list; what broke some of them is thrown at the end. */
async function* listAll({ client, selection, listings }: Opened, isWanted: (listing: Listing) => boolean): AsyncGenerator<ClusterObject> {
  const broken: VeinmindError[] = []
  for (const listing of listings.filter(isWanted)) {
    try {
      for await (const item of listObjects(client, listing.kind, queryOf(listing, selection))) {
        const found = toClusterObject(listing.kind, item, selection.secretValues ?? false)
        if (isSelected(found, selection)) yield found
      }
    } catch (error) {
      client.signal.throwIfAborted()
      broken.push(toVeinmindError(error))
    }
  }
  const [first, ...others] = broken
  if (!first) return
  const more = others.length === 0 ? '' : `; ${others.length} more lists broke: ${others.map(({ message }) => message).join('; ').slice(0, 500)}`
  throw new VeinmindError(first.code, first.message + more, { cause: first, ...(first.hint === undefined ? {} : { hint: first.hint }) })
}

/** Every object that no other tells of. */
async function* eachOnce(opened: Opened): AsyncGenerator<ClusterObject> {
  const teller = createTeller()
  let count = 0
  for await (const found of listAll(opened, () => true)) {
    const isTold = teller.isTold(found)
    teller.shown(found)
    if (isTold) continue
    count++
    yield found
  }
  const { name } = opened.selection
  if (count === 0 && name !== undefined) throw new VeinmindError('K8S_OBJECT_NOT_FOUND', `nothing that was looked at is named ${typeof name === 'string' ? name : name.source}`)
}

function toClusterObject(kind: Kind, item: JsonObject, secretValues: boolean): ClusterObject {
  const { apiVersion, kind: name } = kind
  const metadata = asObject(item['metadata'])
  const namespace = asText(metadata['namespace'])
  return {
    apiVersion,
    kind: name,
    ...(namespace === undefined ? {} : { namespace }),
    name: asText(metadata['name']) ?? '',
    object: cleanObject({ apiVersion, ...item, kind: name }, secretValues),
  }
}
