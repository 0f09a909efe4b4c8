import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCertificates, requireTool, startSshd } from '@veinmind/services'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRepository, parseAddress } from '../src/index.ts'
import type { FetchOptions } from '../src/index.ts'
import { createRepository } from './git-server.ts'
import type { TestRepository } from './git-server.ts'
import { startHttpBackend } from './http-backend.ts'

let root = ''
let repository: TestRepository
beforeAll(() => {
  repository = createRepository()
  repository.commit({ 'deploy/Dockerfile': 'FROM a:1\n' })
  repository.git('tag', 'v1')
  repository.commit({ 'deploy/Dockerfile': 'FROM a:2\n' })
  root = mkdtempSync(join(tmpdir(), 'veinmind-repos-'))
  execFileSync('git', ['clone', '-q', '--bare', repository.path, join(root, 'app.git')])
})
afterAll(() => {
  repository[Symbol.dispose]()
  rmSync(root, { recursive: true })
})

async function dockerfile(url: string, options: Partial<FetchOptions> = {}): Promise<string> {
  await using opened = await openRepository(parseAddress(url), { signal: AbortSignal.timeout(30_000), environment: { HOME: root }, ...options })
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
    expect(await dockerfile(url, { ...options, knownHosts: [], hostKey: sshd.fingerprint, ref: 'v1' })).toContain('FROM a:1')
    await expect(dockerfile(url, { ...options, knownHosts: [] })).rejects.toMatchObject({ code: 'GIT_HOST_KEY' })
    writeFileSync(known, `[127.0.0.1]:${sshd.port} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ\n`)
    await expect(dockerfile(url, options)).rejects.toMatchObject({ code: 'GIT_HOST_KEY', message: expect.stringContaining('is not the one that is known') })
  })

  test('the agent', async () => {
    await using sshd = await startSshd()
    const socket = join(root, 'agent')
    const agent = spawn(await requireTool('ssh-agent'), ['-D', '-a', socket], { stdio: 'ignore' })
    try {
      const env = { ...process.env, SSH_AUTH_SOCK: socket, SSH_ASKPASS_REQUIRE: 'force', SSH_ASKPASS: join(root, 'askpass') }
      writeFileSync(join(root, 'askpass'), `#!/bin/sh\necho '${sshd.passphrase}'\n`, { mode: 0o700 })
      await expect.poll(() => runQuietly('ssh-add', [sshd.key], env)).toBe(true)
      const url = `ssh://${sshd.user}@127.0.0.1:${sshd.port}${root}/app.git//deploy`
      expect(await dockerfile(url, { hostKey: sshd.fingerprint, environment: { HOME: root, SSH_AUTH_SOCK: socket } })).toContain('FROM a:2')
    } finally {
      agent.kill()
    }
  })
})

function runQuietly(command: string, args: readonly string[], env: NodeJS.ProcessEnv): boolean {
  try {
    execFileSync(command, args, { env, stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
