import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ssh2 from 'ssh2'
import type { ParsedKey } from 'ssh2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRepository, parseAddress } from '../src/index.ts'
import { startConnectProxy } from './connect-proxy.ts'
import { createRepository } from './git-server.ts'
import type { TestRepository } from './git-server.ts'
import { startSocksProxy } from './socks-proxy.ts'

const PASSPHRASE = 'open sesame'

/** ssh2 makes a key now and then (one in 600) that it cannot read itself. */
function makeKey(
  type: 'ed25519' | 'ecdsa',
  options: object = {},
): { readonly private: string; readonly public: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync(type, { bits: 256, ...options })
    if (!(ssh2.utils.parseKey(pair.private, PASSPHRASE) instanceof Error)) return pair
  }
}

const hostKey = makeKey('ed25519')
const secondKey = makeKey('ecdsa')
const userKey = makeKey('ed25519', { passphrase: PASSPHRASE, cipher: 'aes256-cbc', rounds: 16 })
const publicKey = hostKey.public.split(' ')[1] ?? ''
const fingerprint = `SHA256:${createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('base64').replace(/=+$/, '')}`

let folder = ''
let repository: TestRepository
let server: InstanceType<typeof ssh2.Server>
let port = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-ssh-'))
  repository = createRepository()
  repository.commit({ 'deploy/Dockerfile': 'FROM scratch\n', "it's.yaml": 'a: 1\n' })
  await writeFile(join(folder, 'key'), userKey.private)
  const allowed = ssh2.utils.parseKey(userKey.public) as ParsedKey
  server = new ssh2.Server({ hostKeys: [hostKey.private, secondKey.private] }, (client) => {
    client.on('error', () => {})
    client.on('authentication', (attempt) => {
      const isKey = attempt.method === 'publickey' && attempt.key.data.equals(allowed.getPublicSSH())
      if (isKey) attempt.accept()
      else attempt.reject(['publickey'])
    })
    client.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        const channel = acceptExec()
        if (command.includes('/repos/silent')) return
        const child = spawn('/bin/sh', ['-c', command.replace('/repos/app.git', repository.path)])
        channel.pipe(child.stdin)
        child.stdin.on('error', () => {})
        child.stdout.on('data', (data) => channel.write(data))
        child.on('close', (code) => {
          channel.exit(code ?? 1)
          channel.end()
        })
      })
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  port = (server.address() as { port: number }).port
})
afterAll(async () => {
  await new Promise<void>((done) => server.close(() => done()))
  repository[Symbol.dispose]()
  await rm(folder, { recursive: true })
})

async function open(options: Record<string, unknown>, path = '/repos/app.git') {
  const known = join(folder, 'known_hosts')
  await writeFile(known, (options['known'] as string | undefined) ?? '')
  const address = parseAddress(`ssh://git@127.0.0.1:${port}${path}//deploy`)
  const signal = AbortSignal.timeout(15_000)
  await using opened = await openRepository(address, {
    signal,
    environment: {},
    knownHosts: [known],
    keyFile: join(folder, 'key'),
    passphrase: PASSPHRASE,
    ...options,
  })
  return (await Array.fromAsync(opened.files())).flatMap((item) => ('file' in item ? [item.file.path] : []))
}

test('with a key that has a passphrase, from a host that is known', async () => {
  expect(await open({ known: `[127.0.0.1]:${port} ssh-ed25519 ${publicKey}\n` })).toEqual(['deploy/Dockerfile'])
})

test('a pinned host key is enough', async () => {
  expect(await open({ hostKey: fingerprint })).toEqual(['deploy/Dockerfile'])
})

test('a host with several keys is asked for one that is known', async () => {
  expect(await open({ known: `[127.0.0.1]:${port} ${secondKey.public}\n` })).toEqual(['deploy/Dockerfile'])
})

