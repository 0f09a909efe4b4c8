import { discard } from '../http/body.ts'
import { send } from '../http/exchange.ts'
import type { Exchange } from '../http/exchange.ts'

/** One challenge of a `WWW-Authenticate` header (RFC 9110, 11.6.1). */
export interface Challenge {
  /** Lower case, such as `bearer`. */
  readonly scheme: string
  /** By lower-case name. */
  readonly parameters: ReadonlyMap<string, string>
}

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y
const VALUE = /"((?:[^"\\]|\\.)*)"|([^\s,"]+)/y
const GAP = /[\s,]*/y

/** Reads every challenge of the header; what cannot be read ends it. */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { readonly scheme: string; readonly parameters: Map<string, string> }[] = []
  const text = header.slice(0, 8192)
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) at = pattern.lastIndex
    return match
  }
  for (;;) {
    take(GAP)
    const word = take(TOKEN)?.[0]
    if (word === undefined) return challenges
    if (text[at] !== '=') {
      challenges.push({ scheme: word.toLowerCase(), parameters: new Map() })
      continue
    }
    at++
    const value = take(VALUE)
    if (!value) return challenges
    challenges.at(-1)?.parameters.set(word.toLowerCase(), value[1]?.replace(/\\(.)/g, '$1') ?? value[2] ?? '')
  }
}

/** The challenge that leads to a token service. */
export function bearerOf(challenges: readonly Challenge[]): Challenge | undefined {
  return challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'))
}

/** What a registry asks of whoever comes to its `/v2/`; nothing where that is open to everybody. */
export async function fetchChallenges(ping: URL, exchange: Exchange): Promise<readonly Challenge[]> {
  const response = await send({ method: 'GET', url: ping, headers: {} }, exchange)
  discard(response)
  const isOwn = response.url.origin === ping.origin
  return isOwn && response.status === 401 ? parseChallenges(response.headers['www-authenticate'] ?? '') : []
}
