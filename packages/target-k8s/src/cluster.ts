import type { Cluster, ClusterObject, JsonObject } from '@veinmind/sdk'
import { asObject } from '@veinmind/internal'
import { cutText } from '@veinmind/internal/text'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import { asText, cleanObject } from './clean-object.ts'
import type { Client } from './client.ts'
import { KINDS } from './kinds.ts'
import type { Kind } from './kinds.ts'
import { listError, listObjects } from './list.ts'
import { findListings, queryOf } from './listings.ts'
import type { Listing } from './listings.ts'
import { createTeller } from './owners.ts'
import { isSelected } from './selection.ts'
import type { ClusterSelection } from './selection.ts'

/** A cluster, and what of the selection may not be listed, or is not there. */
export interface OpenedCluster {
  readonly cluster: Cluster
  readonly refused: readonly VeinmindError[]
}

interface Opened {
  readonly client: Client
  readonly selection: ClusterSelection
  readonly listings: readonly Listing[]
}

/**
 * Asks what may be listed; the objects are fetched when they are asked for, a page at a time. A list that breaks does not
 * end the others: its error is thrown behind the last object. Throws `K8S_LOGIN_FAILED`, `K8S_UNREACHABLE`,
 * `K8S_SELECTOR_INVALID`, and `K8S_ANSWER_INVALID` where there is no API server.
 */
export async function openCluster(client: Client, selection: ClusterSelection = {}): Promise<OpenedCluster> {
  const version = await serverVersion(client)
  const { listings, refused } = await findListings(client, selection)
  if (listings.length === 0 && refused.length === 0) {
    throw new VeinmindError('K8S_ANSWER_INVALID', `${client.server} knows none of the kinds that are looked at`, {
      hint: 'is it the address of an API server?',
    })
  }
  const opened: Opened = { client, selection, listings }
  const cluster: Cluster = {
    kind: 'cluster',
    id: client.server,
    name: client.server,
    ...(version === undefined ? {} : { version }),
    objects: (kind) =>
      kind === undefined ? eachOnce(opened) : listAll(opened, (listing) => listing.kind.kind === kind),
  }
  return { cluster, refused }
}

async function serverVersion(client: Client): Promise<string | undefined> {
  const { status, body } = await client.get('/version')
  if (status === 401) throw listError({ status, body }, KINDS[0] as Kind)
  return asText(body['gitVersion'])
}

/** The objects of every list; what broke some of them is thrown at the end. */
async function* listAll(
  { client, selection, listings }: Opened,
  isWanted: (listing: Listing) => boolean,
): AsyncGenerator<ClusterObject> {
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
  const more =
    others.length === 0
      ? ''
      : `; ${others.length} more broke: ${cutText(others.map(({ message }) => message).join('; '), 500)}`
  throw new VeinmindError(first.code, first.message + more, {
    cause: first,
    ...(first.hint === undefined ? {} : { hint: first.hint }),
  })
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
  if (count > 0 || name === undefined) return
  const asked = typeof name === 'string' ? name : name.source.replace(/^\^\(\?:(.*)\)\$$/s, '$1')
  throw new VeinmindError('K8S_OBJECT_NOT_FOUND', `nothing that was looked at is named ${asked}`)
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
