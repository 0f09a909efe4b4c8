import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { cutText } from '@veinmind/internal/text'
import { registryError } from '../errors.ts'
import { discard } from './body.ts'
import type { Dispatchers } from './dispatchers.ts'
import { isBrokenConnection, translateFailure } from './failures.ts'
import type { Session } from './session.ts'
import { MAX_REDIRECTS } from './settings.ts'
import type { RetryPolicy, Timeouts } from './settings.ts'
import type { HttpResponse } from './response.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>
  readonly signal?: AbortSignal | undefined
  /** The body is a blob: no limit on its whole time. */
  readonly blob?: boolean
}

export interface Exchange {
  readonly dispatchers: Dispatchers
  readonly timeouts: Timeouts
  readonly retry: RetryPolicy
  readonly session?: Session
}

/** Milliseconds that the upload of a blob may take. */
const UPLOAD_TIMEOUT = 30 * 60_000

const TRANSIENT = new Set([408, 429, 500, 502, 503, 504])
/** Whether a status says that the answer is elsewhere. */
export const redirectStatus = (status: number): boolean => [301, 302, 303, 307, 308].includes(status)

/**
 * Sends a request, tries it again where that can help, and follows redirects. Any status else is the caller's to judge.
 */
export async function send(request: HttpRequest, exchange: Exchange): Promise<HttpResponse> {
  let at = request
  for (let hops = 0; ; hops++) {
    const response = await sendWithRetries(at, exchange)
    const location = response.headers['location']
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (!isRead || !redirectStatus(response.status) || location === undefined) return response
    discard(response)
    if (hops >= MAX_REDIRECTS) {
      throw registryError(
        'REGISTRY_REDIRECT_REFUSED',
        `${request.url.host} leads on and on: more than ${MAX_REDIRECTS} redirects (${request.url.pathname})`,
      )
    }
    at = redirected(at, location)
  }
}

/**
 * The request at the place that `location` names: http or https, never less safe than before, without credentials
 * elsewhere.
 */
function redirected(request: HttpRequest, location: string): HttpRequest {
  const refused = (why: string): Error =>
    registryError(
      'REGISTRY_REDIRECT_REFUSED',
      `${request.url.host} leads to ${cutText(location.split('?')[0]!, 200)}: ${why}`,
    )
  if (!URL.canParse(location, request.url.href)) throw refused('that is no address')
  const url = new URL(location, request.url)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('only http and https are followed')
  if (url.protocol === 'http:' && request.url.protocol === 'https:') throw refused('from https to http')
  if (url.username !== '' || url.password !== '') throw refused('credentials in an address are not used')
  url.hash = ''
  if (url.origin === request.url.origin) return { ...request, url }
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !/^(?:authorization|cookie)$/i.test(name)),
  )
  return { ...request, url, headers }
}

/** Sends a request, and tries it again where that can help; redirects are answers. */
export async function sendWithRetries(request: HttpRequest, exchange: Exchange): Promise<HttpResponse> {
  const { retry } = exchange
  const end = performance.now() + retry.total
  const repeatable =
    request.body === undefined || typeof request.body === 'string' || request.body instanceof Uint8Array
  for (let attempt = 1; ; attempt++) {
    let response: HttpResponse | undefined
    let failure: unknown
    try {
      response = await sendOnce(request, exchange)
      if (!TRANSIENT.has(response.status)) return response
    } catch (error) {
      request.signal?.throwIfAborted()
      failure = error
    }
    const pause = pauseBefore(attempt, response?.headers['retry-after'], retry)
    const again = repeatable && attempt < retry.attempts && pause !== undefined && performance.now() + pause < end
    if (!again || (failure !== undefined && !isBrokenConnection(failure))) {
      if (response) return response
      throw translateFailure(failure, request.url)
    }
    if (response) discard(response)
    await sleep(pause, undefined, request.signal ? { signal: request.signal } : {}).catch((error: unknown) => {
      request.signal?.throwIfAborted()
      throw error
    })
  }
}

async function sendOnce(request: HttpRequest, exchange: Exchange): Promise<HttpResponse> {
  const { request: undiciRequest } = await import('undici')
  const dispatcher = await exchange.dispatchers.get(request.url)
  // While a large body is sent, its answer is not late. undici's own limit starts anew with every byte of a head.
  const headTime =
    request.blob && request.body !== undefined ? UPLOAD_TIMEOUT : exchange.timeouts.headers + exchange.timeouts.connect
  const head = new AbortController()
  const timer = setTimeout(
    () => head.abort(new DOMException('the head of the answer is late', 'TimeoutError')),
    headTime,
  )
  const limits = [
    head.signal,
    ...(request.signal ? [request.signal] : []),
    ...(request.blob ? [] : [AbortSignal.timeout(exchange.timeouts.document)]),
  ]
  const cookie = exchange.session?.header(request.url)
  try {
    const { statusCode, headers, body } = await undiciRequest(request.url, {
      dispatcher,
      method: request.method,
      headers: {
        'user-agent': 'veinmind',
        'accept-encoding': 'identity',
        ...request.headers,
        ...(cookie !== undefined && { cookie }),
      },
      body: isIterable(request.body) ? Readable.from(request.body, { objectMode: false }) : (request.body ?? null),
      headersTimeout: headTime,
      signal: AbortSignal.any(limits),
    })
    exchange.session?.take(request.url, headers['set-cookie'])
    return { status: statusCode, headers: singleValues(headers), body, url: request.url, signal: request.signal }
  } finally {
    clearTimeout(timer)
  }
}

/** One value a header: lists are joined, of others that are sent twice the first is taken. */
function singleValues(headers: Dispatcher.ResponseData['headers']): Record<string, string | undefined> {
  const pick = (name: string, value: string | string[] | undefined): string | undefined =>
    Array.isArray(value) ? (name === 'www-authenticate' || name === 'link' ? value.join(', ') : value[0]) : value
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, pick(name, value)]))
}

/**
 * Milliseconds to wait: what `Retry-After` says, else the doubled delay less a random half; undefined when that is too
 * long.
 */
function pauseBefore(attempt: number, retryAfter: string | undefined, retry: RetryPolicy): number | undefined {
  const backoff = Math.min(retry.maxDelay, retry.delay * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2)
  if (retryAfter === undefined) return backoff
  const asked = /^\d+$/.test(retryAfter.trim()) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now()
  if (Number.isNaN(asked)) return backoff
  return asked > retry.maxDelay ? undefined : Math.max(asked, backoff)
}

/** Whether a body can be sent only once. */
export function isIterable(body: HttpRequest['body']): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && Symbol.asyncIterator in body
}
