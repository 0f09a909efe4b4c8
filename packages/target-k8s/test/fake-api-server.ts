import { createServer } from 'node:https'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JsonObject } from '@veinmind/sdk'
import { TEST_TLS } from '@veinmind/testing'
import { KINDS, listPath } from '../src/kinds.ts'

/** A list API for what a real API server does not do when it is asked to: errors, garbage, silence. */
export interface FakeApiServer extends AsyncDisposable {
  readonly url: string
  /** Path and query of every request. */
  readonly requests: readonly string[]
}

export interface FakeApiOptions {
  /** Objects by resource, such as `pods`. */
  readonly objects: Readonly<Record<string, readonly JsonObject[]>>
  /** Resources that are refused with 403. */
  readonly forbidden?: readonly string[]
  /** Number of continue tokens that are answered with 410 before one is taken. */
  readonly expired?: number
  readonly token?: string
  /** Answers in its place; false leaves the request to it. `count` is how often this path was asked for. */
  readonly respond?: (url: URL, response: ServerResponse, count: number) => boolean
}

/** Starts it on the loopback interface. */
export async function startFakeApiServer({
  objects,
  forbidden = [],
  expired = 0,
  token,
  respond,
}: FakeApiOptions): Promise<FakeApiServer> {
  const requests: string[] = []
  let left = expired
  const server = createServer({ key: TEST_TLS.key, cert: TEST_TLS.cert }, (request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    requests.push(url.pathname + url.search)
    const reply = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`)
      return reply(401, { message: 'Unauthorized' })
    if (respond?.(url, response, requests.filter((each) => each.split('?')[0] === url.pathname).length))
      return undefined
    if (url.pathname === '/version') return reply(200, { gitVersion: 'v1.36.3' })
    const namespace = /\/namespaces\/([^/]+)\//.exec(url.pathname)?.[1]
    const kind = KINDS.find((each) => listPath(each, namespace) === url.pathname)
    const all = kind && objects[kind.resource]
    if (!kind || !all) return reply(404, { message: 'not found' })
    if (forbidden.includes(kind.resource)) return reply(403, { message: `${kind.resource} is forbidden` })
    const from = Number(url.searchParams.get('continue') ?? 0)
    if (from > 0 && left-- > 0) return reply(410, { reason: 'Expired' })
    const to = from + Number(url.searchParams.get('limit') ?? all.length)
    const name = /^metadata\.name=(.*)$/.exec(url.searchParams.get('fieldSelector') ?? '')?.[1]
    const found = all
      .map(({ metadata, ...rest }) => ({ metadata: metadata as JsonObject, ...rest }))
      .filter(
        ({ metadata }) =>
          (namespace === undefined || metadata['namespace'] === namespace) &&
          (name === undefined || metadata['name'] === name),
      )
    return reply(200, {
      kind: `${kind.kind}List`,
      metadata: to < found.length ? { continue: String(to) } : {},
      items: found.slice(from, to),
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
