import type { JsonObject } from '@veinmind/sdk'
import { VeinmindError } from '@veinmind/sdk'
import type { Answer, Client } from './client.ts'
import { listPath } from './kinds.ts'
import type { Kind } from './kinds.ts'

/** What of a kind is listed. */
export interface ListQuery {
  readonly namespace?: string
  readonly labelSelector?: string
  readonly signal: AbortSignal
}

const PAGE = '250'
const GONE = 410
const MAX_RESTARTS = 5
const MAX_OBJECTS = 1_000_000

/**
 * The objects of a kind, a page in memory at a time. When a continue token has expired (410), the list is begun again and
 * what was given already is left out.
 */
export async function* listObjects(client: Client, kind: Kind, query: ListQuery): AsyncGenerator<JsonObject> {
  const given = new Set<string>()
  for (let restarts = 0; restarts <= MAX_RESTARTS; restarts++) {
    const isWhole = yield* listOnce(client, kind, { ...query, given })
    if (isWhole) return
  }
  throw new VeinmindError('K8S_LIST_UNSTABLE', `the list of ${kind.resource} expired ${MAX_RESTARTS} times`)
}

async function* listOnce(
  client: Client,
  kind: Kind,
  { namespace, labelSelector, signal, given }: ListQuery & { readonly given: Set<string> },
): AsyncGenerator<JsonObject, boolean> {
  const path = listPath(kind, namespace)
  let token = ''
  do {
    signal.throwIfAborted()
    const answer = await client.get(path, {
      limit: PAGE,
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(token === '' ? {} : { continue: token }),
    })
    if (answer.status === GONE && token !== '') return false
    if (answer.status !== 200) throw listError(answer, kind, namespace)
    for (const item of Array.isArray(answer.body['items']) ? (answer.body['items'] as readonly unknown[]) : []) {
      if (!isObject(item)) continue
      const id = identify(item)
      if (given.has(id)) continue
      given.add(id)
      if (given.size > MAX_OBJECTS) throw new VeinmindError('K8S_ANSWER_INVALID', `more than ${MAX_OBJECTS} ${kind.resource}`)
      yield item
    }
    const next = continueToken(answer.body)
    if (next !== '' && next === token) throw new VeinmindError('K8S_ANSWER_INVALID', `the list of ${kind.resource} repeats a page`)
    token = next
  } while (token !== '')
  return true
}

/** Why a kind cannot be listed; for a missing permission, which one. */
export function listError(answer: Answer, kind: Kind, namespace?: string): VeinmindError {
  const { resource, apiVersion } = kind
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`
  const said = typeof answer.body['message'] === 'string' ? `: ${answer.body['message'].slice(0, 300)}` : ''
  if (answer.status === 401) {
    return new VeinmindError('K8S_LOGIN_FAILED', `the cluster refused the credentials${said}`, { hint: 'kubectl get pods would say the same' })
  }
  if (answer.status === 403) {
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '""'
    return new VeinmindError('K8S_LIST_FORBIDDEN', `may not list ${resource}${where}`, {
      hint: `the role needs the verb list on the resource ${resource} of the API group ${group}`,
    })
  }
  return new VeinmindError('K8S_LIST_FAILED', `listing ${resource}${where} was answered with ${answer.status}${said}`)
}

function identify(item: JsonObject): string {
  const metadata = isObject(item['metadata']) ? item['metadata'] : {}
  const { uid, namespace, name } = metadata
  return typeof uid === 'string' ? uid : JSON.stringify([namespace, name])
}

function continueToken(body: JsonObject): string {
  const metadata = isObject(body['metadata']) ? body['metadata'] : {}
  return typeof metadata['continue'] === 'string' ? metadata['continue'] : ''
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
