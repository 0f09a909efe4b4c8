import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scan } from '@veinmind/engine'
import { SILENT } from '@veinmind/internal'
import type { LogFields, Plugin } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { openExternalPlugin } from './index.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-host-test-'))
})
afterAll(() => rm(folder, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())

const IMAGE = buildImage(layer({ 'etc/passwd': 'root:x:0:0::/root:/bin/sh\n', 'srv/app.conf': 'x=1\n' }))
const MANIFEST = {
  name: 'made-for-test',
  version: '1.2.3',
  manifestVersion: 1,
  protocol: 'veinmind/1',
  commands: [
    { path: ['scan', 'image'], type: 'image', data: {} },
    { path: ['serve'], type: 'runtime', data: {} },
  ],
}

/** A plugin as an executable of its own: `body` may `call(namespace, name, ...args)`. */
async function write(name: string, body: string, manifest: unknown = MANIFEST): Promise<string> {
  const path = join(folder, name)
  await writeFile(
    path,
    `#!${process.execPath}
if (process.argv[2] === 'info') { console.log(${JSON.stringify(JSON.stringify(manifest))}); process.exit(0) }
const { openChannel, createServiceClient } = await import(${JSON.stringify(new URL('../../internal/src/wire/index.ts', import.meta.url).href)})
const urls = process.argv.flatMap((arg, at) => (process.argv[at - 1] === '--host' ? [arg] : []))
const client = createServiceClient(openChannel(urls))
const call = async (...args) => (await client.call(...args))[0]
const ENTITY = 'veinmind/entity/1', REPORT = 'github.com/chaitin/veinmind-tools/veinmind-common/go/service/report'
${body}
process.exit(0)
`,
  )
  await chmod(path, 0o755)
  return path
}

async function run(plugin: Plugin, options = {}) {
  const report = await scan([IMAGE], { plugins: [plugin], ...options })
  return { report, outcome: report.plugins[0]?.outcome, reason: report.plugins[0]?.reason }
}

test('it describes itself, reads the entity and reports', async () => {
  const path = await write(
    'good.mjs',
    `
    const { kind, config } = await call(ENTITY, 'describe')
    const search = await call(ENTITY, 'find', { patterns: ['/srv/**', '/etc/*'], max: 100 })
    const { files, done } = await call(ENTITY, 'next', search)
    const slice = Buffer.from(await call(ENTITY, 'read', '/etc/passwd', 5, 3), 'base64').toString()
    const detail = { kind, done, slice, rootfs: config.rootfs.type, paths: files.map((f) => f.entry.path + '=' + Buffer.from(f.content ?? '', 'base64')) }
    await call(REPORT, 'report', { type: 'Demo', class: 'risk', rule: { id: 'D-1', title: 'Demo', severity: 'low' }, locations: [{ path: '/etc/passwd' }], detail })
    await call(REPORT, 'inventory', { type: 'npm', name: 'a', version: '1', purl: 'pkg:npm/a@1', places: [{ path: '/srv/app.conf' }] })`,
  )
  const plugin = await openExternalPlugin(path)
  expect([plugin.name, plugin.version, plugin.commands.length]).toEqual(['made-for-test', '1.2.3', 1])
  const { report, outcome } = await run(plugin)
  expect(outcome).toBe('ok')
  expect(report.errors).toEqual([])
  expect(report.inventory).toMatchObject([{ purl: 'pkg:npm/a@1', plugin: 'made-for-test' }])
  expect(report.findings[0]).toMatchObject({
    plugin: 'made-for-test',
    rule: { id: 'D-1' },
    detail: {
      kind: 'image',
      done: true,
      slice: 'x:0',
      rootfs: 'layers',
      paths: ['/etc/passwd=root:x:0:0::/root:/bin/sh\n', '/srv/app.conf=x=1\n'],
    },
  })
})

test('an event of libveinmind becomes one of ours', async () => {
  const path = await write(
    'legacy-event.mjs',
    `
    await call(REPORT, 'report', { id: 'x', level: 'High', event_type: 'Risk', detect_type: 'Image', alert_type: 'Weakpass',
      alert_detail: { username: 'root', password: 'correct-horse', service: 'SSH', path: '/etc/shadow' } })`,
  )
  const { report } = await run(await openExternalPlugin(path))
  expect(report.findings[0]).toMatchObject({ type: 'Weakpass', severity: 'high', locations: [{ path: '/etc/shadow' }] })
  expect(JSON.stringify(report)).not.toContain('correct-horse')
})

test.each([
  ['crash', 'process.exit(7)', 'ended with code 7'],
  [
    'throw',
    'console.error("first"); throw new TypeError("what went wrong")',
    'ended with code 1: TypeError: what went wrong',
  ],
  [
    'usage',
    'console.error("error USAGE  unknown flag --x\\n      did you mean --y?"); process.exit(2)',
    'ended with code 2: error USAGE  unknown flag --x',
  ],
  [
    'killed',
    'process.kill(process.pid, "SIGSEGV"); await new Promise(() => setInterval(() => {}, 1e6))',
    'ended with SIG',
  ],
  ['hang', 'await new Promise(() => setInterval(() => {}, 1e6))', ''],
  [
    'memory',
    'const all = []; for (;;) { all.push(Buffer.alloc(1 << 24, 1)); await new Promise((r) => setTimeout(r, 1)) }',
    'more memory',
  ],
  [
    'memory at once',
    `const { execFileSync } = await import('node:child_process')
    execFileSync('python3', ['-c', 'x = bytearray(8 << 30)'], { stdio: ['ignore', 'ignore', 'inherit'] })`,
    'Error',
  ],
])('%s is its outcome', async (name, body, reason) => {
  const plugin = await openExternalPlugin(await write(`${name}.mjs`, body), { maxMemory: 300 << 20 })
  const ended = await run(plugin, { pluginTimeout: name === 'hang' ? 1500 : 30_000 })
  expect(ended.outcome).toBe('failed')
  expect(ended.reason).toContain(reason)
})

test('a flood of output and bad calls leaves the host standing', async () => {
  const path = await write(
    'flood.mjs',
    `
    for (let at = 0; at < 20000; at++) console.log('noise '.repeat(20))
    await client.call('none', 'such').catch(() => {})
    await client.call(ENTITY, 'read', '/etc/passwd', -1, 2).catch(() => {})
    await client.call(ENTITY, 'find', { patterns: [] }).catch(() => {})
    await call(REPORT, 'report', { type: 'Demo', class: 'info', locations: [], detail: {} })`,
  )
  const { report, outcome } = await run(await openExternalPlugin(path))
  expect(outcome).toBe('ok')
  expect(report.assets).toHaveLength(1)
})

test('no credential of the environment, an empty private folder, and what is printed goes into the log', async () => {
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x')
  vi.stubEnv('NODE_OPTIONS', '--no-warnings')
  const path = await write(
    'surroundings.mjs',
    `
    const { readdirSync, statSync } = await import('node:fs')
    const { basename } = await import('node:path')
    console.log('to the log'); console.error('this too')
    const cwd = process.cwd()
    const detail = { names: Object.keys(process.env), cwd: basename(cwd), temporary: process.env.TMPDIR === cwd, holds: readdirSync(cwd), mode: statSync(cwd).mode & 0o777, stdin: statSync('/dev/stdin').isCharacterDevice() }
    await call(REPORT, 'report', { type: 'Demo', class: 'info', locations: [], detail })`,
  )
  const lines: unknown[] = []
  const log = { ...SILENT, info: (message: string, fields?: LogFields) => lines.push([message, fields]) }
  const { report } = await run(await openExternalPlugin(path), { log })
  expect(report.errors).toEqual([])
  const detail = report.assets[0]?.detail as { readonly names: readonly string[] }
  expect(detail).toMatchObject({
    cwd: expect.stringMatching(/^veinmind-plugin-/),
    temporary: true,
    holds: [],
    mode: 0o700,
    stdin: true,
  })
  expect(
    detail.names.filter(
      (name) => !['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'LIBVEINMIND_HOST_ROOTFS'].includes(name),
    ),
  ).toEqual([])
  const fields = { plugin: 'made-for-test', command: 'scan/image' }
  expect(lines).toHaveLength(2)
  for (const line of ['to the log', 'this too']) expect(lines).toContainEqual(['a plugin prints', { ...fields, line }])
})

test('a libveinmind executable is not run on what it cannot open', async () => {
  const { protocol: _, ...legacy } = MANIFEST
  const { outcome, reason } = await run(await openExternalPlugin(await write('legacy.mjs', 'process.exit(9)', legacy)))
  expect(outcome).toBe('failed')
  expect(reason).toContain('cannot open this image')
})

test('libveinmind’s pipes: the flags of the runtime, two addresses, exact id', async () => {
  const { protocol: _, ...legacy } = MANIFEST
  const path = await write(
    'pipes.mjs',
    `
    const detail = { args: process.argv.slice(2).filter((arg) => !arg.startsWith('file:')), urls: urls.length }
    await call(REPORT, 'report', { type: 'Demo', class: 'info', locations: [], detail })`,
    legacy,
  )
  const image = { ...IMAGE, native: { flags: ['--mode', 'docker', '--docker-data-root', '/d'] } }
  const report = await scan([image], { plugins: [await openExternalPlugin(path, { flags: () => ['--threads', '2'] })] })
  expect(report.errors).toEqual([])
  expect(report.assets[0]?.detail).toEqual({
    args: [
      'scan',
      'image',
      '--mode',
      'docker',
      '--docker-data-root',
      '/d',
      '--id',
      '--threads',
      '2',
      '--host',
      '--host',
      IMAGE.id,
    ],
    urls: 2,
  })
})

test('libveinmind’s files: their type, a path that keeps their name, no exact id; the rule and the lines of the event', async () => {
  const manifest = { name: 'files', manifestVersion: 1, commands: [{ path: ['scan', 'iac'], type: 'iac' }] }
  const path = await write(
    'files.mjs',
    `
    const file = process.argv.at(-1)
    const rule_info = { Id: 'DF-001', Name: 'Root user', Severity: 'HIGH', Solution: 'Name another.' }
    const detail = { rule_info, file_info: { StartLine: 2, EndLine: 3, FilePath: file, Original: 'USER root' } }
    await call(REPORT, 'report', { id: file, level: 2, event_type: 5, detect_type: 10, alert_type: 'IaC', alert_detail: detail })
    const { readFileSync } = await import('node:fs')
    const args = [process.argv.slice(2, 6), file.split('/').slice(-2), readFileSync(file, 'utf8')]
    await call(REPORT, 'report', { type: 'Demo', class: 'info', locations: [], detail: { args } })
    console.log(JSON.stringify({ end: 1 }))`,
    manifest,
  )
  const file = {
    kind: 'iac',
    id: 'x',
    name: '../../deploy/Dockerfile',
    path: '../../deploy/Dockerfile',
    type: 'dockerfile',
    bytes: Buffer.from('FROM x'),
  } as const
  const { errors, findings, assets } = await scan([file], { plugins: [await openExternalPlugin(path)] })
  expect(errors).toEqual([])
  expect(assets).toMatchObject([
    { detail: { args: [['scan', 'iac', '--iac-type', 'dockerfile'], ['deploy', 'Dockerfile'], 'FROM x'] } },
  ])
  expect(findings).toMatchObject([
    {
      rule: { id: 'files/DF-001', title: 'Root user', remediation: 'Name another.' },
      severity: 'high',
      locations: [{ path: file.path, line: 2, endLine: 3 }],
      detail: { file_info: { FilePath: file.path } },
    },
  ])
})

test('what follows the manifest is not looked at, and who holds the stream is not waited for', async () => {
  const path = join(folder, 'talks.mjs')
  await writeFile(
    path,
    `#!${process.execPath}\nconsole.log(${JSON.stringify(JSON.stringify(MANIFEST))}); console.log('and more { of it')
    const { spawn } = await import('node:child_process')
    spawn('sleep', ['8'], { detached: true, stdio: ['ignore', 1, 2] }).unref()`,
  )
  await chmod(path, 0o755)
  expect((await openExternalPlugin(path)).name).toBe('made-for-test')
})

test.each([
  ['no JSON', 'nothing'],
  ['another version', { ...MANIFEST, manifestVersion: 2 }],
  ['a flag as a path', { ...MANIFEST, commands: [{ path: ['--config'], type: 'image' }] }],
  ['no command', { ...MANIFEST, commands: [] }],
])('%s in the manifest is refused', async (name, manifest) => {
  const path = await write(`bad-${name.replaceAll(' ', '-')}.mjs`, '', manifest)
  await expect(openExternalPlugin(path)).rejects.toMatchObject({ code: 'HOST_MANIFEST_INVALID' })
})

test.each([
  ['crashes', 'throw new TypeError("no disk")', 'ended with code 1: TypeError: no disk'],
  ['floods', 'process.stdout.write("x".repeat(3 << 20))', 'printed more than 1024 KiB'],
  [
    'takes too much memory',
    'const all = []; setInterval(() => all.push(Buffer.alloc(1 << 26, 1)), 1)',
    'took more than 512 MiB',
  ],
])('an executable that %s when it is asked what it is', async (name, body, message) => {
  const path = join(folder, `info-${name.replaceAll(' ', '-')}.mjs`)
  await writeFile(path, `#!${process.execPath}\n${body}\n`)
  await chmod(path, 0o755)
  await expect(openExternalPlugin(path)).rejects.toMatchObject({
    code: 'HOST_PLUGIN_FAILED',
    message: expect.stringContaining(message),
  })
})

test('what cannot be run is said', async () => {
  await expect(openExternalPlugin(join(folder, 'none'))).rejects.toMatchObject({ code: 'HOST_PLUGIN_NOT_EXECUTABLE' })
})

test('nothing is left behind', async () => {
  expect((await readdir(tmpdir())).filter((name) => name.startsWith(`veinmind-plugin-${process.pid}-`))).toEqual([])
})
