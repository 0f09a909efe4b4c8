import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { scan } from '@veinmind/engine'
import { findShown } from '@veinmind/plugin-testing'
import type { Logger } from '@veinmind/sdk'
import { SILENT } from '@veinmind/internal'
import type { Discovered } from '@veinmind/sdk/target'
import { startContainerd, startDockerd } from '@veinmind/services'
import { discoverLocalImages } from '@veinmind/target-local'
import { buildImage, dockerArchive, layer, ociArchive } from '@veinmind/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openExternalPlugin, openPluginHome } from '../src/index.ts'
import { pack } from './package-registry.ts'
import { rawPluginText } from './raw-plugin.ts'

// Hosts and plugins of others, in Go and Python, written from libveinmind's protocol.
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const run = promisify(execFile)
const WEAKPASS = here('../../plugin-weakpass/src/bin.ts')
const SHADOW = 'root:$1$salt$qJH7.N4xYta3aEG/dfqo/0:19000:0:99999:7:::\nguest::19000:0:99999:7:::\n'

let folder = ''
const image = buildImage(
  layer({ 'etc/shadow': SHADOW, 'etc/passwd': 'root:x:0:0::/root:/bin/sh\nguest:x:1000:1000::/:/bin/sh\n' }),
  {
    references: ['app:1'],
  },
)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-libveinmind-'))
  await writeFile(join(folder, 'app.tar'), dockerArchive(image))
  await Promise.all([
    run('go', ['build', '-o', join(folder, 'go-host'), '.'], { cwd: here('go-host') }),
    run('go', ['build', '-o', join(folder, 'go-plugin'), '.'], { cwd: here('third-party/go') }),
  ])
})
afterAll(() => rm(folder, { recursive: true }))

describe.each([
  ['Go', () => join(folder, 'go-host')],
  ['Python', () => here('python-host/host.py')],
])('a host in %s', (_language, host) => {
  const runHost = async (...args: readonly string[]) => {
    const env = { ...process.env, HOME: folder }
    const { stdout } = await run(host(), [WEAKPASS, '--no-cache', ...args], { cwd: folder, env })
    return JSON.parse(stdout) as { manifest: object; events: object[]; logs: string[]; exit: number }
  }

  test('discovers, runs and serves our plugin', async () => {
    const { manifest, events, logs, exit } = await runHost('--', './app.tar')
    expect(manifest).toMatchObject({ name: 'veinmind-weakpass', manifestVersion: 1 })
    expect({ exit, logs }).toEqual({ exit: 0, logs: [] })
    expect(events).toHaveLength(2)
    expect(events).toContainEqual({
      id: image.id,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      source: 'weakpass',
      level: expect.stringMatching(/^(?:High|Critical)$/),
      object: { id: image.id, type: 'Image', runtime_type: expect.any(String) },
      event_type: 'Risk',
      detect_type: 'Image',
      alert_type: 'Weakpass',
      alert_detail: { username: 'guest', password: '', service: 'SSH', path: '/etc/shadow' },
    })
  })

  test('passwords are masked unless the host asks for them', async () => {
    const passwords = async (...flags: readonly string[]) =>
      JSON.stringify((await runHost(...flags, '--', './app.tar')).events)
    expect(await passwords()).not.toContain('"password":"password"')
    expect(await passwords('--show-secrets')).toContain('"password":"password"')
  })

  test('no event and no line of the log shows a piece of a planted secret', async () => {
    const secrets = ['Zk3vR8qWm1TxPd7Ls4Nb', 'Hw7KpVz2', 'Jq9LwXb2Vn7RtZs5Kd3MfPg8'.repeat(20)]
    const [one = '', two = '', three = ''] = secrets
    const planted = buildImage(
      layer(
        { 'srv/.env': `API_TOKEN=${one}\nDB_PASSWORD=${two}\nLONG_SECRET=${three}\n` },
        { createdBy: `ENV API_TOKEN=${one} DB_PASSWORD=${two}` },
      ),
      { references: ['planted:1'], config: { Env: [`API_TOKEN=${one}`, `LONG_SECRET=${three}`] } },
    )
    await writeFile(join(folder, 'planted.tar'), dockerArchive(planted))
    for (const plugin of ['sensitive', 'history']) {
      const { stdout, stderr } = await run(
        host(),
        [here(`../../plugin-${plugin}/src/bin.ts`), '--no-cache', '--', './planted.tar'],
        {
          cwd: folder,
          env: { ...process.env, HOME: folder },
        },
      )
      expect((JSON.parse(stdout) as { events: object[] }).events.length).toBeGreaterThan(0)
      expect(findShown(secrets, new Map([['the host', stdout + stderr]]))).toEqual([])
    }
  })

  test('names an image of dockerd by its id, as libveinmind does', async () => {
    const dockerd = await startDockerd()
    try {
      await dockerd.docker(['load', '-i', join(folder, 'app.tar')])
      vi.stubEnv('DOCKER_HOST', dockerd.address)
      const { events, logs, exit } = await runHost(
        '--docker',
        '--docker-config-file',
        '/etc/docker/daemon.json',
        '--id',
        '--',
        image.id,
      )
      expect({ exit, logs }).toEqual({ exit: 0, logs: [] })
      expect(events).toHaveLength(2)
      expect(events[0]).toMatchObject({ id: image.id, object: { id: image.id, type: 'Image', runtime_type: 'docker' } })
    } finally {
      vi.unstubAllEnvs()
      await dockerd.stop()
    }
  })

  test('is told by log and exit code what could not be scanned', async () => {
    const { events, logs, exit } = await runHost('--', './none.tar', './app.tar')
    expect(events).toHaveLength(2)
    expect({ exit, logs }).toEqual({ exit: 3, logs: [expect.stringContaining('none.tar')] })
  })
})

