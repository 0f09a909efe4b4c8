import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What git-http-backend is served with. */
export interface HttpBackendOptions {
  /** Folder of the repositories. */
  readonly root: string
  readonly tls: { readonly key: string; readonly cert: string }
  /** `user:password` that is asked for. */
  readonly login: string
  /** Where every request is sent on to. */
  readonly redirect?: string
}

/** A server over TLS before git's own CGI program. */
export async function startHttpBackend({
  root,
  tls,
  login,
  redirect,
}: HttpBackendOptions): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer({ key: readFileSync(tls.key), cert: readFileSync(tls.cert) }, (request, response) => {
    if (redirect !== undefined) response.writeHead(302, { location: `${redirect}${request.url}` }).end()
    else if (request.headers.authorization === `Basic ${Buffer.from(login).toString('base64')}`)
      runCgi(root, request, response)
    else response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

function runCgi(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'https://x')
  const env = {
    PATH: process.env['PATH'],
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
    PATH_INFO: decodeURIComponent(url.pathname),
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: request.headers['content-type'],
    HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
  }
  const child = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] })
  child.stdin.on('error', () => {})
  request.pipe(child.stdin)
  let head = Buffer.alloc(0)
  child.stdout.on('data', (chunk: Buffer) => {
    if (response.headersSent) {
      response.write(chunk)
      return
    }
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end === -1) return
    const lines = head
      .toString('latin1', 0, end)
      .split('\r\n')
      .map((line) => line.split(': '))
    const headers = Object.fromEntries(lines) as Record<string, string>
    response.writeHead(Number.parseInt(headers['Status'] ?? '200', 10), headers)
    response.write(head.subarray(end + 4))
  })
  child.stdout.on('end', () => response.end())
}
