import { unlessAborted } from '../concurrent.ts'
import type { Credential } from '../credentials/types.ts'
import { hasCode, registryError } from '../errors.ts'
import { bearerOf, fetchChallenges, parseChallenges } from './challenge.ts'
import type { Challenge } from './challenge.ts'
import { createProvedCredentials } from './proved-credentials.ts'
import type { RegistryAccess, Where } from './proved-credentials.ts'
import type { Scope } from './scope.ts'
import { basicHeader } from './token.ts'
import { createTokenTable } from './token-table.ts'
import type { Held } from './token-table.ts'

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
  /** Reaches the registry, and proves the credentials that there are for it. Throws `REGISTRY_UNAUTHORIZED` where they are refused. */
  login(where: Where): Promise<void>
  /** Whether there are no credentials for it. */
  isNobody(where: Where): Promise<boolean>
}

export function createAuthenticator(access: RegistryAccess): Authenticator {
  const credentials = createProvedCredentials(access)
  const tokens = createTokenTable(access)
  /** Scopes that were challenged for user name and password. */
  const basicScopes = new Set<Scope>()
  let greeted: Promise<readonly Challenge[]> | undefined

  /** What the registry asks of everybody who comes; nothing where it is open, or asks by repository. */
  async function greet({ signal }: Where): Promise<readonly Challenge[]> {
    greeted ??= access.ping().then((url) => fetchChallenges(url, access.exchange))
    greeted.catch(() => (greeted = undefined))
    return heed(await unlessAborted(greeted, signal))
  }

  function heed(challenges: readonly Challenge[]): readonly Challenge[] {
    if (servesProjects(challenges)) tokens.shareByProject()
    return challenges
  }

  const headerOf = (held: Held, where: Where): Promise<string> => bearerHeader(access, held, where)

  async function refusalOf(scope: Scope, credential: Credential | undefined, said: string): Promise<Error> {
    const isRight = credential !== undefined && (await credentials.isRight(credential))
    return refusal(access, { scope, credential, said, isRight })
  }

  return {
    async header(scope, where) {
      const challenges = access.credentials ? await greet(where) : []
      // Who lets everybody in, and asks by repository, is shown nothing before it asks.
      const isAsked = challenges.length > 0 || credentials.wereAsked(where)
      const credential = isAsked ? await credentials.find(challenges, where) : undefined
      if (credential?.registryToken !== undefined) return `Bearer ${credential.registryToken}`
      const bearer = bearerOf(challenges)
      let held = tokens.get(scope, credential)
      if (!held && bearer && credential && scope.startsWith('repository:') && !tokens.wasDiscarded(scope, credential)) {
        // What is public would be given to nobody in particular, without the rights of the account.
        held = tokens.ask(scope, bearer, credential)
      }
      if (!held) {
        const takesBasic = basicScopes.has(scope) || (challenges.length > 0 && !bearer)
        return takesBasic && credential?.password !== undefined ? basicHeader(credential) : undefined
      }
      const header = await headerOf(held, where)
      if (performance.now() < (await held.token).renewAt) return header
      const current = tokens.get(scope, credential)
      return await headerOf(
        current && current !== held ? current : tokens.ask(scope, held.challenge, credential),
        where,
      )
    },
    async renew(scope, { challenge: header, used, fresh, said, ...where }) {
      const challenges = heed(parseChallenges(header ?? ''))
      const credential = await credentials.find(challenges, where)
      const refused = async (): Promise<Error> => await refusalOf(scope, credential, said)
      if (fresh && used !== undefined) throw await refused()
      if (credential?.registryToken !== undefined) {
        const token = `Bearer ${credential.registryToken}`
        if (used === token) throw await refused()
        return token
      }
      const held = tokens.get(scope, credential)
      const own = bearerOf(challenges)
      // Harbor says what it asks for only to nobody, and a proxy in front of it may have given it another name.
      if (!own && held && !held.challenge.parameters.has('scope') && tokens.discard(scope, credential)) return undefined
      const bearer = own ?? held?.challenge
      if (bearer) {
        // Another request of the same scope may have been quicker.
        const isNew = held && (held.header === undefined || held.header !== used)
        return await headerOf(isNew ? held : tokens.ask(scope, bearer, credential), where)
      }
      const takesBasic = challenges.some(({ scheme }) => scheme === 'basic')
      if (!takesBasic || credential?.password === undefined || used === basicHeader(credential)) throw await refused()
      basicScopes.add(scope)
      return basicHeader(credential)
    },
    refusal: async (scope, { said, ...where }) => await refusalOf(scope, await credentials.find([], where), said),
    login: async (where) => void (await credentials.find(await greet(where), where)),
    isNobody: async (where) => (await credentials.find([], where)) === undefined,
    async basic(where) {
      const credential = access.credentials && (await credentials.find(await greet(where), where))
      return credential && basicOf(credential, access.host)
    },
  }
}

async function bearerHeader(access: RegistryAccess, { token }: Held, { signal }: Where): Promise<string> {
  try {
    return `Bearer ${(await unlessAborted(token, signal)).value}`
  } catch (error) {
    if (!hasCode(error, 'REGISTRY_UNAUTHORIZED')) throw error
    throw registryError('REGISTRY_UNAUTHORIZED', error.message, { cause: error, hint: lookedIn(access) })
  }
}

interface Refused {
  readonly scope: Scope
  readonly credential: Credential | undefined
  readonly said: string
  readonly isRight: boolean
}

function refusal(access: RegistryAccess, { scope, credential, said, isRight }: Refused): Error {
  const what = `${scope === '' ? '' : ` for ${scope}`}${said}`
  if (!credential) {
    return registryError('REGISTRY_UNAUTHORIZED', `${access.registry} asks for credentials${what}`, {
      hint: lookedIn(access),
    })
  }
  const message = `${access.registry} refused the credentials of ${credential.source} for ${access.host}${what}`
  const hint = isRight
    ? 'they are right, and do not give this permission (a robot account of Harbor has it for its own project alone)'
    : 'they may be wrong or out of date, or may not give this permission'
  return registryError('REGISTRY_UNAUTHORIZED', message, { hint })
}

function lookedIn({ host, credentials }: RegistryAccess): string {
  return `credentials for ${host} are looked for in: ${credentials?.name ?? 'nothing, none were given'}`
}

function basicOf(credential: Credential, host: string): string {
  if (credential.password !== undefined) return basicHeader(credential)
  throw registryError(
    'REGISTRY_UNAUTHORIZED',
    `the token of ${credential.source} is good for images of ${host}, not for its lists`,
    {
      hint: 'give a user name and a password (in Harbor a robot account), or name the repositories',
    },
  )
}

/** Harbor's tokens for one repository open the others of its project; its service is always called so. */
function servesProjects(challenges: readonly Challenge[]): boolean {
  return challenges.some(({ parameters }) => parameters.get('service') === 'harbor-registry')
}
