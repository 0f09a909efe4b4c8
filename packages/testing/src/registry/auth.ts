import { randomUUID } from 'node:crypto'
import { failure, json } from './replies.ts'
import type { Access, RegistryAuth, RegistryRequest, Reply } from './types.ts'

/** Checks of who may do what. */
export interface Authority {
  /** Undefined when the caller may do it; the refusal otherwise. `access` is undefined for the `/v2/` ping. */
  check(request: RegistryRequest, access: Access | undefined): Reply | undefined
  /** The account that the `Authorization: Basic` header proves; null when it is wrong, undefined without one. */
  basicAccount(request: RegistryRequest): string | null | undefined
  /** The token endpoint. */
  serveToken(request: RegistryRequest): Reply
  expireTokens(): void
}

interface Token {
  readonly account: string | undefined
  readonly scopes: readonly Access[]
  readonly expires: number
}

const allowUsers = (account: string | undefined): boolean => account !== undefined

/** Authentication as the distribution project documents it: basic, or bearer tokens from `realm`. */
export function createAuthority(
  auth: RegistryAuth,
  place: { readonly realm: string; readonly service: string },
): Authority {
  const tokens = new Map<string, Token>()
  const refreshTokens = new Map(Object.entries(auth.identityTokens ?? {}))
  const lifetime = auth.lifetime ?? 300
  const allow = auth.allow ?? allowUsers

  const basicAccount = (request: RegistryRequest): string | null | undefined => {
    const header = request.headers.authorization
    if (header === undefined || !/^basic /i.test(header)) return undefined
    const text = Buffer.from(header.slice('basic '.length), 'base64').toString()
    const colon = text.indexOf(':')
    return verify(auth, text.slice(0, colon), text.slice(colon + 1)) ?? null
  }

  const checkBasic = (request: RegistryRequest, access: Access | undefined): Reply | undefined => {
    const account = basicAccount(request)
    const challenge = { 'www-authenticate': 'Basic realm="Registry"' }
    if (account === null) return failure('UNAUTHORIZED', 'authentication required', challenge)
    if (access ? allow(account, access) : account !== undefined) return undefined
    return account === undefined
      ? failure('UNAUTHORIZED', 'authentication required', challenge)
      : failure('DENIED', 'requested access to the resource is denied')
  }

  const checkBearer = (request: RegistryRequest, access: Access | undefined): Reply | undefined => {
    const value = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const token = value === undefined ? undefined : tokens.get(value)
    const isValid = token !== undefined && token.expires > Date.now()
    if (isValid && (!access || token.scopes.some((scope) => covers(scope, access)))) return undefined
    const scope = access ? `,scope="${access.type}:${access.name}:${access.action}"` : ''
    const error = value === undefined ? '' : `,error="${isValid ? 'insufficient_scope' : 'invalid_token'}"`
    const challenge = `Bearer realm="${place.realm}",service="${place.service}"${scope}${error}`
    return failure('UNAUTHORIZED', 'authentication required', { 'www-authenticate': challenge })
  }

  const give = (account: string | undefined, asked: readonly string[], wantsRefresh: boolean): Reply => {
    const scopes = asked.flatMap(parseScope).filter((access) => allow(account, access))
    const token = randomUUID()
    tokens.set(token, { account, scopes, expires: Date.now() + lifetime * 1000 })
    const refresh = wantsRefresh && account !== undefined ? randomUUID() : undefined
    if (refresh !== undefined && account !== undefined) refreshTokens.set(refresh, account)
    return json({
      token,
      access_token: token,
      expires_in: lifetime,
      issued_at: new Date().toISOString(),
      scope: scopes.map(({ type, name, action }) => `${type}:${name}:${action}`).join(' '),
      refresh_token: refresh,
    })
  }

  const serveToken = (request: RegistryRequest): Reply => {
    if (request.method === 'GET') {
      const account = basicAccount(request)
      if (account === null) return failure('UNAUTHORIZED', 'incorrect username or password')
      return give(account, request.query.getAll('scope'), request.query.get('offline_token') === 'true')
    }
    if (request.method !== 'POST' || auth.oauth === false)
      return failure('UNSUPPORTED', 'The operation is unsupported.')
    const form = new URLSearchParams(Buffer.from(request.body).toString())
    if (form.get('client_id') === null || form.get('service') === null) return oauthError('invalid_request')
    const refresh = form.get('refresh_token') ?? ''
    const account =
      form.get('grant_type') === 'refresh_token'
        ? refreshTokens.get(refresh)
        : verify(auth, form.get('username') ?? '', form.get('password') ?? '')
    if (account === undefined) return oauthError('invalid_grant', 401)
    return give(account, (form.get('scope') ?? '').split(' '), form.get('access_type') === 'offline')
  }

  return {
    check: auth.type === 'basic' ? checkBasic : checkBearer,
    basicAccount,
    serveToken,
    expireTokens: () => tokens.clear(),
  }
}

/** The account, when the password is right. */
function verify(auth: RegistryAuth, user: string, password: string): string | undefined {
  return Object.hasOwn(auth.users, user) && auth.users[user] === password ? user : undefined
}

/** `repository:name:pull,push` as one access for each action; names may hold colons (a port). */
function parseScope(scope: string): Access[] {
  const first = scope.indexOf(':')
  const last = scope.lastIndexOf(':')
  const type = scope.slice(0, first)
  if ((type !== 'repository' && type !== 'registry') || last <= first) return []
  const name = scope.slice(first + 1, last)
  return scope
    .slice(last + 1)
    .split(',')
    .map((action) => ({ type, name, action }))
}

function covers(scope: Access, access: Access): boolean {
  return (
    scope.type === access.type && scope.name === access.name && (scope.action === access.action || scope.action === '*')
  )
}

function oauthError(error: string, status = 400): Reply {
  return json({ error }, { status })
}
