import { keepOwnSecrets } from '@veinmind/sdk/target'
import { remember, unlessAborted } from '../concurrent.ts'
import type { Credential, CredentialSource } from '../credentials/types.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Challenge } from './challenge.ts'
import { proveCredential, refusesCredentials } from './proof.ts'
import { basicHeader } from './token.ts'
import type { RealmRules } from './token.ts'

/** What a request is for, and who waits for it. */
export interface Where {
  readonly repository?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** A registry, and what is needed to ask it. */
export interface RegistryAccess {
  readonly registry: string
  /** The name that credentials are filed under: `docker.io` where the registry is `registry-1.docker.io`. */
  readonly host: string
  readonly credentials: CredentialSource | undefined
  readonly realms: RealmRules
  readonly exchange: Exchange
  /** The registry's `/v2/`. */
  readonly ping: () => Promise<URL>
}

/** The credentials for a registry, looked for once a repository, and proved once before they are used. */
export interface ProvedCredentials {
  /**
   * None where nobody in particular asks. Without `challenges` those that were never proved are given as they are. Throws
   * `REGISTRY_UNAUTHORIZED` where they are refused.
   */
  find(challenges: readonly Challenge[], where: Where): Promise<Credential | undefined>
  /** Whether those of the repository were looked for. */
  wereAsked(where: Where): boolean
  /** Whether they are known to be right. */
  isRight(credential: Credential): Promise<boolean>
}

/** Credentials of which none was looked for yet. What is shared does not end with the signal of the request that was the first. */
export function createProvedCredentials(access: RegistryAccess): ProvedCredentials {
  const { registry, host, credentials, realms, exchange } = access
  const found = new Map<string, Promise<Credential | undefined>>()
  const proved = new Map<string, Promise<boolean>>()

  async function lookFor({ repository, signal }: Where): Promise<Credential | undefined> {
    const find = async (): Promise<Credential | undefined> => credentials?.find(host, { repository })
    const credential = await unlessAborted(remember(found, repository ?? '', find), signal)
    if (credential) {
      const { password, identityToken, registryToken } = credential
      const basic = password === undefined ? undefined : basicHeader(credential).slice('Basic '.length)
      keepOwnSecrets(password, identityToken, registryToken, basic)
    }
    return credential
  }

  return {
    async find(challenges, where) {
      const credential = await lookFor(where)
      if (!credential || (challenges.length === 0 && !proved.has(keyOf(credential)))) return credential
      const prove = async (): Promise<boolean> => {
        const ping = await access.ping()
        return await proveCredential(credential, challenges, { registry, host, realms, exchange, ping })
      }
      await unlessAborted(remember(proved, keyOf(credential), prove, refusesCredentials), where.signal)
      return credential
    },
    wereAsked: ({ repository }) => found.has(repository ?? ''),
    isRight: async (credential) => (await proved.get(keyOf(credential))) === true,
  }
}

/** Equal for credentials that are the same. */
export function keyOf({ username, password, identityToken, registryToken }: Credential): string {
  return JSON.stringify([username, password, identityToken, registryToken])
}
