import { unlessAborted } from '../concurrent.ts'
import type { Credential, CredentialSource } from '../credentials/types.ts'
import { hasCode, registryError } from '../errors.ts'
import type { Exchange } from '../http/exchange.ts'
import { parseChallenges } from './challenge.ts'
import type { Challenge } from './challenge.ts'
import { scopesToAsk } from './scope.ts'
import type { Scope } from './scope.ts'
import { basicHeader, fetchToken } from './token.ts'
import type { RealmRules, Token, TokenRequest } from './token.ts'

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

/** A token that is there or on its way; many requests share it. */
interface Held {
  readonly challenge: Challenge
  readonly token: Promise<Token>
  /** The token's header as soon as it is there. */
  header?: string
}

export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const found = new Map<string, Promise<Credential | undefined>>()
  const tokens = new Map<Scope, Held>()
  let basic = false

  // What is shared does not end with the signal of the request that happened to be the first: both have their time limits.
  async function credentialFor({ repository, signal }: Where): Promise<Credential | undefined> {
    const key = repository ?? ''
    let credential = found.get(key)
    if (!credential) {
      credential = options.credentials?.find(options.host, { repository }) ?? Promise.resolve(undefined)
      found.set(key, credential)
      credential.catch(() => found.delete(key))
    }
    return await unlessAborted(credential, signal)
  }

  function ask(scope: Scope, challenge: Challenge, credential: Credential | undefined): Held {
    const { registry, realms, exchange } = options
    const request: TokenRequest = {
      registry,
      realm: challenge.parameters.get('realm') ?? '',
      service: challenge.parameters.get('service'),
      scopes: scopesToAsk(scope, challenge.parameters.get('scope')),
      credential,
    }
    const held: Held = { challenge, token: fetchToken(request, realms, exchange) }
    tokens.set(scope, held)
    held.token.then(
      ({ value }) => (held.header = `Bearer ${value}`),
      () => tokens.get(scope) === held && tokens.delete(scope),
    )
    return held
  }

  async function headerOf({ token }: Held, { signal }: Where): Promise<string> {
    try {
      return `Bearer ${(await unlessAborted(token, signal)).value}`
    } catch (error) {
      if (!hasCode(error, 'REGISTRY_UNAUTHORIZED')) throw error
      throw registryError('REGISTRY_UNAUTHORIZED', error.message, { cause: error, hint: lookedIn() })
    }
  }

  const lookedIn = (): string =>
    `credentials for ${options.host} are looked for in: ${options.credentials?.name ?? 'nothing, none were given'}`

  function refuse(scope: Scope, credential: Credential | undefined): never {
    const what = scope === '' ? '' : ` for ${scope}`
    if (!credential) {
      const message = `${options.registry} asks for credentials${what}`
      throw registryError('REGISTRY_UNAUTHORIZED', message, { hint: lookedIn() })
    }
    const message = `${options.registry} refused the credentials of ${credential.source} for ${options.host}${what}`
    const hint = 'they may be wrong or out of date, or may not give this permission'
    throw registryError('REGISTRY_UNAUTHORIZED', message, { hint })
  }

  return {
    async header(scope, where) {
      if (basic) {
        const credential = await credentialFor(where)
        return credential?.username === undefined ? undefined : basicHeader(credential)
      }
      const held = tokens.get(scope)
      if (!held) return undefined
      const header = await headerOf(held, where)
      if (performance.now() < (await held.token).renewAt) return header
      const credential = await credentialFor(where)
      const current = tokens.get(scope)
      return await headerOf(current && current !== held ? current : ask(scope, held.challenge, credential), where)
    },
    async renew(scope, { challenge: header, used, fresh, ...where }) {
      const credential = await credentialFor(where)
      if (fresh) return refuse(scope, credential)
      if (credential?.registryToken !== undefined) return `Bearer ${credential.registryToken}`
      const challenges = parseChallenges(header ?? '')
      const bearer = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'))
      if (bearer) {
        // Another request of the same scope may have been quicker.
        const held = tokens.get(scope)
        const isNew = held && (held.header === undefined || held.header !== used)
        return await headerOf(isNew ? held : ask(scope, bearer, credential), where)
      }
      const takesBasic = challenges.some(({ scheme }) => scheme === 'basic')
      if (!takesBasic || credential?.username === undefined || used === basicHeader(credential)) {
        return refuse(scope, credential)
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
