import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Who may do what. */
export interface TokenServerOptions {
  /** Passwords by user name; without users, everybody may pull and push. */
  readonly users?: Readonly<Record<string, string>>
  /** Whether an anonymous request may pull when there are users; by default not. */
  readonly anonymousPull?: boolean
  /** Seconds that a token lives, by default 300. The registry accepts it a minute longer. */
  readonly expiresIn?: number
}

/** A token service in this process that answers as the Docker token and OAuth2 specifications say. */
export interface TokenServer extends AsyncDisposable {
  readonly realm: string
  readonly issuer: string
  readonly service: string
  /** The public key, as a JSON Web Key Set. */
  readonly jwks: string
  /** Every request so far: method and scopes. */
  readonly requests: readonly {
    readonly method: string
    readonly scopes: readonly string[]
    readonly user: string | undefined
  }[]
  close(): Promise<void>
}

/** Starts a token service on loopback that signs ES256 tokens for distribution's `token` authentication. */
export async function startTokenServer(options: TokenServerOptions = {}): Promise<TokenServer> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const keyId = randomUUID()
  const requests: { method: string; scopes: readonly string[]; user: string | undefined }[] = []
  const refreshTokens = new Map<string, string>()
  const names = { issuer: 'veinmind-tokens', service: 'veinmind-registry' }
  const server = createServer((request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  const answer = async (request: IncomingMessage): Promise<{ status: number; body: object }> => {
    const asked = await readRequest(request, options, refreshTokens)
    requests.push({ method: request.method ?? '', scopes: asked.scopes, user: asked.user })
    if (asked.refused)
      return { status: 401, body: { errors: [{ code: 'UNAUTHORIZED', message: 'wrong credentials' }] } }
    const access = asked.scopes.flatMap((scope) => grant(scope, asked.user, options))
    const seconds = options.expiresIn ?? 300
    const token = signToken(privateKey, keyId, { ...names, user: asked.user ?? '', access, seconds })
    const refreshToken = randomUUID()
    if (asked.user !== undefined) refreshTokens.set(refreshToken, asked.user)
    const refresh = asked.user !== undefined && asked.offline ? { refresh_token: refreshToken } : {}
    return { status: 200, body: { token, access_token: token, expires_in: seconds, issued_at: new Date(), ...refresh } }
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return {
    ...names,
    realm: `http://127.0.0.1:${port}/token`,
    jwks: JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: keyId, alg: 'ES256', use: 'sig' }] }),
    requests,
    close,
    [Symbol.asyncDispose]: close,
  }
}

interface Asked {
  readonly user: string | undefined
  readonly scopes: readonly string[]
  readonly offline: boolean
  readonly refused: boolean
}

async function readRequest(
  request: IncomingMessage,
  options: TokenServerOptions,
  refreshTokens: ReadonlyMap<string, string>,
): Promise<Asked> {
  const query = new URL(request.url ?? '/', 'http://localhost').searchParams
  const form = request.method === 'POST' ? new URLSearchParams(await bodyOf(request)) : undefined
  const scopes = form?.get('scope')?.split(' ') ?? query.getAll('scope').flatMap((text) => text.split(' '))
  const offline = (form?.get('access_type') ?? query.get('offline_token')) !== null
  const [user, password] = form === undefined ? basicCredentials(request) : [form.get('username'), form.get('password')]
  const refreshed = refreshTokens.get(form?.get('refresh_token') ?? '')
  if (form?.get('grant_type') === 'refresh_token') {
    return { user: refreshed, scopes, offline, refused: refreshed === undefined }
  }
  if (user == null) return { user: undefined, scopes, offline, refused: false }
  const refused = options.users !== undefined && options.users[user] !== password
  return { user, scopes, offline, refused }
}

function basicCredentials(request: IncomingMessage): readonly [string | null, string | null] {
  const [scheme, value] = (request.headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() !== 'basic' || value === undefined) return [null, null]
  const text = Buffer.from(value, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return [text.slice(0, colon), text.slice(colon + 1)]
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}

/** `repository:app:pull,push` as an entry of the token's `access`, or nothing. */
function grant(scope: string, user: string | undefined, options: TokenServerOptions): object[] {
  const [, type, name, actions] = /^([^:]+):(.+):([^:]*)$/.exec(scope) ?? []
  if (type === undefined) return []
  const asked = (actions ?? '').split(',')
  if (options.users === undefined || user !== undefined) return [{ type, name, actions: asked }]
  const pull = asked.filter((action) => action === 'pull')
  return options.anonymousPull === true && pull.length > 0 ? [{ type, name, actions: pull }] : []
}

interface Claims {
  readonly issuer: string
  readonly service: string
  readonly user: string
  readonly access: readonly object[]
  readonly seconds: number
}

function signToken(key: KeyObject, keyId: string, { issuer, service, user, access, seconds }: Claims): string {
  const now = Math.floor(Date.now() / 1000)
  const header = { typ: 'JWT', alg: 'ES256', kid: keyId }
  const times = { iat: now, nbf: now - 5, exp: now + seconds }
  const payload = { iss: issuer, aud: service, sub: user, jti: randomUUID(), ...times, access }
  const text = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}
