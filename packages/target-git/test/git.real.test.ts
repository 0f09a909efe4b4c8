import { execFileSync, spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCertificates, requireTool, startSshd } from '@veinmind/services'
import type { Sshd } from '@veinmind/services'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRepository, parseAddress } from '../src/index.ts'
import type { FetchOptions } from '../src/index.ts'
import { createRepository } from './git-server.ts'
import type { TestRepository } from './git-server.ts'
import { startConnectProxy } from './connect-proxy.ts'
import { startHttpBackend } from './http-backend.ts'

let root = ''
let repository: TestRepository
beforeAll(() => {
  repository = createRepository()
  repository.commit({ 'deploy/Dockerfile': 'FROM a:1\n' })
  repository.git('tag', 'v1')
  repository.commit({ 'deploy/Dockerfile': 'FROM a:1.5\n' })
  repository.commit({ 'deploy/Dockerfile': 'FROM a:2\n' })
  root = mkdtempSync(join(tmpdir(), 'veinmind-repos-'))
  execFileSync('git', ['clone', '-q', '--bare', repository.path, join(root, 'app.git')])
})
afterAll(() => {
  repository[Symbol.dispose]()
  rmSync(root, { recursive: true })
})

async function dockerfile(url: string, options: Partial<FetchOptions> = {}): Promise<string> {
  await using opened = await openRepository(parseAddress(url), {
    signal: AbortSignal.timeout(30_000),
    environment: { HOME: root },
    ...options,
  })
  const files = await Array.fromAsync(opened.files())
  return files.map((item) => ('file' in item ? `${item.file.path}: ${item.file.content.toString()}` : '')).join('')
}

test('git-http-backend over TLS with an own authority: token, reference, wrong token, untrusted certificate', async () => {
  using certificates = await createCertificates()
  await using server = await startHttpBackend({ root, tls: certificates.server, login: 'oauth2:good' })
  const url = `${server.url}/app.git//deploy`
  const trusted = { caFile: certificates.ca, token: 'good' }
  expect(await dockerfile(url, trusted)).toBe('deploy/Dockerfile: FROM a:2\n')
  expect(await dockerfile(url, { ...trusted, ref: 'v1' })).toBe('deploy/Dockerfile: FROM a:1\n')
  expect(await dockerfile(`${server.url}/app//deploy`, trusted)).toBe('deploy/Dockerfile: FROM a:2\n')
  await expect(dockerfile(url, { ...trusted, token: 'bad' })).rejects.toMatchObject({ code: 'GIT_UNAUTHORIZED' })
  await expect(dockerfile(url, { token: 'good' })).rejects.toMatchObject({ code: 'GIT_UNREACHABLE' })
  await expect(dockerfile(`${server.url}/none.git`, trusted)).rejects.toMatchObject({ code: 'GIT_NOT_FOUND' })
  expect(await dockerfile(url, { token: 'good', insecureSkipVerify: true })).toContain('FROM a:2')
})

