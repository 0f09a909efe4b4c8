import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface PublicServer extends AsyncDisposable {
  readonly address: string
  /** By host and path: `packages.wolfi.dev/os/security.json`. */
  readonly files: Map<string, string | Uint8Array>
  readonly asked: { readonly path: string; readonly status: number; readonly agent: string | undefined }[]
  /** How many requests of one host were there at once, at most. */
  readonly most: Map<string, number>
  /** Answers with this status and these headers instead, as often as it says. */
  readonly trouble: Map<string, { readonly status: number; readonly headers?: Record<string, string>; times: number }>
  /** Ends the connection in the middle of the answer, once. */
  readonly cut: Set<string>
}

/** The public servers, as one of ours behind `--source-mirror`: with ETag, Last-Modified and ranges, as theirs. */
export async function startPublicServer(): Promise<PublicServer> {
  const now = new Map<string, number>()
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').slice(1))
    const host = path.split('/', 1)[0] ?? ''
    now.set(host, (now.get(host) ?? 0) + 1)
    self.most.set(host, Math.max(self.most.get(host) ?? 0, now.get(host) ?? 0))
    response.once('close', () => now.set(host, (now.get(host) ?? 1) - 1))
    const answer = (
      status: number,
      headers: Record<string, string | number> = {},
      body: Uint8Array = Buffer.alloc(0),
    ) => {
      self.asked.push({ path, status, agent: request.headers['user-agent'] })
      response.writeHead(status, { ...headers, 'content-length': body.length })
      if (status !== 200 || !self.cut.delete(path)) return response.end(body)
      return response.write(body.subarray(0, body.length >> 1), () => response.destroy())
    }
    const trouble = self.trouble.get(path)
    if (trouble !== undefined && trouble.times > 0) {
      trouble.times -= 1
      return answer(trouble.status, trouble.headers)
    }
    const file = self.files.get(path)
    if (file === undefined) return answer(404)
    const bytes = Buffer.from(file)
    const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`
    if (request.headers['if-none-match'] === etag) return answer(304, { etag })
    const start = request.headers['if-range'] === etag ? Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0) : 0
    const headers = { etag, 'last-modified': 'Fri, 21 Aug 2026 10:00:00 GMT' }
    return start > 0 ? answer(206, headers, bytes.subarray(start)) : answer(200, headers, bytes)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const self: PublicServer = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files: new Map(),
    asked: [],
    most: new Map(),
    trouble: new Map(),
    cut: new Set(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return self
}
