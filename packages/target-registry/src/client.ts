import { createAuthenticator } from './auth/authenticator.ts'
import type { Authenticator } from './auth/authenticator.ts'
import type { Scope } from './auth/scope.ts'
import type { CredentialSource } from './credentials/types.ts'
import { hasCode, registryError } from './errors.ts'
import { reachOfHost } from './http/address.ts'
import { discard, readBody } from './http/body.ts'
import { createDispatchers, hostsOf } from './http/dispatchers.ts'
import { isIterable, send, sendWithRetries } from './http/exchange.ts'
import type { HttpResponse } from './http/response.ts'
import type { Exchange, HttpRequest } from './http/exchange.ts'
import { speaksNoTls } from './http/failures.ts'
import { createSession } from './http/session.ts'
import { DEFAULT_RETRY, DEFAULT_TIMEOUTS } from './http/settings.ts'
import type { TransportOptions } from './http/settings.ts'
import { formatWords, projectUnknown, readWords, saysProjectUnknown, statusError } from './http/status-error.ts'
import { isHost } from './reference.ts'

export interface ClientOptions extends TransportOptions {
  readonly credentials?: CredentialSource
  /**
   * Hosts (with their port) of token services that may be asked although they are not https, or are nearer than the
   * registry.
   */
  readonly allowRealms?: readonly string[]
}

export interface ClientRequest {
  readonly method?: HttpRequest['method']
  /** Path and query below the registry's origin, or an address there. */
  readonly path: string | URL
  readonly scope: Scope
  /** Whose credentials are used, where they are kept by repository. */
  readonly repository?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: HttpRequest['body']
  readonly blob?: boolean
  /** Send user name and password at once instead of waiting for a challenge. */
  readonly basic?: boolean
  readonly signal?: AbortSignal | undefined
}

/** Speaks to one registry: finds the scheme, authenticates, retries, follows redirects. */
export interface RegistryClient {
  readonly host: string
  /** Any status is returned, but a 401 of the registry only after everything was tried. */
  request(request: ClientRequest): Promise<HttpResponse>
  /** A whole document of at most `max` bytes, with a status of 2xx; another one is thrown, see `statusError`. */
  document(request: ClientRequest, max: number): Promise<Document>
  /** `path` as an address of the registry. */
  address(path: string | URL, signal?: AbortSignal): Promise<URL>
  /** Reaches the registry, and proves the credentials that there are for it. Throws `REGISTRY_UNAUTHORIZED` where they are refused. */
  login(signal?: AbortSignal): Promise<void>
  /** Whether there are no credentials for the registry. */
  isNobody(signal?: AbortSignal): Promise<boolean>
  destroy(): Promise<void>
}

export interface Document {
  readonly body: Buffer
  readonly headers: HttpResponse['headers']
  readonly url: URL
}

/** Docker Hub's registry does not stand at its name. */
const HUB_ENDPOINT = 'registry-1.docker.io'
const BODY_ATTEMPTS = 3

