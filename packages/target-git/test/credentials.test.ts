import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findCredential } from '../src/credentials.ts'
import { openRepository, parseAddress } from '../src/index.ts'
import type { FetchOptions } from '../src/index.ts'
import { parseProxy } from '../src/proxy.ts'
import { createRepository, startGitServer } from './git-server.ts'
import type { TestRepository } from './git-server.ts'
import { startSocksProxy } from './socks-proxy.ts'

let repository: TestRepository
let home = ''
beforeAll(() => {
  repository = createRepository()
  repository.commit({ Dockerfile: 'FROM a:1\n' })
  home = mkdtempSync(join(tmpdir(), 'veinmind-test-home-'))
})
afterAll(() => {
  repository[Symbol.dispose]()
  rmSync(home, { recursive: true })
})

async function read(
  url: string,
  environment: NodeJS.ProcessEnv,
  options: Partial<FetchOptions> = {},
): Promise<string[]> {
  await using opened = await openRepository(parseAddress(url), {
    signal: AbortSignal.timeout(20_000),
    environment,
    ...options,
  })
  return (await Array.fromAsync(opened.files())).flatMap((item) => ('file' in item ? [item.file.path] : []))
}

const basic = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`

/** What a server that takes no login was sent, and what is said of it. */
async function tried(
  environment: NodeJS.ProcessEnv,
  options: Partial<FetchOptions> = {},
): Promise<{ sent: string | undefined; message: string; code: string }> {
  await using server = await startGitServer({ 'app.git': repository.path }, { login: 'nobody:nothing' })
  const error = await read(`${server.url}/app.git`, environment, options).catch((each: Error) => each)
  const sent = server.requests.at(-1)?.authorization?.replace(/^Basic /, '')
  const { message, code } = error as Error & { code: string }
  return { sent: sent && Buffer.from(sent, 'base64').toString(), message, code }
}

describe('logins, in their order', () => {
  /** A home with a netrc and a git that has a credential helper, and what git needs to run. */
  function everything(): NodeJS.ProcessEnv {
    writeFileSync(
      join(home, '.netrc'),
      'machine elsewhere login x password y\nmachine 127.0.0.1 login joe password from-netrc\ndefault login z password leak\n',
    )
    writeFileSync(
      join(home, '.gitconfig'),
      '[credential]\n\thelper = "!f() { test \\"$1\\" = get && cat > request && echo username=jane && echo password=from-helper; }; f"\n',
    )
    return { HOME: home, PATH: process.env['PATH'], VEINMIND_GIT_TOKEN: 'from-environment' }
  }

  test('the token of the command line, the environment, the netrc, the helpers of git; what was tried is named', async () => {
    const environment = everything()
    const { VEINMIND_GIT_TOKEN: _token, ...withoutToken } = environment
    expect(await tried(environment, { token: 'from-stdin' })).toMatchObject({
      sent: 'oauth2:from-stdin',
      message: expect.stringMatching(/refused the login of --token-stdin$/),
    })
    expect(await tried(environment)).toMatchObject({
      sent: 'oauth2:from-environment',
      message: expect.stringMatching(/of VEINMIND_GIT_TOKEN$/),
    })
    expect(await tried(withoutToken)).toMatchObject({
      sent: 'joe:from-netrc',
      message: expect.stringMatching(/\.netrc$/),
    })
    rmSync(join(home, '.netrc'))
    expect(await tried(withoutToken)).toMatchObject({
      sent: 'jane:from-helper',
      message: expect.stringMatching(/git credential fill$/),
    })
  })

  test('helpers of git that hang are ended with what they have started', async () => {
    const pid = join(home, 'pid')
    writeFileSync(
      join(home, '.gitconfig'),
      `[credential]\n\thelper = "!f() { sleep 300 & echo $! > ${pid}; sleep 300; }; f"\n`,
    )
    const begin = Date.now()
    const environment = { HOME: home, PATH: process.env['PATH'], NETRC: '/nonexistent' }
    expect(
      await findCredential(
        { protocol: 'https', host: 'git.local', path: '/app.git' },
        { environment, helperTimeout: 2000 },
      ),
    ).toBeUndefined()
    expect(Date.now() - begin).toBeLessThan(60_000)
    const stat = `/proc/${readFileSync(pid, 'utf8').trim()}/stat`
    while (existsSync(stat) && !readFileSync(stat, 'latin1').includes(') Z ')) await setTimeout(20)
  })

  test('without git on the PATH, or with a git that would ask the person, there is no login, and it is said where one is looked for', async () => {
    writeFileSync(join(home, '.gitconfig'), '')
    for (const PATH of ['/nonexistent', process.env['PATH']]) {
      expect(await tried({ HOME: home, PATH })).toMatchObject({
        sent: undefined,
        code: 'GIT_UNAUTHORIZED',
        message: expect.stringContaining('none was found'),
      })
    }
  })

  test('the default of a netrc is for nobody, and a user of the address counts', async () => {
    writeFileSync(
      join(home, '.netrc'),
      'machine 127.0.0.1 login joe password one\nmachine 127.0.0.1 login jane password two\ndefault login z password leak\n',
    )
    await using server = await startGitServer({ 'app.git': repository.path }, { login: 'jane:two' })
    expect(await read(`${server.url.replace('127', 'jane@127')}/app.git`, { HOME: home })).toEqual(['Dockerfile'])
    writeFileSync(join(home, '.netrc'), 'machine elsewhere login joe password one\ndefault login z password leak\n')
    expect(await tried({ HOME: home, PATH: '' })).toMatchObject({ sent: undefined })
  })
})

describe('a redirect elsewhere', () => {
  test('to another port: the login stays behind, and one that is wanted there is not given', async () => {
    await using other = await startGitServer({ 'app.git': repository.path }, { login: 'oauth2:secret' })
    await using server = await startGitServer(
      {},
      {
        login: 'oauth2:secret',
        intercept: ({ url, headers }, response) => {
          if (!headers.authorization) return false
          response.writeHead(302, { location: `${other.url.replace('//', '//joe:other@')}${url}` }).end()
          return true
        },
      },
    )
    await expect(read(`${server.url}/app.git`, { VEINMIND_GIT_TOKEN: 'secret' })).rejects.toMatchObject({
      code: 'GIT_UNAUTHORIZED',
      message: expect.stringContaining('a login is for'),
    })
    expect(other.requests.map(({ authorization }) => authorization)).toEqual([undefined])
    expect(server.requests.map(({ authorization }) => authorization)).toEqual([undefined, basic('oauth2:secret')])
  })
})

describe('proxies', () => {
  /** A proxy for plain http: it is asked for whole addresses, and goes to one server for all of them. */
  async function startProxy(to: string): Promise<AsyncDisposable & { readonly url: string; readonly asked: string[] }> {
    const asked: string[] = []
    const server = createServer((incoming: IncomingMessage, response: ServerResponse) => {
      asked.push(incoming.url ?? '')
      const { pathname, search } = new URL(incoming.url ?? '')
      const outgoing = request(
        `${to}${pathname}${search}`,
        { method: incoming.method, headers: incoming.headers },
        (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers)),
      )
      incoming.pipe(outgoing)
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      asked,
      [Symbol.asyncDispose]: () => new Promise((done) => server.close(() => done())),
    }
  }

  test('ALL_PROXY and --proxy lead through SOCKS; --proxy counts before the environment', async () => {
    await using server = await startGitServer({ 'app.git': repository.path })
    await using proxy = await startSocksProxy(Number(new URL(server.url).port))
    const url = 'http://git.invalid/app.git'
    expect(await read(url, { ALL_PROXY: proxy.url })).toEqual(['Dockerfile'])
    expect(
      await read(url, { HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: '*' }, { proxy: parseProxy(proxy.url) }),
    ).toEqual(['Dockerfile'])
    expect(new Set(proxy.asked)).toEqual(new Set(['git.invalid:80']))
  })

  test('an address of --proxy that is none, and one with a password, which is not said again', () => {
    expect(parseProxy('proxy.local:3128').href).toBe('http://proxy.local:3128/')
    for (const text of ['ftp://joe:hunter2@proxy.local', 'http://joe:hunter2@proxy.local', 'http://joe:hunter2@[']) {
      const refused = (): unknown => parseProxy(text)
      expect(refused).toThrow(
        expect.objectContaining({ code: 'GIT_PROXY_INVALID', message: expect.not.stringContaining('hunter2') }),
      )
    }
  })

  test('HTTP_PROXY is used, NO_PROXY and CGI programs are heard', async () => {
    await using server = await startGitServer({ 'app.git': repository.path })
    await using proxy = await startProxy(server.url)
    const url = 'http://git.invalid/app.git'
    expect(await read(url, { HTTP_PROXY: proxy.url })).toEqual(['Dockerfile'])
    expect(proxy.asked).toEqual([`${url}/info/refs?service=git-upload-pack`, `${url}/git-upload-pack`])
    await expect(read(url, { HTTP_PROXY: proxy.url, NO_PROXY: 'git.invalid' })).rejects.toMatchObject({
      code: 'GIT_UNREACHABLE',
    })
    await expect(read(url, { HTTP_PROXY: proxy.url, REQUEST_METHOD: 'GET' })).rejects.toMatchObject({
      code: 'GIT_UNREACHABLE',
    })
    expect(await read(`${server.url}/app.git`, { http_proxy: proxy.url, no_proxy: '127.0.0.1' })).toEqual([
      'Dockerfile',
    ])
    expect(proxy.asked).toHaveLength(2)
    await expect(read(url, { HTTP_PROXY: 'http://joe:secret@[' })).rejects.toMatchObject({
      code: 'GIT_UNREACHABLE',
      message: expect.not.stringContaining('secret'),
    })
  })
})
