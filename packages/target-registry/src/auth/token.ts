import { cutText } from '@veinmind/internal/text'
import { keepOwnSecrets } from '@veinmind/sdk/target'
import type { Credential } from '../credentials/types.ts'
import { hasCode, registryError } from '../errors.ts'
import { reachOfHost } from '../http/address.ts'
import { readBody } from '../http/body.ts'
import { redirectStatus, sendWithRetries } from '../http/exchange.ts'
import type { HttpResponse } from '../http/response.ts'
import type { Exchange, HttpRequest } from '../http/exchange.ts'
import { speaksNoTls } from '../http/failures.ts'
import { formatWords, readWords } from '../http/status-error.ts'
import type { Scope } from './scope.ts'

/** A bearer token. */
export interface Token {
  readonly value: string
  /** By `performance.now()`. */
  readonly renewAt: number
}

export interface TokenRequest {
  /** Host of the registry that sent the challenge. */
  readonly registry: string
  readonly realm: string
  readonly service: string | undefined
  readonly scopes: readonly Scope[]
  readonly credential: Credential | undefined
}

/** Which token services may be asked. */
export interface RealmRules {
  /** Hosts named by `--allow-realm`. */
  readonly allowed: ReadonlySet<string>
  /** The user takes plain http with the registry (`--plain-http`). */
  readonly plainHttp: boolean
}

const MAX_TOKEN_ANSWER = 1024 * 1024

/**
 * The token service of a challenge, if credentials may go there: https; http on loopback, on a host named by the user,
 * or on the registry's own host when the user takes plain http with it. That it is not closer to this machine than the
 * registry is looked after where connections are made.
 */
function checkRealm(realm: string, registry: string, rules: RealmRules): URL {
  const refused = (why: string, hint = 'if it is right, name its host with --allow-realm'): Error =>
    registryError(
      'REGISTRY_REALM_REFUSED',
      `${registry} names a token service that is not asked, ${cutText(realm.split('?')[0]!, 200)}: ${why}`,
      { hint },
    )
  if (!URL.canParse(realm)) throw refused('that is no address')
  const url = new URL(realm)
  if (url.username !== '' || url.password !== '') throw refused('it carries credentials')
  if (url.protocol === 'https:') return url
  if (url.protocol !== 'http:') throw refused('it is neither https nor http')
  if (rules.allowed.has(url.host) || reachOfHost(url.hostname) === 'loopback') return url
  const isOwn = url.hostname === new URL(`http://${registry}`).hostname
  if (rules.plainHttp && isOwn) return url
  if (isOwn) throw refused('it is named with http, although the registry is reached by https', WRONG_SCHEME)
  throw refused('credentials do not go over plain http')
}

/** Registries do not know by themselves how they are reached through what ends TLS for them. */
const WRONG_SCHEME =
  "the registry's operator mends it: Harbor's external_url, or X-Forwarded-Proto of the proxy in front; meanwhile --allow-realm takes it"

/**
 * Asks a token service (distribution's token specification; OAuth2 with a refresh token). Redirects are not followed.
 */
export async function fetchToken(request: TokenRequest, rules: RealmRules, exchange: Exchange): Promise<Token> {
  const asked = performance.now()
  const response = await requestToken(request, rules, exchange)
  const realm = response.url
  if (
    response.status === 401 ||
    response.status === 403 ||
    (response.status === 400 && request.credential?.identityToken)
  ) {
    const said = await reasonOf(response, request.credential)
    throw registryError('REGISTRY_UNAUTHORIZED', `${refusal(request, realm)}${said}`)
  }
  if (response.status !== 200) {
    const said = await reasonOf(response, request.credential)
    const led = redirectStatus(response.status) ? ' and leads elsewhere, which is not followed' : ''
    throw registryError(
      'REGISTRY_TOKEN_REFUSED',
      `the token service ${realm.host} answered ${response.status}${led}${said}`,
    )
  }
  return readToken(await readBody(response, MAX_TOKEN_ANSWER), realm, asked)
}

