import { randomUUID } from 'node:crypto'
import type { Authority } from './auth.ts'
import { readBasic, readBearer, verify } from './credentials.ts'
import { failure, json } from './replies.ts'
import { covers, parseScope } from './scopes.ts'
import type { Access, RegistryAuth, RegistryRequest, Reply } from './types.ts'

/** Harbor's API asks for accounts, not for tokens. */
export interface HarborAuthority extends Authority {
  /** Who it is, and the milliseconds after which a wrong password is answered. */
  logIn(request: RegistryRequest): { readonly account: string | undefined; readonly delay?: number }
  readonly allow: (account: string | undefined, access: Access) => boolean
}

interface Token {
  /** Undefined: an anonymous one, which has no `sub`. */
  readonly account: string | undefined
  readonly scopes: readonly Access[]
  readonly expires: number
}

interface Place {
  readonly realm: string
  readonly service: string
  readonly hasProject: (name: string) => boolean
}

/** What Harbor says to whoever comes with something that is not enough. */
const BASIC = { 'www-authenticate': 'Basic realm="harbor"' }

/**
 * Authentication as Harbor 2.16 does it: who proves nothing, or something wrong, is nobody, and nobody gets what is
 * public. A failed login is answered late, and locks its account meanwhile.
 */
export function createHarborAuthority(auth: RegistryAuth, place: Place): HarborAuthority {
  const tokens = new Map<string, Token>()
  const lockedUntil = new Map<string, number>()
  const lifetime = auth.lifetime ?? 1800
  const failedLogin = auth.failedLogin ?? 1500
  const allow =
    auth.allow ?? ((account, { type }) => account !== undefined && (type !== 'registry' || account === 'admin'))

  const logIn = (request: RegistryRequest): { readonly account: string | undefined; readonly delay?: number } => {
    const given = readBasic(request)
    if (!given) return { account: undefined }
    const { user, password } = given
    const now = Date.now()
    if ((lockedUntil.get(user) ?? 0) > now) return { account: undefined }
    const account = verify(auth, user, password)
    // Robots are no users: their secrets are compared at once, and nothing is locked.
    if (account !== undefined || user.startsWith('robot$')) return { account }
    lockedUntil.set(user, now + failedLogin)
    // The lock has ended when the answer comes, also by clocks that differ a little.
    return { account, delay: failedLogin + 10 }
  }

  const tokenOf = (request: RegistryRequest): Token | undefined => {
    const token = tokens.get(readBearer(request) ?? '')
    return token && token.expires > Date.now() ? token : undefined
  }

  const challengeFor = (access: Access | undefined) => {
    const scope = access ? `,scope="${access.type}:${access.name}:${access.action}"` : ''
    return { 'www-authenticate': `Bearer realm="${place.realm}",service="${place.service}"${scope}` }
  }

  const check = (request: RegistryRequest, access: Access | undefined): Reply | undefined => {
    const hasHeader = request.headers.authorization !== undefined
    const refusal = hasHeader ? BASIC : challengeFor(access)
    const { account, delay } = logIn(request)
    const refuse = (message: string, headers: Readonly<Record<string, string>>): Reply => ({
      ...failure('UNAUTHORIZED', message, headers),
      ...(delay !== undefined && { delay }),
    })
    const token = tokenOf(request)
    if (!access) return (account ?? token?.account) === undefined ? refuse('unauthorized', refusal) : undefined
    if (access.type === 'registry') {
      return account !== undefined && allow(account, access) ? undefined : refuse('unauthorized to list catalog', BASIC)
    }
    if (!hasHeader && request.method === 'HEAD') {
      return refuse('authorize header needed to send HEAD to repository', refusal)
    }
    const [project = ''] = access.name.split('/', 1)
    if (!place.hasProject(project)) return refuse(`project ${project} not found`, { 'www-authenticate': '' })
    const isOpened = token?.scopes.some((scope) =>
      covers({ ...scope, name: projectOf(scope) }, { ...access, name: project }),
    )
    if (isOpened || allow(account, access)) return undefined
    return refuse(`unauthorized to access repository: ${access.name}, action: ${access.action}`, refusal)
  }

  const serveToken = (request: RegistryRequest): Reply => {
    if (request.method !== 'GET') return failure('UNSUPPORTED', 'The operation is unsupported.')
    const { account, delay } = logIn(request)
    const late = delay === undefined ? {} : { delay }
    const asked = request.query.getAll('scope')
    // A wrong password with a scope gets what nobody gets.
    if (asked.length === 0 && account === undefined) return { ...failure('UNAUTHORIZED', 'unauthorized'), ...late }
    const scopes = asked.flatMap(parseScope).filter((access) => allow(account, access))
    const token = randomUUID()
    tokens.set(token, { account, scopes, expires: Date.now() + lifetime * 1000 })
    const document = { token, access_token: '', expires_in: lifetime, issued_at: new Date().toISOString() }
    return { ...json(document), ...late }
  }

  return { check, logIn, allow, serveToken, expireTokens: () => tokens.clear() }
}

const projectOf = ({ name }: Access): string => name.split('/', 1)[0] ?? ''
