import { VeinmindError } from '@veinmind/sdk'
import type { Credential } from '../credentials/types.ts'
import { registryError } from '../errors.ts'
import { discard } from '../http/body.ts'
import { sendWithRetries } from '../http/exchange.ts'
import type { HttpResponse } from '../http/response.ts'
import type { Exchange } from '../http/exchange.ts'
import { bearerOf } from './challenge.ts'
import type { Challenge } from './challenge.ts'
import { basicHeader, reasonOf, requestToken } from './token.ts'
import type { RealmRules } from './token.ts'

interface ProofOptions {
  readonly registry: string
  /** The name that the credential is filed under. */
  readonly host: string
  /** The registry's `/v2/`. */
  readonly ping: URL
  readonly realms: RealmRules
  readonly exchange: Exchange
}

/**
 * Asks whether a credential is good, once and before anything is done with it: without scope at the token service, at
 * `/v2/` else. Harbor answers a wrong, expired or disabled password that comes with a scope as if nobody had asked, and
 * what is not public would be missing in silence. Throws `REGISTRY_UNAUTHORIZED` when it is refused. Any other answer
 * but 200 says nothing: some services want a scope. Returns whether it is right.
 */
export async function proveCredential(
  credential: Credential,
  challenges: readonly Challenge[],
  options: ProofOptions,
): Promise<boolean> {
  const response = await ask(credential, challenges, options)
  if (!response) return false
  if (response.status !== 401 && response.status !== 403) {
    discard(response)
    return response.status === 200
  }
  const said = await reasonOf(response, credential)
  const by = response.url.host === options.registry ? '' : ` (by ${response.url.host})`
  throw registryError(
    'REGISTRY_UNAUTHORIZED',
    `${options.registry} refused the credentials of ${credential.source} for ${options.host}${by}: ${response.status}${said}`,
    {
      context: { host: options.host, status: response.status, [REFUSED]: true },
      hint: 'they are wrong, expired or disabled; log in again, or leave them away to scan only what is public',
    },
  )
}

const REFUSED = 'credentialsRefused'

/** Whether `error` says that the credentials are not good at all: nothing else is to be tried with them. */
export function refusesCredentials(error: unknown): boolean {
  return error instanceof VeinmindError && error.context[REFUSED] === true
}

async function ask(
  credential: Credential,
  challenges: readonly Challenge[],
  { registry, ping, realms, exchange }: ProofOptions,
): Promise<HttpResponse | undefined> {
  const bearer = bearerOf(challenges)
  const header = credential.registryToken === undefined ? undefined : `Bearer ${credential.registryToken}`
  if (header === undefined && bearer) {
    const { parameters } = bearer
    const [realm, service] = [parameters.get('realm') ?? '', parameters.get('service')]
    return await requestToken({ registry, realm, service, scopes: [], credential }, realms, exchange)
  }
  const authorization = header ?? (credential.password === undefined ? undefined : basicHeader(credential))
  if (authorization === undefined) return undefined
  return await sendWithRetries({ method: 'GET', url: ping, headers: { authorization } }, exchange)
}
