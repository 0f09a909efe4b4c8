import { randomUUID } from 'node:crypto'
import { readBasic, readBearer, verify } from './credentials.ts'
import { failure, json } from './replies.ts'
import { covers, parseScope } from './scopes.ts'
import { refuseToken, tokenDocument } from './token-ways.ts'
import type { Access, RegistryAuth, RegistryRequest, Reply } from './types.ts'

/** Checks of who may do what. */
export interface Authority {
  /** Undefined when the caller may do it; the refusal otherwise. `access` is undefined for the `/v2/` ping. */
  check(request: RegistryRequest, access: Access | undefined): Reply | undefined
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
  const { lifetime = 300, way = 'distribution' } = auth
  const allow = auth.allow ?? allowUsers

  const basicAccount = (request: RegistryRequest): string | null | undefined => {
    const given = readBasic(request)
    return given && (verify(auth, given.user, given.password) ?? null)
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
    const value = readBearer(request)
    const token = value === undefined ? undefined : tokens.get(value)
    const isValid = token !== undefined && token.expires > Date.now()
    if (isValid && (!access || token.scopes.some((scope) => covers(scope, access)))) return undefined
    const scope = access ? `,scope="${access.type}:${access.name}:${access.action}"` : ''
    const error = value === undefined ? '' : `,error="${isValid ? 'insufficient_scope' : 'invalid_token'}"`
    const challenge = `Bearer realm="${place.realm}",service="${place.service}"${scope}${error}`
    return failure('UNAUTHORIZED', 'authentication required', { 'www-authenticate': challenge })
  }

  const give = (account: string | undefined, scopes: readonly Access[], wantsRefresh: boolean): Reply => {
    const value = randomUUID()
    tokens.set(value, { account, scopes, expires: Date.now() + lifetime * 1000 })
    const refresh = wantsRefresh && account !== undefined ? randomUUID() : undefined
    if (refresh !== undefined && account !== undefined) refreshTokens.set(refresh, account)
    const scope = scopes.map(({ type, name, action }) => `${type}:${name}:${action}`).join(' ')
    return tokenDocument(way, { value, lifetime, scope, refresh })
  }

  const serveToken = (request: RegistryRequest): Reply => {
    if (request.method === 'GET') {
      const account = basicAccount(request)
      const asked = request.query.getAll('scope')
      const granted = asked.flatMap(parseScope).filter((access) => allow(account ?? undefined, access))
      const refused = refuseToken(way, { account, scopes: asked.length, granted: granted.length })
      return refused ?? give(account ?? undefined, granted, request.query.get('offline_token') === 'true')
    }
    if (request.method !== 'POST' || auth.oauth === false || way !== 'distribution')
      return failure('UNSUPPORTED', 'The operation is unsupported.')
    const form = new URLSearchParams(Buffer.from(request.body).toString())
    if (form.get('client_id') === null || form.get('service') === null) return oauthError('invalid_request')
    const refresh = form.get('refresh_token') ?? ''
    const account =
      form.get('grant_type') === 'refresh_token'
        ? refreshTokens.get(refresh)
        : verify(auth, form.get('username') ?? '', form.get('password') ?? '')
    if (account === undefined) return oauthError('invalid_grant', 401)
    const granted = (form.get('scope') ?? '')
      .split(' ')
      .flatMap(parseScope)
      .filter((access) => allow(account, access))
    return give(account, granted, form.get('access_type') === 'offline')
  }

  return {
    check: auth.type === 'basic' ? checkBasic : checkBearer,
    serveToken,
    expireTokens: () => tokens.clear(),
  }
}

function oauthError(error: string, status = 400): Reply {
  return json({ error }, { status })
}
