import type { Credential, CredentialSource } from '../credentials/types.ts'
import { hasCode, registryError } from '../errors.ts'
import type { Exchange } from '../http/exchange.ts'
import { parseChallenges } from './challenge.ts'
import type { Challenge } from './challenge.ts'
import { scopesToAsk } from './scope.ts'
import type { Scope } from './scope.ts'
import { basicHeader, fetchToken } from './token.ts'
import type { RealmRules, Token } from './token.ts'

/** Knows what to put into `Authorization` for a registry; learns it from the registry's challenges. */
export interface Authenticator {
  /** The header for a request of this scope, as far as it is known; a token that ends soon is renewed. */
  header(scope: Scope, where: Where): Promise<string | undefined>
  /**
   * The header to try after a 401 with `challenge`, when `used` was sent. Throws `REGISTRY_UNAUTHORIZED` when there is
   * nothing new to try: so a registry that says 401 for ever is asked twice.
   */
  renew(
    scope: Scope,
    where: Where & {
      readonly challenge: string | undefined
      readonly used: string | undefined
      readonly fresh: boolean
    },
  ): Promise<string>
  /** User name and password for interfaces beside the registry's own, such as Harbor's. */
  basic(where: Where): Promise<string | undefined>
}

interface Where {
  readonly repository?: string | undefined
  readonly signal?: AbortSignal | undefined
}

interface AuthenticatorOptions {
  readonly registry: string
  /** The name that credentials are filed under: `docker.io` where the registry is `registry-1.docker.io`. */
  readonly host: string
  readonly credentials: CredentialSource | undefined
  readonly realms: RealmRules
  readonly exchange: Exchange
}

export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const found = new Map<string, Promise<Credential | undefined>>()
  const tokens = new Map<Scope, { readonly challenge: Challenge; token: Promise<Token> }>()
  let basic = false

  function credentialFor({ repository, signal }: Where): Promise<Credential | undefined> {
    const key = repository ?? ''
    let credential = found.get(key)
    if (!credential) {
      credential = options.credentials?.find(options.host, { repository, signal }) ?? Promise.resolve(undefined)
      found.set(key, credential)
      credential.catch(() => found.delete(key))
    }
    return credential
  }

  async function tokenFor(scope: Scope, challenge: Challenge, where: Where): Promise<string> {
    const credential = await credentialFor(where)
    const token = fetchToken(
      {
        registry: options.registry,
        realm: challenge.parameters.get('realm') ?? '',
        service: challenge.parameters.get('service'),
        scopes: scopesToAsk(scope, challenge.parameters.get('scope')),
        credential,
        signal: where.signal,
      },
      options.realms,
      options.exchange,
    )
    tokens.set(scope, { challenge, token })
    token.catch(() => tokens.delete(scope))
    try {
      return `Bearer ${(await token).value}`
    } catch (error) {
      if (!hasCode(error, 'REGISTRY_UNAUTHORIZED') || credential) throw error
      throw registryError('REGISTRY_UNAUTHORIZED', error.message, { cause: error, hint: lookedIn() })
    }
  }

  const lookedIn = (): string =>
    options.credentials
      ? `no credentials for ${options.host} in ${options.credentials.name}`
      : 'no credentials were given'

  async function refuse(scope: Scope, where: Where): Promise<never> {
    const credential = await credentialFor(where)
    const what = scope === '' ? '' : ` for ${scope}`
    if (!credential) {
      throw registryError('REGISTRY_UNAUTHORIZED', `${options.registry} asks for credentials${what}`, {
        hint: lookedIn(),
      })
    }
    throw registryError(
      'REGISTRY_UNAUTHORIZED',
      `${options.registry} refused the credentials of ${credential.source} for ${options.host}${what}`,
      {
        hint: 'they may be wrong or out of date, or may not give this permission',
      },
    )
  }

  return {
    async header(scope, where) {
      if (basic) {
        const credential = await credentialFor(where)
        return credential?.username === undefined ? undefined : basicHeader(credential)
      }
      const known = tokens.get(scope)
      if (!known) return undefined
      const token = await known.token
      if (performance.now() < token.renewAt) return `Bearer ${token.value}`
      return tokens.get(scope) === known
        ? await tokenFor(scope, known.challenge, where)
        : await this.header(scope, where)
    },
    async renew(scope, { challenge: header, used, fresh, ...where }) {
      if (fresh) return await refuse(scope, where)
      // Another request of the same scope may have been quicker.
      const current = await this.header(scope, where)
      if (current !== undefined && current !== used) return current
      const challenges = parseChallenges(header ?? '')
      const bearer = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'))
      const credential = await credentialFor(where)
      if (credential?.registryToken !== undefined) return `Bearer ${credential.registryToken}`
      if (bearer) return await tokenFor(scope, bearer, where)
      if (!challenges.some(({ scheme }) => scheme === 'basic') || credential?.username === undefined || basic) {
        return await refuse(scope, where)
      }
      basic = true
      return basicHeader(credential)
    },
    async basic(where) {
      const credential = await credentialFor(where)
      return credential?.password === undefined ? undefined : basicHeader(credential)
    },
  }
}