describe('OpenSSH', () => {
  test.each(['ed25519', 'rsa', 'ecdsa'] as const)('an %s key with a passphrase, hashed known_hosts', async (type) => {
    await using sshd = await startSshd({ type })
    const known = join(root, 'known_hosts')
    writeFileSync(known, `[127.0.0.1]:${sshd.port} ${sshd.hostKey}\n`)
    execFileSync(await requireTool('ssh-keygen'), ['-H', '-f', known], { stdio: 'ignore' })
    const url = `ssh://${sshd.user}@127.0.0.1:${sshd.port}${root}/app.git//deploy`
    const options = { keyFile: sshd.key, passphrase: sshd.passphrase, knownHosts: [known] }
    expect(await dockerfile(url, options)).toBe('deploy/Dockerfile: FROM a:2\n')
    expect(await dockerfile(url, { ...options, knownHosts: [], hostKey: sshd.fingerprint, ref: 'v1' })).toContain(
      'FROM a:1',
    )
    await expect(dockerfile(url, { ...options, knownHosts: [] })).rejects.toMatchObject({ code: 'GIT_HOST_KEY' })
    writeFileSync(
      known,
      `[127.0.0.1]:${sshd.port} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ\n`,
    )
    await expect(dockerfile(url, options)).rejects.toMatchObject({
      code: 'GIT_HOST_KEY',
      message: expect.stringContaining('is not the one that is known'),
    })
  })

  test.each(['ed25519', 'rsa', 'ecdsa'] as const)('the agent, with an %s key', async (type) => {
    await using sshd = await startSshd({ type })
    using agent = await startAgent(sshd)
    const url = `ssh://${sshd.user}@127.0.0.1:${sshd.port}${root}/app.git//deploy`
    expect(
      await dockerfile(url, { hostKey: sshd.fingerprint, environment: { HOME: root, SSH_AUTH_SOCK: agent.socket } }),
    ).toContain('FROM a:2')
  })

  test('the usual files, after an agent that is gone or whose keys are refused; what was tried is named', async () => {
    await using sshd = await startSshd()
    await using other = await startSshd({ type: 'rsa' })
    using agent = await startAgent(other)
    const home = mkdtempSync(join(root, 'home-'))
    mkdirSync(join(home, '.ssh'))
    const url = `ssh://${sshd.user}@127.0.0.1:${sshd.port}${root}/app.git//deploy`
    const read = (SSH_AUTH_SOCK: string, passphrase?: string) =>
      dockerfile(url, {
        hostKey: sshd.fingerprint,
        environment: { HOME: home, SSH_AUTH_SOCK },
        ...(passphrase === undefined ? {} : { passphrase }),
      })
    await expect(read(agent.socket)).rejects.toMatchObject({
      code: 'GIT_UNAUTHORIZED',
      message: expect.stringMatching(/with the agent$/),
    })
    copyFileSync(sshd.key, join(home, '.ssh/id_ed25519'))
    writeFileSync(join(home, '.ssh/id_rsa'), 'no key')
    for (const socket of [agent.socket, join(root, 'nobody')])
      expect(await read(socket, sshd.passphrase)).toContain('FROM a:2')
    await expect(read('')).rejects.toMatchObject({
      message: expect.stringMatching(
        /id_ed25519 \(not usable without its passphrase, VEINMIND_SSH_PASSPHRASE\), .*id_rsa \(which is no key\)/,
      ),
    })
  })

  test('a revoked key, an authority, patterns and other ports of known_hosts', async () => {
    await using sshd = await startSshd()
    const known = join(root, 'known_hosts')
    const url = `ssh://${sshd.user}@127.0.0.1:${sshd.port}${root}/app.git//deploy`
    const read = (text: string) => {
      writeFileSync(known, text)
      return dockerfile(url, { keyFile: sshd.key, passphrase: sshd.passphrase, knownHosts: [known] })
    }
    const { hostKey, port } = sshd
    expect(await read(`[127.0.0.*]:${port},![127.0.0.2]:${port} ${hostKey}\n`)).toContain('FROM a:2')
    await expect(read(`[127.0.0.1]:${port} ${hostKey}\n@revoked * ${hostKey}\n`)).rejects.toMatchObject({
      code: 'GIT_HOST_KEY',
      message: expect.stringContaining('was revoked'),
    })
    await expect(read(`@cert-authority [127.0.0.1]:${port} ${hostKey}\n`)).rejects.toMatchObject({
      code: 'GIT_HOST_KEY',
      hint: expect.stringContaining('@cert-authority'),
    })
    await expect(read(`[*]:${port},![127.0.0.1]:${port} ${hostKey}\n127.0.0.1 ${hostKey}\n`)).rejects.toMatchObject({
      code: 'GIT_HOST_KEY',
      message: expect.stringContaining('is not known'),
    })
  })

  test('a commit that no reference points at: all of the history is fetched, and that is said', async () => {
    await using sshd = await startSshd()
    const url = `ssh://${sshd.user}@127.0.0.1:${sshd.port}${root}/app.git`
    const options = {
      signal: AbortSignal.timeout(30_000),
      keyFile: sshd.key,
      passphrase: sshd.passphrase,
      hostKey: sshd.fingerprint,
    }
    const commit = repository.git('rev-parse', 'HEAD~1')
    await using opened = await openRepository(parseAddress(url), { ...options, ref: commit })
    expect([opened.commit, opened.notes]).toEqual([commit, [expect.stringContaining('all of the history was fetched')]])
    expect((await opened.read('deploy/Dockerfile'))?.toString()).toBe('FROM a:1.5\n')
    await expect(openRepository(parseAddress(url), { ...options, ref: 'a'.repeat(40) })).rejects.toMatchObject({
      code: 'GIT_REF_NOT_FOUND',
    })
    await expect(openRepository(parseAddress(url.replace('app', 'none')), options)).rejects.toMatchObject({
      code: 'GIT_NOT_FOUND',
      hint: expect.stringContaining('does not appear to be a git repository'),
    })
  })
})

