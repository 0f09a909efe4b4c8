import { keepOwnSecrets } from '@veinmind/sdk/target'
import { remember, unlessAborted } from '../concurrent.ts'
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
   * The header to try after a 401 with `challenge`, when `used` was sent; none, where the challenge to nobody has to be
   * seen first. Throws `REGISTRY_UNAUTHORIZED` when there is nothing new to try: so a registry that says 401 for ever is
   * asked twice or thrice.
   */
  renew(
    scope: Scope,
    where: Where & {
      readonly challenge: string | undefined
      readonly used: string | undefined
      readonly fresh: boolean
      /** What the registry says about it. */
      readonly said: string
    },
  ): Promise<string | undefined>
  /** The error of a 401 after which nothing is left to try. */
  refusal(scope: Scope, where: Where & { readonly said: string }): Promise<Error>
  /** User name and password for interfaces beside the registry's own, such as Harbor's. */
  basic(where: Where): Promise<string | undefined>
  /** Whether there are no credentials for it. */
  isNobody(where: Where): Promise<boolean>
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
  /** By credential: whether it is known to be right. */
  const proved = new Map<string, Promise<boolean>>()
  const tokens = new Map<string, Held>()
  /** Scopes that were challenged for user name and password. */
  const basicScopes = new Set<Scope>()
  /** What the challenge to everybody got no token for that was good. */
  const misled = new Set<string>()
  let byProject = false
  let greeted: Promise<readonly Challenge[]> | undefined

  /** What the registry asks of everybody who comes; nothing where it is open, or asks by repository. */
  async function greet({ signal }: Where): Promise<readonly Challenge[]> {
    if (!credentials) return []
    greeted ??= options.ping().then((url) => fetchChallenges(url, exchange))
    greeted.catch(() => (greeted = undefined))
    const challenges = await unlessAborted(greeted, signal)
    byProject ||= servesProjects(challenges)
    return challenges
  }

  // What is shared does not end with the signal of the request that happened to be the first: both have their time limits.
  async function credentialFor(
    challenges: readonly Challenge[],
    { repository, signal }: Where,
  ): Promise<Credential | undefined> {
    const credential = await unlessAborted(
      remember(found, repository ?? '', () => credentials?.find(host, { repository }) ?? Promise.resolve(undefined)),
      signal,
    )
    if (credential) {
      const { password, identityToken, registryToken } = credential
      const basic = password === undefined ? undefined : basicHeader(credential).slice('Basic '.length)
      keepOwnSecrets(password, identityToken, registryToken, basic)
    }
    if (!credential || (challenges.length === 0 && !proved.has(keyOf(credential)))) return credential
    const prove = async (): Promise<boolean> => {
      const ping = await options.ping()
      return await proveCredential(credential, challenges, { registry, host, realms, exchange, ping })
    }
    await unlessAborted(remember(proved, keyOf(credential), prove, refusesCredentials), signal)
    return credential
  }

  /** What a token is good for, and whose it is. */
  const tokenKey = (scope: Scope, credential: Credential | undefined): string =>
    `${byProject ? projectScope(scope) : scope} ${credential ? keyOf(credential) : ''}`

  function ask(scope: Scope, challenge: Challenge, credential: Credential | undefined): Held {
    const request: TokenRequest = {
      registry,
      realm: challenge.parameters.get('realm') ?? '',
      service: challenge.parameters.get('service'),
      scopes: scopesToAsk(scope, challenge.parameters.get('scope')),
      credential,
    }
    const held: Held = { challenge, token: fetchToken(request, realms, exchange) }
    const key = tokenKey(scope, credential)
    tokens.set(key, held)
    held.token.then(
      ({ value }) => (held.header = `Bearer ${value}`),
      () => tokens.get(key) === held && tokens.delete(key),
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

  async function refusalOf(scope: Scope, credential: Credential | undefined, said: string): Promise<Error> {
    const what = `${scope === '' ? '' : ` for ${scope}`}${said}`
    if (!credential) {
      return registryError('REGISTRY_UNAUTHORIZED', `${registry} asks for credentials${what}`, { hint: lookedIn() })
    }
    const message = `${registry} refused the credentials of ${credential.source} for ${host}${what}`
    const hint = (await proved.get(keyOf(credential)))
      ? 'they are right, and do not give this permission (a robot account of Harbor has it for its own project alone)'
      : 'they may be wrong or out of date, or may not give this permission'
    return registryError('REGISTRY_UNAUTHORIZED', message, { hint })
  }

  return {
    async header(scope, where) {
      const challenges = await greet(where)
      // Who lets everybody in, and asks by repository, is shown nothing before it asks.
      const isAsked = challenges.length > 0 || found.has(where.repository ?? '')
      const credential = isAsked ? await credentialFor(challenges, where) : undefined
      if (credential?.registryToken !== undefined) return `Bearer ${credential.registryToken}`
      const key = tokenKey(scope, credential)
      const bearer = bearerOf(challenges)
      let held = tokens.get(key)
      if (!held && bearer && credential && scope.startsWith('repository:') && !misled.has(key)) {
        // What is public would be given to nobody in particular, without the rights of the account.
        held = ask(scope, bearer, credential)
      }
      if (!held) {
        const takesBasic = basicScopes.has(scope) || (challenges.length > 0 && !bearer)
        return takesBasic && credential?.password !== undefined ? basicHeader(credential) : undefined
      }
      const header = await headerOf(held, where)
      if (performance.now() < (await held.token).renewAt) return header
      const current = tokens.get(key)
      return await headerOf(current && current !== held ? current : ask(scope, held.challenge, credential), where)
    },
    async renew(scope, { challenge: header, used, fresh, said, ...where }) {
      const challenges = parseChallenges(header ?? '')
      byProject ||= servesProjects(challenges)
      const credential = await credentialFor(challenges, where)
      const refused = async (): Promise<Error> => await refusalOf(scope, credential, said)
      if (fresh && used !== undefined) throw await refused()
      if (credential?.registryToken !== undefined) {
        const token = `Bearer ${credential.registryToken}`
        if (used === token) throw await refused()
        return token
      }
      const key = tokenKey(scope, credential)
      const held = tokens.get(key)
      const own = bearerOf(challenges)
      if (!own && held && !held.challenge.parameters.has('scope') && !misled.has(key)) {
        // Harbor says what it asks for only to nobody, and a proxy in front of it may have given it another name.
        misled.add(key)
        tokens.delete(key)
        return undefined
      }
      const bearer = own ?? held?.challenge
      if (bearer) {
        // Another request of the same scope may have been quicker.
        const isNew = held && (held.header === undefined || held.header !== used)
        return await headerOf(isNew ? held : ask(scope, bearer, credential), where)
      }
      const takesBasic = challenges.some(({ scheme }) => scheme === 'basic')
      if (!takesBasic || credential?.password === undefined || used === basicHeader(credential)) throw await refused()
      basicScopes.add(scope)
      return basicHeader(credential)
    },
    refusal: async (scope, { said, ...where }) => await refusalOf(scope, await credentialFor([], where), said),
    isNobody: async (where) => (await credentialFor([], where)) === undefined,
    async basic(where) {
      const credential = await credentialFor(await greet(where), where)
      if (!credential) return undefined
      if (credential.password !== undefined) return basicHeader(credential)
      throw registryError(
        'REGISTRY_UNAUTHORIZED',
        `the token of ${credential.source} is good for images of ${host}, not for its lists`,
        {
          hint: 'give a user name and a password (in Harbor a robot account), or name the repositories',
        },
      )
    },
  }
}

/** Harbor's tokens for one repository open the others of its project; its service is always called so. */
function servesProjects(challenges: readonly Challenge[]): boolean {
  return challenges.some(({ parameters }) => parameters.get('service') === 'harbor-registry')
}

/** `repository:team/app:pull` as `repository:team/*:pull`. */
function projectScope(scope: Scope): string {
  return scope.replace(/^(repository:[^/: ]+\/)[^: ]+(:[^: ]+)$/, '$1*$2')
}

function keyOf({ username, password, identityToken, registryToken }: Credential): string {
  return JSON.stringify([username, password, identityToken, registryToken])
}
