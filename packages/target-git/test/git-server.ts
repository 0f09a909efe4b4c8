import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'

/** A repository made by git in a folder of its own, which is removed at the end. */
export interface TestRepository extends Disposable {
  readonly path: string
  git(...args: string[]): string
  /** Writes files and commits them; gives the commit. */
  commit(files: Readonly<Record<string, string | Buffer>>, message?: string): string
}

/** Makes an empty repository. */
export function createRepository(): TestRepository {
  const path = mkdtempSync(join(tmpdir(), 'veinmind-test-git-'))
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
    GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'protocol.file.allow=always', ...args], {
      cwd: path,
      env,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim()
  git('init', '-q', '-b', 'main')
  return {
    path,
    git,
    commit: (files, message = 'change') => {
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(path, name)), { recursive: true })
        writeFileSync(join(path, name), content)
      }
      git('add', '-A')
      git('commit', '-q', '--allow-empty', '-m', message)
      return git('rev-parse', 'HEAD')
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** What a server for tests may do besides serving. */
export interface GitServerOptions {
  /** `user:password` that is asked for. */
  readonly login?: string
  /** Changes the answer that holds the pack. */
  readonly tamper?: (answer: Buffer) => Buffer
  /** Answers instead, when it returns true. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean
}

/** A server of the smart protocol over http: git itself answers. */
export async function startGitServer(
  repositories: Readonly<Record<string, string>>,
  { login, intercept, tamper }: GitServerOptions = {},
): Promise<
  AsyncDisposable & { readonly url: string; readonly requests: { url: string; authorization: string | undefined }[] }
> {
  const requests: { url: string; authorization: string | undefined }[] = []
  const server = createServer((request, response) => {
    const url = request.url ?? ''
    const { authorization } = request.headers
    requests.push({ url, authorization })
    if (intercept?.(request, response)) return
    if (login !== undefined && authorization !== `Basic ${Buffer.from(login).toString('base64')}`) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
      return
    }
    const [, name = '', action] = /^\/([^?]+?)\/(info\/refs\?service=git-upload-pack|git-upload-pack)$/.exec(url) ?? []
    const path = repositories[name]
    if (path === undefined) response.writeHead(404).end()
    else serve(path, { request, response, isDiscovery: action !== 'git-upload-pack', tamper })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly isDiscovery: boolean
  readonly tamper: GitServerOptions['tamper']
}

function serve(path: string, { request, response, isDiscovery, tamper }: Exchange): void {
  const kind = isDiscovery ? 'advertisement' : 'result'
  response.writeHead(200, { 'content-type': `application/x-git-upload-pack-${kind}` })
  if (isDiscovery) response.write('001e# service=git-upload-pack\n0000')
  const child = spawn('git', ['upload-pack', '--stateless-rpc', ...(isDiscovery ? ['--advertise-refs'] : []), path], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  child.stdin.on('error', () => {})
  if (isDiscovery) child.stdin.end()
  else request.pipe(child.stdin)
  if (isDiscovery || !tamper) child.stdout.pipe(response)
  else void buffer(child.stdout).then((answer) => response.end(tamper(answer)))
}