test('through a proxy by CONNECT and by SOCKS, and what these refuse', async () => {
  await using tunnels = await startConnectProxy()
  await using socks = await startSocksProxy(port)
  for (const { url, asked } of [tunnels, socks]) {
    expect(await open({ hostKey: fingerprint, proxy: new URL(url) })).toEqual(['deploy/Dockerfile'])
    expect(asked).toEqual([`127.0.0.1:${port}`])
  }
  await using locked = await startConnectProxy('joe:secret')
  const refused = open({ hostKey: fingerprint, proxy: new URL(locked.url.replace('joe:secret@', '')) })
  await expect(refused).rejects.toMatchObject({
    code: 'GIT_UNREACHABLE',
    message: 'cannot reach 127.0.0.1 through the proxy: the proxy answers 407',
  })
  await using mute = await startMute()
  const silent = open({ hostKey: fingerprint, proxy: new URL(`socks5://127.0.0.1:${mute.port}`), idle: 300 })
  await expect(silent).rejects.toMatchObject({ code: 'GIT_UNREACHABLE' })
})

test('a server that says nothing', async () => {
  await expect(open({ hostKey: fingerprint, idle: 400 }, '/repos/silent.git')).rejects.toMatchObject({
    code: 'GIT_TIMEOUT',
  })
  await using mute = await startMute()
  const address = parseAddress(`ssh://git@127.0.0.1:${mute.port}/x.git`)
  const signal = AbortSignal.timeout(15_000)
  await expect(openRepository(address, { signal, environment: {}, idle: 400 })).rejects.toMatchObject({
    code: 'GIT_TIMEOUT',
  })
  await expect(openRepository(address, { signal: AbortSignal.timeout(300), environment: {} })).rejects.toMatchObject({
    name: 'TimeoutError',
  })
})

/** A server that takes connections, and does no more. */
async function startMute(): Promise<AsyncDisposable & { readonly port: number }> {
  const sockets: Socket[] = []
  const mute = createServer((socket) => sockets.push(socket))
  await new Promise<void>((done) => mute.listen(0, '127.0.0.1', done))
  return {
    port: (mute.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () =>
      new Promise((done) => {
        mute.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

test.each([
  ['an unknown host', {}, 'GIT_HOST_KEY', 'is not known'],
  ['a changed host key', { known: 'CHANGED' }, 'GIT_HOST_KEY', 'is not the one that is known'],
  ['another pinned key', { hostKey: 'SHA256:AAAA' }, 'GIT_HOST_KEY', 'names another'],
  ['a wrong passphrase', { hostKey: fingerprint, passphrase: 'no' }, 'GIT_KEY_INVALID', 'cannot use the key'],
  [
    'a key that is not there',
    { hostKey: fingerprint, keyFile: '/nonexistent' },
    'GIT_KEY_INVALID',
    'cannot read the key',
  ],
  [
    'no key',
    { hostKey: fingerprint, keyFile: undefined, environment: { HOME: '/nonexistent' } },
    'GIT_UNAUTHORIZED',
    'refused the login of git',
  ],
])('%s is refused', async (_name, options, code, words) => {
  const other = makeKey('ed25519').public.split(' ')[1]
  const known = 'known' in options ? { known: `[127.0.0.1]:${port} ssh-ed25519 ${other}\n` } : {}
  const { keyFile, ...rest } = { keyFile: join(folder, 'key'), ...options }
  const given = keyFile === undefined ? { ...rest } : { ...rest, keyFile }
  await expect(keyFile === undefined ? openWithoutKey(given) : open({ ...given, ...known })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(words),
  })
})

function openWithoutKey(options: Record<string, unknown>) {
  const address = parseAddress(`ssh://git@127.0.0.1:${port}/repos/app.git`)
  return openRepository(address, { signal: AbortSignal.timeout(15_000), ...options })
}

test('a repository that is not there, and a path that a shell could misread', async () => {
  await expect(open({ hostKey: fingerprint }, '/nothing.git')).rejects.toMatchObject({ code: 'GIT_NOT_FOUND' })
  const planted = join(folder, 'planted')
  await expect(open({ hostKey: fingerprint }, `/x';touch ${planted};'`)).rejects.toMatchObject({
    code: 'GIT_NOT_FOUND',
  })
  await expect(rm(planted)).rejects.toMatchObject({ code: 'ENOENT' })
})
