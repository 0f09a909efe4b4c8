import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createCertificates, removeTemporary, startDockerd, temporaryFolder } from '@veinmind/services'
import { buildImage, dockerArchive, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'

const BIN = fileURLToPath(new URL('../../../apps/runner/src/bin.ts', import.meta.url))

test('the scanner is ended in the middle of an image that docker gives over TLS: nothing of it is left', async () => {
  using certificates = await createCertificates()
  await using dockerd = await startDockerd({ tls: { server: certificates.server, ca: certificates.ca } })
  const folder = temporaryFolder('scanner')
  const archive = join(folder, 'large.tar')
  writeFileSync(
    archive,
    dockerArchive(buildImage(layer({ 'srv/large': randomBytes(96 << 20) }), { references: ['large:1'] })),
  )
  await dockerd.docker(['load', '-i', archive])
  mkdirSync(join(folder, 'tls'))
  const files = { ca: certificates.ca, cert: certificates.client.cert, key: certificates.client.key }
  for (const [name, path] of Object.entries(files)) copyFileSync(path, join(folder, 'tls', `${name}.pem`))
  mkdirSync(join(folder, 'tmp'))
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    TMPDIR: join(folder, 'tmp'),
    DOCKER_HOST: dockerd.tlsAddress,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: join(folder, 'tls'),
  }
  const start = (): ChildProcess =>
    spawn(process.execPath, [BIN, 'scan', 'image', 'docker:large:1', '--no-cache', '-f', 'json', '-o', 'out'], {
      cwd: folder,
      env,
      detached: true,
      stdio: 'ignore',
    })
  const mounts = readFileSync('/proc/self/mounts', 'utf8')

  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const scanner = start()
    const pid = scanner.pid!
    const ended = once(scanner, 'exit')
    await until(() => nameless(pid) > 0)
    // Docker is held, so that the answer cannot end before the scanner does.
    process.kill(dockerd.pid, 'SIGSTOP')
    scanner.kill(signal)
    const code = signal === 'SIGKILL' ? [null, 'SIGKILL'] : [143, null]
    expect(await ended).toEqual(code)
    process.kill(dockerd.pid, 'SIGCONT')
    await until(() => members(pid).length === 0)
    expect(readdirSync(join(folder, 'tmp'))).toEqual([])
    expect(readFileSync('/proc/self/mounts', 'utf8')).toEqual(mounts)
  }
  const report = JSON.parse(readFileSync(join(folder, 'out', 'report.json'), 'utf8')) as object
  expect(report).toMatchObject({
    findings: [],
    errors: [{ code: 'ENGINE_ABORTED' }],
    targets: [{ name: 'large:1', outcome: 'skipped', reason: expect.any(String) }],
  })
  // Docker has forgotten the request, too: it answers.
  expect((await dockerd.docker(['images', '-q'])).stdout).not.toBe('')
  removeTemporary(folder)
})

async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 6000; attempt += 1) {
    if (holds()) return
    await sleep(5)
  }
  throw new Error('it never came to that')
}

/** How much a process has in the file without a name that an image is saved in. */
function nameless(pid: number): number {
  try {
    const files = readdirSync(`/proc/${pid}/fd`).map((fd) => `/proc/${pid}/fd/${fd}`)
    return Math.max(
      0,
      ...files
        .map((fd) => statSync(fd))
        .filter((stat) => stat.isFile() && stat.nlink === 0)
        .map(({ size }) => size),
    )
  } catch {
    return 0
  }
}

/** The processes of a process group. */
function members(group: number): readonly number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map(Number).filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
      const [state, , own] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return Number(own) === group && state !== 'Z'
    } catch {
      return false
    }
  })
}
