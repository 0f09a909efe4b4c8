import type { JsonObject } from '@veinmind/sdk'
import { asObject, isObject } from '@veinmind/internal'
import { cutText } from '@veinmind/internal/text'
import { VeinmindError } from '@veinmind/sdk'
import { asText } from './clean-object.ts'
import type { Answer, Client } from './client.ts'
import { groupOf, listPath } from './kinds.ts'
import type { Kind } from './kinds.ts'

/** The objects of a kind that are listed. */
export interface ListQuery {
  readonly namespace?: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
}

const PAGE = 250
const OK = 200
const GONE = 410
const MAX_RESTARTS = 5
const MAX_OBJECTS = 1_000_000

/**
 * The objects of a kind, a page in memory at a time. When a continue token has expired (410), the list is begun again and
 * what was given already is left out. Where objects are large, pages get shorter.
 */
export async function* listObjects(client: Client, kind: Kind, query: ListQuery): AsyncGenerator<JsonObject> {
  const list: List = { client, kind, query, given: new Set(), page: PAGE }
  for (let restarts = 0; restarts <= MAX_RESTARTS; restarts++) {
    const isWhole = yield* listOnce(list)
    if (isWhole) return
  }
  throw new VeinmindError('K8S_LIST_UNSTABLE', `the list of ${kind.resource} expired ${MAX_RESTARTS} times`)
}

interface List {
  readonly client: Client
  readonly kind: Kind
  readonly query: ListQuery
  readonly given: Set<string>
  /** Objects a page. */
  page: number
}

async function* listOnce(list: List): AsyncGenerator<JsonObject, boolean> {
  const { given, kind } = list
  let token = ''
  do {
    const answer = await askPage(list, token)
    if (answer.status === GONE && token !== '') return false
    if (answer.status !== OK) throw listError(answer, kind, list.query.namespace)
    for (const item of Array.isArray(answer.body['items']) ? (answer.body['items'] as readonly unknown[]) : []) {
      if (!isObject(item)) continue
      const id = identify(item)
      if (given.has(id)) continue
      given.add(id)
      if (given.size > MAX_OBJECTS)
        throw new VeinmindError('K8S_ANSWER_INVALID', `more than ${MAX_OBJECTS} ${kind.resource}`)
      yield item
    }
    const next = asText(asObject(answer.body['metadata'])['continue']) ?? ''
    if (next !== '' && next === token)
      throw new VeinmindError('K8S_ANSWER_INVALID', `the list of ${kind.resource} repeats a page`)
    token = next
  } while (token !== '')
  return true
}

async function askPage(list: List, token: string): Promise<Answer> {
  const { client, kind, query } = list
  const { namespace, ...selectors } = query
  for (;;) {
    try {
      return await client.get(listPath(kind, namespace), {
        limit: String(list.page),
        ...selectors,
        ...(token === '' ? {} : { continue: token }),
      })
    } catch (error) {
      const isTooLarge = error instanceof VeinmindError && error.code === 'K8S_ANSWER_TOO_LARGE'
      if (!isTooLarge || list.page === 1) throw error
      list.page = Math.ceil(list.page / 8)
    }
  }
}

/** Why a kind cannot be listed; for a missing permission, which one. */
export function listError(answer: Answer, kind: Kind, namespace?: string): VeinmindError {
  const { resource } = kind
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`
  const said = typeof answer.body['message'] === 'string' ? `: ${cutText(answer.body['message'], 300)}` : ''
  if (answer.status === 401) {
    return new VeinmindError('K8S_LOGIN_FAILED', `the cluster refused the credentials${said}`, {
      hint: 'kubectl get pods would say the same',
    })
  }
  if (answer.status === 403) {
    return new VeinmindError('K8S_LIST_FORBIDDEN', `may not list ${resource}${where}`, {
      hint: `the role needs the verb list on the resource ${resource} of the API group ${groupOf(kind) || '""'}`,
    })
  }
  return new VeinmindError('K8S_LIST_FAILED', `listing ${resource}${where} was answered with ${answer.status}${said}`, {
    context: { status: answer.status },
  })
}

function identify(item: JsonObject): string {
  const { uid, namespace, name } = asObject(item['metadata'])
  return typeof uid === 'string' ? uid : JSON.stringify([namespace, name])
}
