import { unlessAborted } from '../concurrent.ts'
import type { Credential, CredentialSource } from '../credentials/types.ts'
import { hasCode, registryError } from '../errors.ts'
import type { Exchange } from '../http/exchange.ts'
import { bearerOf, fetchChallenges, parseChallenges } from './challenge.ts'
import type { Challenge } from './challenge.ts'
import { proveCredential, refusesCredentials } from './proof.ts'
import { scopesToAsk } from './scope.ts'
import type { Scope } from './scope.ts'
import { basicHeader, fetchToken } from './token.ts'
import type { RealmRules, Token, TokenRequest } from './token.ts'

/**
 * Knows what to put into `Authorization` for a registry; learns it from the registry's challenges. Credentials are
 * proved before they are used: where they are refused, everything that they are for ends with `REGISTRY_UNAUTHORIZED`,
 * and nothing is asked as nobody in their place.
 */
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
  /** The registry's `/v2/`. */
  readonly ping: () => Promise<URL>
}

/** A token that is there or on its way; many requests share it. */
interface Held {
  readonly challenge: Challenge
  readonly token: Promise<Token>
  /** The token's header as soon as it is there. */
  header?: string
}

export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { registry, host, credentials, realms, exchange } = options
  const found = new Map<string, Promise<Credential | undefined>>()
  const proved = new Map<string, Promise<void>>()
  const tokens = new Map<Scope, Held>()
  /** Scopes that were challenged for user name and password. */
  const basicScopes = new Set<Scope>()
  let greeted: Promise<readonly Challenge[]> | undefined

  /** What the registry asks of everybody who comes; nothing where it is open, or asks by repository. */
  async function greet({ signal }: Where): Promise<readonly Challenge[]> {
    if (!credentials) return []
    greeted ??= options.ping().then((url) => fetchChallenges(url, exchange))
    greeted.catch(() => (greeted = undefined))
    return await unlessAborted(greeted, signal)
  }

  // What is shared does not end with the signal of the request that happened to be the first: both have their time limits.
  async function credentialFor(challenges: readonly Challenge[], { repository, signal }: Where): Promise<Credential | undefined> {
    const credential = await unlessAborted(
      remember(found, repository ?? '', () => credentials?.find(host, { repository }) ?? Promise.resolve(undefined)),
      signal,
    )
    if (!credential || challenges.length === 0) return credential
    const { username, password, identityToken, registryToken } = credential
    const prove = async (): Promise<void> => {
      const ping = await options.ping()
      await proveCredential(credential, challenges, { registry, host, realms, exchange, ping })
    }
    const key = JSON.stringify([username, password, identityToken, registryToken])
    await unlessAborted(remember(proved, key, prove, refusesCredentials), signal)
    return credential
  }

  function ask(scope: Scope, challenge: Challenge, credential: Credential | undefined): Held {
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
    `credentials for ${host} are looked for in: ${credentials?.name ?? 'nothing, none were given'}`

  function refuse(scope: Scope, credential: Credential | undefined): never {
    const what = scope === '' ? '' : ` for ${scope}`
    if (!credential) {
      const message = `${registry} asks for credentials${what}`
      throw registryError('REGISTRY_UNAUTHORIZED', message, { hint: lookedIn() })
    }
    const message = `${registry} refused the credentials of ${credential.source} for ${host}${what}`
    const hint = 'they may be wrong or out of date, or may not give this permission'
    throw registryError('REGISTRY_UNAUTHORIZED', message, { hint })
  }

  return {
    async header(scope, where) {
      const challenges = await greet(where)
      const credential = challenges.length > 0 ? await credentialFor(challenges, where) : undefined
      if (credential?.registryToken !== undefined) return `Bearer ${credential.registryToken}`
      const held = tokens.get(scope)
      if (!held) {
        const takesBasic = basicScopes.has(scope) || (challenges.length > 0 && !bearerOf(challenges))
        return takesBasic && credential?.password !== undefined ? basicHeader(credential) : undefined
      }
      const header = await headerOf(held, where)
      if (performance.now() < (await held.token).renewAt) return header
      const current = tokens.get(scope)
      if (current && current !== held) return await headerOf(current, where)
      return await headerOf(ask(scope, held.challenge, await credentialFor([], where)), where)
    },
    async renew(scope, { challenge: header, used, fresh, ...where }) {
      const challenges = parseChallenges(header ?? '')
      const credential = await credentialFor(challenges, where)
      if (fresh) return refuse(scope, credential)
      if (credential?.registryToken !== undefined) {
        const bearer = `Bearer ${credential.registryToken}`
        return used === bearer ? refuse(scope, credential) : bearer
      }
      const held = tokens.get(scope)
      // Harbor answers a token that is not enough, or has ended, with a challenge for a password.
      const bearer = bearerOf(challenges) ?? held?.challenge
      if (bearer) {
        // Another request of the same scope may have been quicker.
        const isNew = held && (held.header === undefined || held.header !== used)
        return await headerOf(isNew ? held : ask(scope, bearer, credential), where)
      }
      const takesBasic = challenges.some(({ scheme }) => scheme === 'basic')
      if (!takesBasic || credential?.password === undefined || used === basicHeader(credential)) {
        return refuse(scope, credential)
      }
      basicScopes.add(scope)
      return basicHeader(credential)
    },
    async basic(where) {
      const credential = await credentialFor(await greet(where), where)
      return credential?.password === undefined ? undefined : basicHeader(credential)
    },
  }
}

/** `work` once a key; a failure is forgotten, unless `lasts` says that it stays. */
function remember<T>(
  known: Map<string, Promise<T>>,
  key: string,
  work: () => Promise<T>,
  lasts: (error: unknown) => boolean = () => false,
): Promise<T> {
  const before = known.get(key)
  if (before) return before
  const promise = work()
  known.set(key, promise)
  promise.catch((error: unknown) => !lasts(error) && known.delete(key))
  return promise
}