/** What a token service answers, whatever it is. */
export async function requestToken(
  request: TokenRequest,
  rules: RealmRules,
  exchange: Exchange,
): Promise<HttpResponse> {
  const realm = checkRealm(request.realm, request.registry, rules)
  return await sendWithRetries(httpRequest(request, realm), exchange).catch((error: unknown) => {
    if (hasCode(error, 'REGISTRY_TLS') && realm.protocol === 'https:' && speaksNoTls(error.cause)) {
      const what = `${request.registry} names its token service with https, ${realm.origin}, but that speaks http`
      throw registryError('REGISTRY_REALM_REFUSED', what, {
        cause: error,
        hint: "the registry's operator mends it: Harbor's external_url, or X-Forwarded-Proto of the proxy in front",
      })
    }
    if (!hasCode(error, 'REGISTRY_REDIRECT_REFUSED')) throw error
    throw registryError('REGISTRY_REALM_REFUSED', error.message, {
      cause: error,
      hint: 'if it is right, name its host with --allow-realm',
    })
  })
}

function httpRequest(request: TokenRequest, realm: URL): HttpRequest {
  const { credential, service, scopes } = request
  if (credential?.identityToken !== undefined) {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: 'veinmind',
      refresh_token: credential.identityToken,
      ...(service !== undefined && { service }),
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return { method: 'POST', url: realm, headers, body: form.toString() }
  }
  const url = new URL(realm)
  if (service !== undefined) url.searchParams.set('service', service)
  for (const scope of scopes) url.searchParams.append('scope', scope)
  if (credential?.username !== undefined) url.searchParams.set('account', credential.username)
  return { method: 'GET', url, headers: credential ? { authorization: basicHeader(credential) } : {} }
}

/** The `Authorization` header of a user name and password (RFC 7617). */
export function basicHeader(credential: Credential): string {
  return `Basic ${Buffer.from(`${credential.username ?? ''}:${credential.password ?? ''}`).toString('base64')}`
}

function readToken(body: Buffer, realm: URL, asked: number): Token {
  const invalid = (why: string): Error =>
    registryError('REGISTRY_TOKEN_REFUSED', `the token service ${realm.host} answered without a token: ${why}`)
  let answer: unknown
  try {
    answer = JSON.parse(body.toString('utf8'))
  } catch {
    throw invalid('it is not JSON')
  }
  const { token, access_token: accessToken, expires_in: expiresIn } = (answer ?? {}) as Record<string, unknown>
  const value = typeof token === 'string' && token !== '' ? token : accessToken
  if (typeof value !== 'string' || !/^[\x21-\x7e]{1,65536}$/.test(value)) {
    throw invalid('it has neither token nor access_token')
  }
  keepOwnSecrets(value)
  // 60 seconds where nothing is said (the specification's default); renewed when a tenth of it is left.
  const seconds = typeof expiresIn === 'number' && expiresIn > 0 ? Math.min(expiresIn, 86_400) : 60
  return { value, renewAt: asked + seconds * 900 }
}

function refusal({ registry, credential, scopes }: TokenRequest, realm: URL): string {
  const by = `the token service ${realm.host} of ${registry}`
  const what = `for ${scopes.join(' ')}`
  return credential
    ? `${by} refused the credentials of ${credential.source} ${what}`
    : `${by} gives nothing without credentials ${what}`
}

/** What a service says about its refusal, as long as it does not repeat the secret that it was told. */
export async function reasonOf(response: HttpResponse, credential: Credential | undefined): Promise<string> {
  const words = await readWords(response)
  const { password, identityToken, registryToken } = credential ?? {}
  const secrets = [password, identityToken, registryToken, credential && basicHeader(credential).slice('Basic '.length)]
  const repeats = secrets.some((secret) => secret !== undefined && secret !== '' && words.message?.includes(secret))
  return formatWords(repeats ? { ...words, message: undefined } : words)
}
