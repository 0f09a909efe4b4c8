import http from 'node:http'
import https from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import type { JsonObject } from '@veinmind/sdk'
import { asObject } from '@veinmind/internal'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import type { Access } from './access-way.ts'
import { receive } from './receive.ts'
import type { Received } from './receive.ts'

/** An answer of the API server. */
export interface Answer {
  readonly status: number
  /** Empty where an error came without a JSON object. */
  readonly body: JsonObject
}

/** Asks one API server. */
export interface Client {
  /** Its address, without credentials. */
  readonly server: string
  readonly signal: AbortSignal
  /**
   * Throws `K8S_UNREACHABLE`, `K8S_LOGIN_FAILED`, `K8S_ANSWER_INVALID`, `K8S_ANSWER_TOO_LARGE`; a status other than 200 is an
   * answer.
   */
  get(path: string, query?: Readonly<Record<string, string>>): Promise<Answer>
}

/** How long a client waits. */
export interface ClientOptions {
  readonly signal?: AbortSignal
  /** Milliseconds without a byte after which a request is given up; by default a minute. */
  readonly idle?: number
  /** Milliseconds before the first repetition of a request that failed, doubled each time; by default 500. */
  readonly pause?: number
}

const REPEATS = 3
const MAX_PAUSE_MS = 10_000
/** Statuses that pass: too many requests, and those of a server that starts, stops or waits for etcd. */
export const PASSING: ReadonlySet<number> = new Set([429, 500, 502, 503, 504])

/** A client for the API server that `access` leads to. Redirects are not followed: an API server sends none. */
export function createClient(
  access: Access,
  { signal = new AbortController().signal, idle = 60_000, pause = 500 }: ClientOptions = {},
): Client {
  const { server } = access
  const shown = server.replace(/\/\/[^/@]*@/, '//')
  const ask = async (url: URL): Promise<Received> => {
    const options: https.RequestOptions = {
      method: 'GET',
      headers: { accept: 'application/json', 'user-agent': 'veinmind' },
    }
    await logIn(access, options, shown)
    const { request } = url.protocol === 'http:' ? http : https
    return receive((limits) => request(url, { ...options, ...limits }), { signal, idle, server: shown })
  }
  const get = async (path: string, query: Readonly<Record<string, string>>, repeats = 0): Promise<Answer> => {
    signal.throwIfAborted()
    const url = new URL(server + path)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const answer = await ask(url).catch((error: unknown) => {
      signal.throwIfAborted()
      return toVeinmindError(error, 'K8S_UNREACHABLE')
    })
    const passes = answer instanceof VeinmindError ? answer.context['passes'] === true : PASSING.has(answer.status)
    if (passes && repeats < REPEATS) {
      const asked = answer instanceof VeinmindError ? undefined : answer.retryAfter
      await sleep(Math.min(asked ?? pause * 2 ** repeats, MAX_PAUSE_MS), undefined, { signal })
      return get(path, query, repeats + 1)
    }
    if (answer instanceof VeinmindError) throw answer
    return { status: answer.status, body: parse(answer, shown + path) }
  }
  return { server: shown, signal, get: (path, query = {}) => get(path, query) }
}

async function logIn(access: Access, options: https.RequestOptions, server: string): Promise<void> {
  try {
    await access.apply(options)
  } catch (error) {
    if (error instanceof VeinmindError) throw error
    const reason = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error)
    throw new VeinmindError('K8S_LOGIN_FAILED', `cannot make the credentials for ${server}: ${reason}`, {
      hint: 'kubectl get pods would say the same',
      cause: error,
    })
  }
}

function parse({ status, text }: Received, address: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return asObject(value)
  } catch {
    // Said below: a proxy's page is no object either.
  }
  if (status !== 200) return {}
  throw new VeinmindError('K8S_ANSWER_INVALID', `${address} answered with no JSON object`)
}
