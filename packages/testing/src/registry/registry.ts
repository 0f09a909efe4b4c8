import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { gib } from '@veinmind/sdk'
import type { Pushable } from '../image.ts'
import { failure } from './replies.ts'
import { createRouter } from './router.ts'
import type { Router } from './router.ts'
import { createStore, ensureRepository, storeThing } from './store.ts'
import type { FakeRegistry, LoggedRequest, RegistryOptions, RegistryRequest, Reply } from './types.ts'

/** The largest body that an upload may have. */
const MAX_BODY = gib(1)

/** Starts a registry on a free port of the loopback interface; it answers as the OCI distribution specification says. */
export async function startRegistry(options: RegistryOptions = {}): Promise<FakeRegistry> {
  const store = createStore()
  const requests: Logged[] = []
  const server = listenWith(options, (request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${portOf(server)}`
  const url = `${options.tls ? 'https' : 'http'}://${host}`
  const router = createRouter(store, options, url)

  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = new URL(message.url ?? '/', url)
    const { method = 'GET', headers } = message
    const logged: Logged = { method, url: message.url ?? '/', path: target.pathname, headers, status: 0, bytes: 0 }
    requests.push(logged)
    const body = await readBody(message)
    if (!body) return send(response, failure('SIZE_INVALID', 'the body is too large'), logged)
    const request: RegistryRequest = { method, path: target.pathname, query: target.searchParams, headers, body }
    await send(response, await replyTo(router, options, request), logged)
  }

  const close = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }

  return {
    host,
    url,
    requests,
    push(repository: string, tag: string | undefined, thing: Pushable) {
      storeThing(ensureRepository(store, repository), tag, thing)
      return tag === undefined ? `${host}/${repository}@${thing.manifestDigest}` : `${host}/${repository}:${tag}`
    },
    remove(repository, tag) {
      if (tag === undefined) store.repositories.delete(repository)
      else store.repositories.get(repository)?.tags.delete(tag)
    },
    served: (path = /(?:)/) =>
      requests.reduce((sum, request) => (path.test(request.path) ? sum + request.bytes : sum), 0),
    expireTokens: () => router.expireTokens(),
    close,
    [Symbol.asyncDispose]: close,
  }
}

type Logged = { -readonly [K in keyof LoggedRequest]: LoggedRequest[K] }

async function replyTo(router: Router, options: RegistryOptions, request: RegistryRequest): Promise<Reply> {
  const next = (): Promise<Reply> => Promise.resolve(router.route(request))
  return (await options.respond?.(request, next)) ?? next()
}

function listenWith(
  options: RegistryOptions,
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  if (!options.tls) return createServer(listener)
  const { key, cert, clientCa } = options.tls
  const client = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }
  return createTlsServer({ key, cert, ...client }, listener)
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

async function readBody(message: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Sends a reply; when the body ends before its declared length, the connection is broken. */
async function send(response: ServerResponse, reply: Reply, logged: Logged): Promise<void> {
  logged.status = reply.status
  const { body = '', delay = 0 } = reply
  // Not kept alive by this: a closed registry must not hold its process.
  if (delay > 0) await sleep(delay, undefined, { ref: false })
  const whole = typeof body === 'string' ? Buffer.from(body) : body instanceof Uint8Array ? body : undefined
  const declared = reply.headers?.['content-length']
  response.writeHead(reply.status, {
    ...(whole && hasBody(reply.status) ? { 'content-length': String(whole.length) } : {}),
    ...reply.headers,
  })
  if (logged.method === 'HEAD' || !hasBody(reply.status)) return void response.end()
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  for await (const chunk of whole ? slices(whole) : (body as AsyncIterable<Uint8Array>)) {
    if (response.destroyed) return
    logged.bytes += chunk.length
    if (!response.write(chunk)) await once(response, 'drain', { signal: gone.signal }).catch(() => {})
  }
  if (declared !== undefined && logged.bytes < Number(declared)) return void response.socket?.end()
  response.end()
}

function hasBody(status: number): boolean {
  return status !== 204 && status !== 304
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 262_144) yield bytes.subarray(start, start + 262_144)
}