test('SHA-256, here and over http', async () => {
  using certificates = await createCertificates()
  await using server = await startHttpBackend({ root, tls: certificates.server, login: 'oauth2:good' })
  const path = join(root, 'sha256.git')
  execFileSync('git', ['init', '-q', '--object-format=sha256', join(root, 'sha256')])
  execFileSync('git', [
    '-C',
    join(root, 'sha256'),
    '-c',
    'user.name=a',
    '-c',
    'user.email=a@a',
    'commit',
    '-q',
    '--allow-empty',
    '-m',
    'x',
  ])
  execFileSync('git', ['clone', '-q', '--bare', join(root, 'sha256'), path])
  await expect(dockerfile(path)).rejects.toMatchObject({ code: 'GIT_UNSUPPORTED' })
  await expect(
    dockerfile(`${server.url}/sha256.git`, { caFile: certificates.ca, token: 'good' }),
  ).rejects.toMatchObject({ code: 'GIT_UNSUPPORTED' })
})

test('through a CONNECT proxy with a login of its own; from https to http no redirect is followed', async () => {
  using certificates = await createCertificates()
  await using server = await startHttpBackend({ root, tls: certificates.server, login: 'oauth2:good' })
  await using proxy = await startConnectProxy('joe:secret')
  const options = { caFile: certificates.ca, token: 'good' }
  const url = `${server.url}/app.git//deploy`
  const read = (environment: NodeJS.ProcessEnv) =>
    dockerfile(url, { ...options, environment: { HOME: root, ...environment } })
  expect(await read({ HTTPS_PROXY: proxy.url })).toContain('FROM a:2')
  expect(new Set(proxy.asked)).toEqual(new Set([new URL(server.url).host]))
  await expect(read({ HTTPS_PROXY: proxy.url.replace('secret', 'wrong') })).rejects.toMatchObject({
    code: 'GIT_UNREACHABLE',
    message: expect.not.stringContaining('wrong'),
  })
  expect(await read({ HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '127.0.0.1' })).toContain('FROM a:2')
  await expect(read({ HTTPS_PROXY: 'http://127.0.0.1:1' })).rejects.toMatchObject({ code: 'GIT_UNREACHABLE' })
  await using down = await startHttpBackend({
    root,
    tls: certificates.server,
    login: 'oauth2:good',
    redirect: 'http://127.0.0.1:1',
  })
  await expect(dockerfile(`${down.url}/app.git`, options)).rejects.toMatchObject({ code: 'GIT_REDIRECT' })
})

/** An ssh-agent that holds the key of a server's user. */
async function startAgent(sshd: Sshd): Promise<Disposable & { readonly socket: string }> {
  const folder = mkdtempSync(join(root, 'agent-'))
  const socket = join(folder, 'socket')
  const agent = spawn(await requireTool('ssh-agent'), ['-D', '-a', socket], { stdio: 'ignore' })
  const env = {
    ...process.env,
    SSH_AUTH_SOCK: socket,
    SSH_ASKPASS_REQUIRE: 'force',
    SSH_ASKPASS: join(folder, 'askpass'),
  }
  writeFileSync(join(folder, 'askpass'), `#!/bin/sh\necho '${sshd.passphrase}'\n`, { mode: 0o700 })
  await expect.poll(() => runQuietly('ssh-add', [sshd.key], env)).toBe(true)
  return { socket, [Symbol.dispose]: () => void agent.kill() }
}

function runQuietly(command: string, args: readonly string[], env: NodeJS.ProcessEnv): boolean {
  try {
    execFileSync(command, args, { env, stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
