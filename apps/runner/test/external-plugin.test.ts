import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openExternalPlugin } from '@veinmind/host'
import { scan } from '@veinmind/engine'
import weakpass from '@veinmind/plugin-weakpass'
import { buildContainer, buildImage, dockerArchive, layer, remove, startRegistry } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runVeinmind } from './run-veinmind.ts'

// Our own plugins as executables under our own host: they take what is scanned from it, wherever it comes from.
const bin = (plugin: string): string =>
  fileURLToPath(new URL(`../../../packages/plugin-${plugin}/src/bin.ts`, import.meta.url))
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

const SHADOW = 'root::19000:0:99999:7:::\n'
const PASSWD = 'root:x:0:0::/root:/bin/sh\n'
const image = buildImage(
  layer({ 'etc/shadow': SHADOW, 'etc/passwd': PASSWD }, { compress: 'gzip' }),
  layer({ 'etc/redis/redis.conf': 'requirepass 123456\n' }, { compress: 'zstd' }),
  layer(remove('etc/redis/redis.conf')),
  { references: ['app:1'], config: { Env: ['MYSQL_ROOT_PASSWORD=root'] } },
)

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-external-'))
  await writeFile(join(folder, 'app.tar'), dockerArchive(image))
})
afterAll(() => rm(folder, { recursive: true }))

interface Findings {
  readonly errors: readonly object[]
  readonly findings: readonly { readonly plugin: string; readonly time: string; readonly target: object }[]
}

const withoutTime = (report: Findings) => report.findings.map((finding) => ({ ...finding, time: '' }))

async function findings(...args: readonly string[]): Promise<ReturnType<typeof withoutTime>> {
  await runVeinmind(['scan', ...args, '--no-cache', '-f', 'json', '-o', 'r.json'], { cwd: folder })
  const report = JSON.parse(await readFile(join(folder, 'r.json'), 'utf8')) as Findings
  expect(report.errors).toEqual([])
  return withoutTime(report)
}

test('an archive and an image of a registry give the same as in the process', async () => {
  await using registry = await startRegistry()
  registry.push('app', '1', image)
  for (const target of [
    ['image', './app.tar'],
    ['registry', `${registry.host}/app:1`],
  ]) {
    const own = await findings(...target, '--plugins', 'weakpass')
    expect(own.length).toBeGreaterThanOrEqual(3)
    expect(await findings(...target, '--plugins', 'basic', '--plugin', bin('weakpass'))).toEqual(own)
  }
}, 60_000)

test('an executable is chosen by the name of its manifest', async () => {
  const manifest = {
    name: 'probe',
    version: '1.0.0',
    manifestVersion: 1,
    protocol: 'veinmind/1',
    commands: [{ path: ['scan', 'image'], type: 'image', data: {} }],
  }
  await writeFile(join(folder, 'p.sh'), `#!/bin/sh\n[ "$1" = info ] && echo '${JSON.stringify(manifest)}'\nexit 0\n`, {
    mode: 0o755,
  })
  const scanned = async (...args: readonly string[]) => {
    const { code, stderr } = await runVeinmind(
      ['scan', 'image', './app.tar', '--plugin', './p.sh', ...args, '--no-cache', '-f', 'json', '-o', 'p.json'],
      { cwd: folder },
    )
    if (code === 2) return stderr
    const { plugins } = JSON.parse(await readFile(join(folder, 'p.json'), 'utf8')) as {
      readonly plugins: readonly { readonly name: string }[]
    }
    return plugins.map(({ name }) => name)
  }
  expect(await scanned('--plugins', 'probe')).toEqual(['probe'])
  expect(await scanned('--plugins', 'basic,probe')).toEqual(['basic', 'probe'])
  expect(await scanned('--plugins', 'basic', '--skip-plugins', 'probe')).toEqual(['basic'])
  expect(await scanned('--plugins', 'prob')).toContain('did you mean probe?')
}, 60_000)

test('a container, with its own layer', async () => {
  const [changes] = buildImage(layer({ 'etc/shadow': 'admin::19000:0:99999:7:::\n' })).layers
  const container = buildContainer({
    name: 'web',
    image,
    ...(changes ? { changes: { ...changes, index: 3 } } : {}),
    env: ['REDIS_PASSWORD=redis'],
  })
  const external = await openExternalPlugin(bin('weakpass'))
  const [own, other] = await Promise.all([weakpass, external].map((plugin) => scan([container], { plugins: [plugin] })))
  expect(other?.errors).toEqual([])
  expect(other && withoutTime(other)).toEqual(own && withoutTime(own))
}, 60_000)

test('below Node’s permission model', async () => {
  const plugin = await openExternalPlugin(bin('sensitive'), {
    sandbox: { folder: ROOT.replace(/\/$/, ''), network: false, addons: false },
  })
  const key = ['BEGIN', 'END'].map((word) => `-----${word} PGP PRIVATE KEY BLOCK-----\n`).join('AAAA\n')
  const report = await scan([buildImage(layer({ 'root/.gnupg/key.asc': key, 'root/.ssh/id_rsa': 'x' }))], {
    plugins: [plugin],
  })
  expect(report).toMatchObject({ errors: [], plugins: [{ name: 'sensitive', outcome: 'ok' }] })
  expect(report.findings.length).toBeGreaterThan(0)
}, 60_000)

test('a layer that cannot be read is said as in the process', async () => {
  const [first, ...rest] = image.layers
  if (!first) throw new Error('no layer')
  const broken = {
    ...image,
    layers: [{ ...first, open: () => Promise.reject(new Error('connection reset')) }, ...rest],
  }
  const [own, other] = await Promise.all(
    [weakpass, await openExternalPlugin(bin('weakpass'))].map((plugin) => scan([broken], { plugins: [plugin] })),
  )
  expect(own?.plugins).toMatchObject([{ outcome: 'partial', reason: expect.stringContaining('connection reset') }])
  const withoutDuration = (report = own) => report?.plugins.map((plugin) => ({ ...plugin, durationMs: 0 }))
  expect(withoutDuration(other)).toEqual(withoutDuration(own))
}, 60_000)
