import type { Credential } from '../credentials/types.ts'
import type { Challenge } from './challenge.ts'
import { keyOf } from './proved-credentials.ts'
import type { RegistryAccess } from './proved-credentials.ts'
import { scopesToAsk } from './scope.ts'
import type { Scope } from './scope.ts'
import { fetchToken } from './token.ts'
import type { Token, TokenRequest } from './token.ts'

/** A token that is there or on its way; many requests share it. */
export interface Held {
  readonly challenge: Challenge
  readonly token: Promise<Token>
  /** The token's header as soon as it is there. */
  header?: string
}

/** The tokens of a registry by what they are good for, and whose they are. */
export interface TokenTable {
  get(scope: Scope, credential: Credential | undefined): Held | undefined
  /** Asks for a token, which others find from now on; one that cannot be had is forgotten. */
  ask(scope: Scope, challenge: Challenge, credential: Credential | undefined): Held
  /** Forgets a token that the registry's first challenge got, and that is no good; true the first time. */
  discard(scope: Scope, credential: Credential | undefined): boolean
  /** Whether such a token was discarded: its challenge is not to be believed again. */
  wasDiscarded(scope: Scope, credential: Credential | undefined): boolean
  /** From now on a token for one repository is taken for the others of its project. */
  shareByProject(): void
}

/** A table of no tokens. */
export function createTokenTable({
  registry,
  realms,
  exchange,
}: Pick<RegistryAccess, 'registry' | 'realms' | 'exchange'>): TokenTable {
  const tokens = new Map<string, Held>()
  const discarded = new Set<string>()
  let isByProject = false

  const keyFor = (scope: Scope, credential: Credential | undefined): string =>
    `${isByProject ? projectScope(scope) : scope} ${credential ? keyOf(credential) : ''}`

  return {
    get: (scope, credential) => tokens.get(keyFor(scope, credential)),
    ask(scope, challenge, credential) {
      const request: TokenRequest = {
        registry,
        realm: challenge.parameters.get('realm') ?? '',
        service: challenge.parameters.get('service'),
        scopes: scopesToAsk(scope, challenge.parameters.get('scope')),
        credential,
      }
      const held: Held = { challenge, token: fetchToken(request, realms, exchange) }
      const key = keyFor(scope, credential)
      tokens.set(key, held)
      held.token.then(
        ({ value }) => (held.header = `Bearer ${value}`),
        () => tokens.get(key) === held && tokens.delete(key),
      )
      return held
    },
    discard(scope, credential) {
      const key = keyFor(scope, credential)
      if (discarded.has(key)) return false
      discarded.add(key)
      tokens.delete(key)
      return true
    },
    wasDiscarded: (scope, credential) => discarded.has(keyFor(scope, credential)),
    shareByProject: () => void (isByProject = true),
  }
}

/** `repository:team/app:pull` as `repository:team/*:pull`. */
function projectScope(scope: Scope): string {
  return scope.replace(/^(repository:[^/: ]+\/)[^: ]+(:[^: ]+)$/, '$1*$2')
}
