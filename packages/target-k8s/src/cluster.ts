import type { Cluster, ClusterObject, JsonObject } from '@veinmind/sdk'
import { VeinmindError } from '@veinmind/sdk'
import { asObject, asObjects, asText, cleanObject } from './clean-object.ts'
import type { Client } from './client.ts'
import { KINDS, listPath } from './kinds.ts'
import type { Kind } from './kinds.ts'
import { listError, listObjects } from './list.ts'

/** What of a cluster is looked at. */
export interface ClusterSelection {
  /** Only these namespaces; cluster-wide kinds are listed all the same. All without any. */
  readonly namespaces?: readonly string[]
  readonly excludeNamespaces?: readonly string[]
  readonly kinds?: readonly Kind[]
  /** Only objects of this name. */
  readonly name?: string
  readonly labelSelector?: string
  /** Keeps the values of Secrets; by default only their keys and sizes are read on. */
  readonly secretValues?: boolean
}

/** A cluster, and the kinds that may not be listed, each with the permission that is missing. */
export interface OpenedCluster {
  readonly cluster: Cluster
  readonly refused: readonly VeinmindError[]
}

/** A kind in a namespace (or all) that may be listed. */
interface Listing {
  readonly kind: Kind
  readonly namespace?: string
}

/** Asks what may be listed; the objects are fetched when they are asked for, a page at a time. */
export async function openCluster(client: Client, selection: ClusterSelection, signal: AbortSignal): Promise<OpenedCluster> {
  const version = await serverVersion(client)
  const listings: Listing[] = []
  const refused: VeinmindError[] = []
  for (const listing of allListings(selection)) {
    const found = await probe(client, listing)
    if (found instanceof VeinmindError) refused.push(found)
    else if (found === 'listable') listings.push(listing)
  }
  const cluster: Cluster = {
    kind: 'cluster',
    id: client.server,
    name: client.server,
    ...(version === undefined ? {} : { version }),
    objects: (kind) => listAll({ client, selection, signal, listings: listings.filter((each) => kind === undefined || each.kind.kind === kind), known: listings }),
  }
  return { cluster, refused }
}

function allListings({ kinds = KINDS, namespaces = [] }: ClusterSelection): Listing[] {
  return kinds.flatMap((kind): Listing[] =>
    kind.namespaced && namespaces.length > 0 ? namespaces.map((namespace) => ({ kind, namespace })) : [{ kind }],
  )
}

/** Whether a kind may be listed, is not there at all, or why it may not. */
async function probe(client: Client, { kind, namespace }: Listing): Promise<'listable' | 'absent' | VeinmindError> {
  const answer = await client.get(listPath(kind, namespace), { limit: '1' })
  if (answer.status === 200) return 'listable'
  if (answer.status === 404) return 'absent'
  const error = listError(answer, kind, namespace)
  if (error.code === 'K8S_LOGIN_FAILED') throw error
  return error
}

interface Walk {
  readonly client: Client
  readonly selection: ClusterSelection
  readonly signal: AbortSignal
  readonly listings: readonly Listing[]
  /** Everything that may be listed: an object whose owner is among it is told by its owner. */
  readonly known: readonly Listing[]
}

async function* listAll({ client, selection, signal, listings, known }: Walk): AsyncGenerator<ClusterObject> {
  const { labelSelector, excludeNamespaces = [], name, secretValues = false } = selection
  const seen = new Set(known.map(({ kind }) => `${kind.apiVersion}/${kind.kind}`))
  for (const { kind, namespace } of listings) {
    const query = { signal, ...(namespace === undefined ? {} : { namespace }), ...(labelSelector === undefined ? {} : { labelSelector }) }
    for await (const item of listObjects(client, kind, query)) {
      const found = toClusterObject(kind, item, secretValues)
      const isWanted =
        (name === undefined || found.name === name) &&
        (found.namespace === undefined || !excludeNamespaces.includes(found.namespace)) &&
        !isTold(item, seen)
      if (isWanted) yield found
    }
  }
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

/** Whether a controller that is listed itself made the object: a Pod of a ReplicaSet, a ReplicaSet of a Deployment. */
function isTold(item: JsonObject, seen: ReadonlySet<string>): boolean {
  const owners = asObjects(asObject(item['metadata'])['ownerReferences'])
  return owners.some((owner) => owner['controller'] === true && seen.has(`${asText(owner['apiVersion'])}/${asText(owner['kind'])}`))
}

async function serverVersion(client: Client): Promise<string | undefined> {
  const { status, body } = await client.get('/version')
  if (status === 401) throw listError({ status, body }, KINDS[0] as Kind)
  return asText(body['gitVersion'])
}