test('a host in Go finds the plugins that were installed where it walks: a link became a file, and a package is there once', async () => {
  const home = openPluginHome(join(folder, 'plugins'))
  await symlink(join(folder, 'go-plugin'), join(folder, 'linked'))
  await home.install(join(folder, 'linked'))
  const manifest = { name: '@acme/raw', version: '1.0.0', type: 'module', bin: { raw: './bin.js' } }
  await writeFile(join(folder, 'raw.tgz'), pack({ manifest, files: { 'bin.js': rawPluginText('') } }))
  await home.install(join(folder, 'raw.tgz'))
  const { stdout } = await run(join(folder, 'go-host'), ['walk', home.directory])
  expect(JSON.parse(stdout)).toEqual(['raw', 'third-party-go'])
})

test('a host in Go gives the flags of the original, by the name that the executable gives itself', async () => {
  const { stdout } = await run(
    join(folder, 'go-host'),
    [WEAKPASS, '--no-cache', '--serviceName', 'redis', '--threads', '2', '--', './app.tar'],
    { cwd: folder, env: { ...process.env, HOME: folder } },
  )
  expect(JSON.parse(stdout)).toMatchObject({ manifest: { name: 'veinmind-weakpass' }, events: [], exit: 0 })
})

test('a host in Python names a file and its type, as libveinmind does', async () => {
  await writeFile(join(folder, 'Dockerfile'), 'FROM debian:12.5-slim\nUSER root\n')
  const args = [here('../../plugin-iac/src/bin.ts'), '--iac-type', 'dockerfile', '--', join(folder, 'Dockerfile')]
  const { stdout } = await run(here('python-host/host.py'), args, {
    cwd: folder,
    env: { ...process.env, HOME: folder },
  })
  const { events, logs, exit } = JSON.parse(stdout) as { events: object[]; logs: string[]; exit: number }
  expect({ exit, logs }).toEqual({ exit: 0, logs: [] })
  expect(events).toContainEqual(
    expect.objectContaining({
      detect_type: 'IaC',
      alert_type: 'IaC',
      object: { id: expect.stringContaining('Dockerfile'), type: 'IaC' },
      alert_detail: expect.objectContaining({ file_info: expect.objectContaining({ StartLine: 2 }) }),
    }),
  )
})

describe('plugins that others wrote for libveinmind', () => {
  const native = { ...image, native: { flags: ['--mode', 'docker', '--docker-data-root', '/var/lib/docker'] } }

  async function scanWithPlugin(
    path: string,
    flags: readonly string[] = [],
    found: readonly Discovered[] = [{ entity: native }],
  ) {
    const messages: unknown[] = []
    const log: Logger = { ...SILENT, warn: (message, fields) => messages.push(fields?.['message'] ?? message) }
    const report = await scan(found, { plugins: [await openExternalPlugin(path, { flags: () => flags })], log })
    return { report, messages }
  }

  test('in Python', async () => {
    const { report, messages } = await scanWithPlugin(here('third-party/python/plugin.py'))
    expect(report).toMatchObject({
      errors: [],
      plugins: [{ name: 'third-party-python', version: '0.9', outcome: 'ok' }],
    })
    expect(report.findings).toMatchObject([
      {
        type: 'Backdoor',
        class: 'risk',
        severity: 'high',
        locations: [{ path: '/etc/cron.d/x' }],
        detail: { perm: 420, content: '* * *' },
      },
    ])
    expect(messages).toEqual(['from Python'])
  })

  test('open an image of dockerd, and one of containerd, where these have them', async () => {
    const { signal } = new AbortController()
    const steps = async (target: string, options: object) => {
      const found = await Array.fromAsync(discoverLocalImages([target], { signal, options }))
      const { report } = await scanWithPlugin(here('third-party/python/plugin.py'), [], found)
      expect(report.errors).toEqual([])
      return report.findings.map(({ detail }) => detail['steps'])
    }
    await using dockerd = await startDockerd()
    await dockerd.docker(['load', '-i', join(folder, 'app.tar')])
    expect(await steps('docker:app:1', { 'docker-host': dockerd.address })).toEqual([image.history.length])
    await using containerd = await startContainerd()
    await writeFile(join(folder, 'oci.tar'), ociArchive(image))
    await containerd.ctr(['--namespace', 'k8s.io', 'images', 'import', '--no-unpack', join(folder, 'oci.tar')])
    expect(await steps('containerd:k8s.io/app:1', { 'containerd-socket': containerd.socket })).toEqual([
      image.history.length,
    ])
  })

  test('in Go, with many requests under way', async () => {
    const { report, messages } = await scanWithPlugin(join(folder, 'go-plugin'), ['--count', '500'])
    expect(report).toMatchObject({ errors: [], plugins: [{ outcome: 'ok' }] })
    expect(report.findings).toHaveLength(500)
    expect(report.findings[0]).toMatchObject({ type: 'Webshell', class: 'invasion', severity: 'high' })
    expect(messages[0]).toBe('from Go')
  })
})
