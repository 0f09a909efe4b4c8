import { failure, json } from './replies.ts'
import type { RegistryAuth, Reply } from './types.ts'

/** Who asks for a token, and what it would be good for. */
interface Asked {
  /** Null: the password is wrong; undefined: nobody in particular. */
  readonly account: string | null | undefined
  readonly scopes: number
  readonly granted: number
}

/** How a token service refuses; undefined where it gives a token, be it one that opens nothing. */
export function refuseToken(
  way: NonNullable<RegistryAuth['way']>,
  { account, scopes, granted }: Asked,
): Reply | undefined {
  const isWrong = account === null
  switch (way) {
    case 'docker-hub':
      return isWrong ? json({ details: 'incorrect username or password' }, { status: 401 }) : undefined
    case 'gitlab':
      if (isWrong) return failure('UNAUTHORIZED', 'HTTP Basic: Access denied.')
      return account === undefined && granted === 0 ? failure('DENIED', 'access forbidden') : undefined
    case 'quay':
      if (isWrong) return json({ error: 'Invalid Username or Password' }, { status: 401 })
      return account === undefined && scopes === 0 ? json({ error: 'Missing credentials' }, { status: 401 }) : undefined
    default:
      return isWrong ? failure('UNAUTHORIZED', 'incorrect username or password') : undefined
  }
}

/** The document that a token comes in. */
export function tokenDocument(
  way: NonNullable<RegistryAuth['way']>,
  token: {
    readonly value: string
    readonly lifetime: number
    readonly scope: string
    readonly refresh: string | undefined
  },
): Reply {
  const { value, lifetime, scope, refresh } = token
  if (way === 'gitlab' || way === 'quay') return json({ token: value })
  const document = { token: value, access_token: value, expires_in: lifetime, issued_at: new Date().toISOString() }
  return json(way === 'docker-hub' ? document : { ...document, scope, refresh_token: refresh })
}