export function createClient(host: string, options: ClientOptions): RegistryClient {
  if (!isHost(host)) {
    throw registryError('REGISTRY_REFERENCE_INVALID', `"${host}" is not a host`, {
      hint: 'write host or host:port, without "https://"',
    })
  }
  const endpoint = host === 'docker.io' ? HUB_ENDPOINT : new URL(`http://${host}`).hostname + portOf(host)
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts }
  const allowed = new Set(options.allowRealms?.map((realm) => realm.toLowerCase()))
  const dispatchers = createDispatchers({
    registry: endpoint,
    trustedHosts: allowed,
    tls: options,
    timeouts,
    env: options.env ?? process.env,
  })
  const exchange: Exchange = {
    dispatchers,
    timeouts,
    retry: { ...DEFAULT_RETRY, ...options.retry },
    session: createSession(hostsOf(endpoint)),
  }
  const authenticator = createAuthenticator({
    registry: endpoint,
    host,
    credentials: options.credentials,
    realms: { allowed, plainHttp: options.plainHttp ?? false },
    exchange,
    ping: async () => new URL('/v2/', await findOrigin()),
  })
  let origin: Promise<string> | undefined

  function findOrigin(signal?: AbortSignal): Promise<string> {
    if (options.plainHttp !== undefined) return Promise.resolve(`${options.plainHttp ? 'http' : 'https'}://${endpoint}`)
    if (!origin) {
      origin = probeScheme(endpoint, exchange, signal)
      origin.catch(() => (origin = undefined))
    }
    return origin
  }

  const client: RegistryClient = {
    host,
    async address(path, signal) {
      const registry = await findOrigin(signal)
      const url = new URL(path, registry)
      // Requests carry the registry's credentials: they are for its own origin, whatever a caller was talked into.
      if (url.origin === new URL(registry).origin) return url
      throw registryError('REGISTRY_ANSWER_INVALID', `${url.origin} is not the registry ${registry}`)
    },
    async request(request) {
      const url = await client.address(request.path, request.signal)
      return await sendAuthenticated({ ...request, path: url }, authenticator, exchange)
    },
    async document(request, max) {
      for (let attempt = 1; ; attempt++) {
        const response = await client.request(request)
        if (response.status < 200 || response.status > 299) throw await statusError(response, client.host)
        try {
          return { body: await readBody(response, max), headers: response.headers, url: response.url }
        } catch (error) {
          const isLast = attempt >= Math.min(BODY_ATTEMPTS, exchange.retry.attempts)
          if (isLast || !hasCode(error, 'REGISTRY_UNREACHABLE')) throw error
        }
      }
    },
    login: async (signal) => await authenticator.login({ signal }),
    isNobody: async (signal) => await authenticator.isNobody({ signal }),
    destroy: () => dispatchers.destroy(),
  }
  return client
}

async function sendAuthenticated(
  request: ClientRequest & { readonly path: URL },
  authenticator: Authenticator,
  exchange: Exchange,
): Promise<HttpResponse> {
  const { scope, repository, signal, path: url } = request
  const where = { repository, signal }
  let used = request.basic ? await authenticator.basic(where) : await authenticator.header(scope, where)
  for (let fresh = false; ; fresh = true) {
    const headers = { ...request.headers, ...(used !== undefined && { authorization: used }) }
    const { method = 'GET', body, blob } = request
    const response = await send(
      { method, url, headers, signal, ...(body !== undefined && { body }), ...(blob && { blob }) },
      exchange,
    )
    // A host that we were led to has no say in whom the registry's credentials are shown to.
    const isOwn = response.url.origin === url.origin
    if (response.status !== 401 || !isOwn || isIterable(body)) return response
    const challenge = response.headers['www-authenticate']
    const words = await readWords(response)
    if (!challenge && saysProjectUnknown(words)) throw projectUnknown(url, words)
    const said = formatWords(words)
    if (request.basic) throw await authenticator.refusal(scope, { ...where, said })
    used = await authenticator.renew(scope, { ...where, challenge, used, fresh, said })
  }
}

/** https; on loopback http where the other end does not speak TLS. */
async function probeScheme(endpoint: string, exchange: Exchange, signal?: AbortSignal): Promise<string> {
  const https = `https://${endpoint}`
  if (reachOfHost(new URL(https).hostname) !== 'loopback') return https
  const ping: HttpRequest = { method: 'GET', url: new URL('/v2/', https), headers: {}, signal }
  const once: Exchange = { ...exchange, retry: { ...exchange.retry, attempts: 1 } }
  try {
    discard(await sendWithRetries(ping, once))
    return https
  } catch (error) {
    if (hasCode(error, 'REGISTRY_TLS', 'REGISTRY_UNREACHABLE') && speaksNoTls(error.cause)) return `http://${endpoint}`
    throw error
  }
}

function portOf(host: string): string {
  const { port } = new URL(`http://${host}`)
  return port === '' ? '' : `:${port}`
}
