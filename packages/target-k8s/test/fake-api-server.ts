import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { JsonObject } from '@veinmind/sdk'
import { TEST_TLS } from '@veinmind/testing'
import { KINDS, listPath } from '../src/kinds.ts'

/** A list API for tests of this package: pages with continue tokens, permissions, tokens that expire. */
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
}

/** Starts it on the loopback interface. */
export async function startFakeApiServer({ objects, forbidden = [], expired = 0, token }: FakeApiOptions): Promise<FakeApiServer> {
  const requests: string[] = []
  let left = expired
  const server = createServer({ key: TEST_TLS.key, cert: TEST_TLS.cert }, (request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    requests.push(url.pathname + url.search)
    const reply = (status: number, body: unknown) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) return reply(401, { message: 'Unauthorized' })
    if (url.pathname === '/version') return reply(200, { gitVersion: 'v1.36.3' })
    const namespace = /\/namespaces\/([^/]+)\//.exec(url.pathname)?.[1]
    const kind = KINDS.find((each) => listPath(each, namespace) === url.pathname)
    const all = kind && objects[kind.resource]
    if (!kind || !all) return reply(404, { message: 'not found' })
    if (forbidden.includes(kind.resource)) return reply(403, { message: `${kind.resource} is forbidden` })
    const from = Number(url.searchParams.get('continue') ?? 0)
    if (from > 0 && left-- > 0) return reply(410, { reason: 'Expired' })
    const to = from + Number(url.searchParams.get('limit') ?? all.length)
    const inNamespace = all.filter(({ metadata }) => namespace === undefined || (metadata as JsonObject)['namespace'] === namespace)
    return reply(200, { kind: `${kind.kind}List`, metadata: to < inNamespace.length ? { continue: String(to) } : {}, items: inNamespace.slice(from, to) })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: () => new Promise((closed) => {
      server.close(() => closed())
      server.closeAllConnections()
    }),
  }
}
