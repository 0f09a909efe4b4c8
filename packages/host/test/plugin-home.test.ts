import { existsSync } from 'node:fs'
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scan } from '@veinmind/engine'
import { buildImage, layer } from '@veinmind/testing'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { canDenyNetwork, openPluginHome } from '../src/index.ts'
import type { InstallOptions } from '../src/index.ts'
import { pack, startPackageRegistry } from './package-registry.ts'
import type { TestPackage } from './package-registry.ts'
import { rawPluginText, writeRawPlugin } from './raw-plugin.ts'

let folder = ''
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-home-'))
})
afterAll(() => rm(folder, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())

const IMAGE = buildImage(layer({ a: 'x' }))
const newHome = () => openPluginHome(join(folder, `home-${++count}`))

test('an executable is copied, runs when its own file is gone, and is removed', async () => {
  const home = newHome()
  const path = await writeRawPlugin(join(folder, 'mine.mjs'), 'await send(report(7)); await receive()')
  const record = await home.install(path)
  expect(record).toMatchObject({ name: 'raw', version: '1.0.0', kinds: ['image'], isSandboxed: false, source: path })
  await rm(path)
  expect(await home.list()).toEqual([record])
  const report = await scan([IMAGE], { plugins: [await home.open(record)] })
  expect(report.assets).toMatchObject([{ plugin: 'raw', detail: { n: 7 } }])
  await home.remove('raw')
  expect([await home.list(), await readdir(home.directory)]).toEqual([[], []])
  await expect(home.remove('row')).rejects.toMatchObject({ code: 'HOST_PLUGIN_NOT_INSTALLED' })
  await expect(home.remove('../home-1')).rejects.toMatchObject({ code: 'HOST_PLUGIN_NOT_INSTALLED' })
})

test('installing again replaces; what cannot be installed leaves nothing', async () => {
  const home = newHome()
  await home.install(await writeRawPlugin(join(folder, 'first.mjs'), ''))
  await home.install(await writeRawPlugin(join(folder, 'second.mjs'), ''))
  expect((await home.list()).map(({ executable }) => executable)).toEqual(['second.mjs'])
  const refused = (source: string, options: InstallOptions, code: string) =>
    expect(home.install(source, options)).rejects.toMatchObject({ code })
  await refused(join(folder, 'second.mjs'), { reserved: ['raw'] }, 'HOST_NAME_TAKEN')
  await refused(folder, {}, 'HOST_PLUGIN_NOT_EXECUTABLE')
  await refused('./none', {}, 'HOST_PLUGIN_NOT_EXECUTABLE')
  await expect(home.install('./none')).rejects.toThrow(/none: there is no such file$/)
  await expect(home.install(folder)).rejects.toThrow(/: it is not a file$/)
  for (const source of ['--global', 'git+ssh://x/y', 'https://x/y.tgz', 'a/b/c', 'file:x', ''])
    await refused(source, {}, 'HOST_SOURCE_INVALID')
  expect(await readdir(home.directory)).toEqual(['raw'])
})

test('a folder that is damaged is told and left out', async () => {
  const home = newHome()
  await mkdir(join(home.directory, 'broken'), { recursive: true })
  await mkdir(join(home.directory, 'escapes'))
  const record = {
    name: 'escapes',
    version: '1',
    source: 'x',
    executable: '../../bin/sh',
    kinds: [],
    needs: [],
    isSandboxed: false,
    network: false,
    addons: false,
  }
  await writeFile(join(home.directory, 'escapes', 'plugin.json'), JSON.stringify(record))
  const errors: string[] = []
  expect(await home.list(({ message }) => errors.push(message))).toEqual([])
  expect(errors).toEqual([expect.stringContaining('broken'), expect.stringContaining('escapes')])
})

test('what was not installed is neither replaced nor removed, whatever its name', async () => {
  const home = newHome()
  const path = await writeRawPlugin(join(folder, 'theirs.mjs'), '')
  const place = join(home.directory, 'raw')
  const others = {
    folder: () => mkdir(place),
    file: () => writeFile(place, 'mine'),
    link: () => symlink(folder, place),
  }
  await mkdir(home.directory)
  for (const make of Object.values(others)) {
    await make()
    const before = await lstat(place)
    await expect(home.install(path)).rejects.toMatchObject({ code: 'HOST_PLACE_TAKEN', isUsage: true })
    await expect(home.remove('raw')).rejects.toMatchObject({ code: 'HOST_PLACE_TAKEN' })
    expect((await lstat(place)).ino).toBe(before.ino)
    expect(await readdir(home.directory)).toEqual(['raw'])
    await rm(place, { recursive: true })
  }
})

test('a plugin that does not start any more fails alone', async () => {
  const home = newHome()
  const record = await home.install(await writeRawPlugin(join(folder, 'soon-broken.mjs'), ''))
  await writeFile(join(home.directory, 'raw', record.executable), '#!/nonexistent\n')
  const report = await scan([IMAGE], { plugins: [await home.open(record)] })
  expect(report).toMatchObject({
    plugins: [{ name: 'raw', outcome: 'failed' }],
    errors: [{ plugin: 'raw', code: expect.stringMatching(/^HOST_/) }],
  })
})

async function installPackage(
  body: string,
  manifest: object = {},
  options: InstallOptions = {},
  needs: readonly string[] = [],
) {
  const made: TestPackage = {
    manifest: { name: '@acme/raw', version: '2.0.0', type: 'module', bin: { raw: './bin.js' }, ...manifest },
    files: { 'bin.js': rawPluginText(body, { needs }), 'data.txt': 'own data' },
  }
  const registry = await startPackageRegistry([made])
  vi.stubEnv('npm_config_registry', registry.url)
  vi.stubEnv('npm_config_cache', join(folder, 'npm-cache', String(++count)))
  const home = newHome()
  try {
    const record = await home.install('@acme/raw', options)
    const run = async () => scan([IMAGE], { plugins: [await home.open(record)] })
    return { home, record, run }
  } finally {
    registry.close()
  }
}

const TRY = `const { readFileSync, writeFileSync, readdirSync } = await import('node:fs')
  const { spawnSync } = await import('node:child_process')
  const { Worker } = await import('node:worker_threads')
  const allowed = []
  const attempt = (name, work) => { try { work(); allowed.push(name) } catch (error) { if (error.code !== 'ERR_ACCESS_DENIED') throw error } }
  attempt('own', () => readFileSync(new URL('data.txt', import.meta.url)))
  attempt('passwd', () => readFileSync('/etc/passwd'))
  attempt('home', () => readdirSync(new URL('../../../../..', import.meta.url)))
  attempt('write own', () => writeFileSync(new URL('x', import.meta.url), 'x'))
  attempt('write private', () => writeFileSync('x', 'x'))
  attempt('run', () => { const { error } = spawnSync('true'); if (error) throw error })
  attempt('native', () => { try { process.dlopen({ exports: {} }, '/nonexistent.node') } catch ({ code }) { if (code === 'ERR_DLOPEN_DISABLED') throw { code: 'ERR_ACCESS_DENIED' } } })
  attempt('worker', () => new Worker('process.exit()', { eval: true }))
  const { connect } = await import('node:net')
  await new Promise((resolve) => connect({ host: '127.0.0.1', port: 0 + PORT }).once('connect', () => { allowed.push('network'); resolve() }).once('error', resolve))
  await send(call(1, 'github.com/chaitin/veinmind-tools/veinmind-common/go/service/report', 'report', { type: 'Demo', class: 'info', locations: [], detail: { allowed } }))
  await receive()`

async function allowedTo(options: InstallOptions, needs: readonly string[]) {
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  try {
    const { run } = await installPackage(
      TRY.replace('PORT', String((server.address() as AddressInfo).port)),
      {},
      options,
      needs,
    )
    const { assets, errors } = await run()
    expect(errors).toEqual([])
    return assets[0]?.detail['allowed']
  } finally {
    server.close()
  }
}

test('a package of npm reads its own folder and nothing else', async () => {
  const network = (await canDenyNetwork()) ? [] : ['network']
  expect(await allowedTo({}, [])).toEqual(['own', 'write private', ...network])
  expect(await allowedTo({ network: true }, [])).toEqual(['own', 'write private', ...network])
  expect(await allowedTo({}, ['network'])).toEqual(['own', 'write private', ...network])
  expect(await allowedTo({ network: true }, ['network'])).toEqual(['own', 'write private', 'network'])
  expect(await allowedTo({ addons: true }, [])).toEqual(['own', 'write private', ...network])
  expect(await allowedTo({ addons: true }, ['addons'])).toEqual(['own', 'write private', 'native', ...network])
}, 60_000)

test('a package that needs data of the user has a folder of its own for it, which stays, and no other', async () => {
  const dataDir = join(folder, `data-${++count}`)
  const body = `const { readFileSync, writeFileSync } = await import('node:fs')
    const own = process.env.VEINMIND_DATA_DIR
    const place = own ?? ${JSON.stringify(join(dataDir, 'of-plugins', 'raw'))}
    const attempt = (work) => { try { work(); return 'allowed' } catch (error) { return error.code } }
    const seen = {
      own: own ?? 'none',
      before: attempt(() => readFileSync(place + '/db')),
      write: attempt(() => writeFileSync(place + '/db', 'x')),
      beside: attempt(() => writeFileSync(${JSON.stringify(join(dataDir, 'plugins'))}, 'x')),
    }
    await send(call(1, 'github.com/chaitin/veinmind-tools/veinmind-common/go/service/report', 'report', { type: 'Demo', class: 'info', locations: [], detail: seen }))
    await receive()`
  const { home, record } = await installPackage(body, {}, {}, ['data'])
  const run = async (options: { readonly dataDir?: string }) => {
    const { assets, errors } = await scan([IMAGE], { plugins: [await home.open(record, options)] })
    expect(errors).toEqual([])
    return assets[0]?.detail
  }
  const own = join(dataDir, 'of-plugins', 'raw')
  const allowed = { own, write: 'allowed', beside: 'ERR_ACCESS_DENIED' }
  expect(await run({ dataDir })).toEqual({ ...allowed, before: 'ENOENT' })
  expect(await run({ dataDir })).toEqual({ ...allowed, before: 'allowed' })
  expect(await run({})).toMatchObject({ own: 'none', write: 'ERR_ACCESS_DENIED' })
  const other = await installPackage(body)
  const { assets } = await scan([IMAGE], { plugins: [await other.home.open(other.record, { dataDir })] })
  expect(assets[0]?.detail).toMatchObject({ own: 'none', write: 'ERR_ACCESS_DENIED' })
}, 60_000)

test('no script of a package runs, and nothing of the current folder is read', async () => {
  const marker = join(folder, 'script-ran')
  const scripts = Object.fromEntries(
    ['preinstall', 'install', 'postinstall', 'prepare'].map((name) => [name, `touch ${marker}`]),
  )
  const { record } = await installPackage('', { scripts })
  expect(record).toMatchObject({
    name: 'raw',
    source: '@acme/raw',
    isSandboxed: true,
    network: false,
    addons: false,
    executable: 'node_modules/@acme/raw/bin.js',
  })
  expect(existsSync(marker)).toBe(false)
}, 60_000)

test('a packed package, by its path', async () => {
  const path = join(folder, 'raw-3.0.0.tgz')
  const manifest = {
    name: '@acme/raw',
    version: '3.0.0',
    type: 'module',
    bin: './bin.js',
    scripts: { postinstall: 'exit 1' },
  }
  await writeFile(
    path,
    pack({ manifest, files: { 'bin.js': rawPluginText('await send(report(8)); await receive()') } }),
  )
  const home = newHome()
  const record = await home.install(path)
  expect(record).toMatchObject({
    name: 'raw',
    source: path,
    isSandboxed: true,
    executable: 'node_modules/@acme/raw/bin.js',
  })
  expect(await scan([IMAGE], { plugins: [await home.open(record)] })).toMatchObject({
    assets: [{ detail: { n: 8 } }],
    errors: [],
  })
  await writeFile(path, 'no archive')
  await expect(home.install(path)).rejects.toMatchObject({ code: 'HOST_INSTALL_FAILED' })
  await expect(home.install(join(folder, 'none.tgz'))).rejects.toMatchObject({ code: 'HOST_INSTALL_FAILED' })
}, 60_000)

test.each([
  ['without an executable', { bin: undefined }],
  ['whose executable is outside', { bin: { raw: '../../../../../../../../bin/sh' } }],
])(
  'a package %s',
  async (_what, manifest) => {
    await expect(installPackage('', manifest)).rejects.toMatchObject({ code: 'HOST_INSTALL_FAILED' })
  },
  60_000,
)

test('a package that is not there', async () => {
  const registry = await startPackageRegistry([])
  vi.stubEnv('npm_config_registry', registry.url)
  await expect(newHome().install('@acme/none')).rejects.toMatchObject({
    code: 'HOST_INSTALL_FAILED',
    message: expect.stringContaining('@acme/none'),
  })
  registry.close()
}, 60_000)

test('a home that is reached by a link works', async () => {
  const real = await mkdtemp(join(folder, 'real-'))
  await symlink(real, join(folder, 'link'))
  const home = openPluginHome(join(folder, 'link'))
  const record = await home.install(await writeRawPlugin(join(folder, 'linked.mjs'), ''))
  expect((await scan([IMAGE], { plugins: [await home.open(record)] })).errors).toEqual([])
})

test('what is known of a plugin is used while its files are the same, and it is asked again when one has changed', async () => {
  const { home, record } = await installPackage(`await send(report(1)); await receive()`)
  expect(record.known).toMatchObject({ manifest: expect.stringContaining('"raw"') as string })
  const own = join(home.directory, record.name)
  const place = join(own, record.executable)
  const asked = async () => (await home.open((await home.list())[0] ?? record)).version
  const version = await asked()
  await writeFile(place, (await readFile(place, 'utf8')).replace(version, '9.9.9'))
  expect(await asked()).toBe('9.9.9')
  const [renewed] = await home.list()
  expect(renewed?.known?.manifest).toContain('9.9.9')
  expect(renewed?.known?.files).not.toBe(record.known?.files)
}, 60_000)
