import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '@veinmind/report'
import { buildImage, dockerArchive, layer, remove, startRegistry, wrongBytes } from '@veinmind/testing'
import type { FakeRegistry } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadPlugins } from '../src/load-plugins.ts'
import { runVeinmind } from './run-veinmind.ts'

const TOKEN = ['glpat', 'Zk3vR8qWm1TxPd7Ls4Nb'].join('-')
const BASE = layer({ 'etc/passwd': 'root:x:0:0:root:/root:/bin/bash\n', 'etc/shadow': 'root::19000:0:99999:7:::\n' })
const LEAK = layer({ 'srv/.env': `GITLAB_TOKEN=${TOKEN}\n` }, { createdBy: 'COPY .env /srv/.env' })
const APP = buildImage(BASE, LEAK, layer(remove('srv/.env'), { createdBy: 'RUN rm /srv/.env' }))
const CLEAN = buildImage(layer({ 'etc/os-release': 'ID=debian\n' }))

let registry: FakeRegistry
let folder = ''
beforeAll(async () => {
  registry = await startRegistry()
  registry.push('app', '1.4', APP)
  registry.push('clean', 'latest', CLEAN)
  folder = await mkdtemp(join(tmpdir(), 'veinmind-runner-'))
})
afterAll(async () => {
  await registry.close()
  await rm(folder, { recursive: true })
})

const veinmind = (...args: string[]) => runVeinmind([...args, '--cache-dir', join(folder, 'cache')], { cwd: folder })

async function reportOf(path: string): Promise<Report> {
  return JSON.parse(await readFile(path, 'utf8')) as Report
}

test('a repository is scanned into three formats at once; the findings fail the run', async () => {
  const run = await veinmind('scan', 'registry', `${registry.host}/app`, '-f', 'cli,json,html', '-o', 'out')
  expect(run.stderr).not.toContain('error')
  expect(run.code).toBe(1)
  expect(run.stdout).toContain('/srv/.env')
  expect((await readdir(join(folder, 'out'))).sort()).toEqual(['report.html', 'report.json'])
  const report = await reportOf(join(folder, 'out', 'report.json'))
  expect(report.targets.map(({ outcome }) => outcome)).toEqual(['ok'])
  const plugins = (await loadPlugins()).filter(
    (plugin) => 'correlate' in plugin || plugin.commands.some(({ kind }) => kind === 'image'),
  )
  expect(report.plugins.map(({ name }) => name)).toEqual(plugins.map(({ name }) => name))
  // One may lack what it needs here, a database; none may fail.
  expect(report.plugins.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'skipped')).toEqual([])
  const secret = report.findings.find(({ type }) => type === 'SensitiveFile')
  expect(secret?.locations[0]).toMatchObject({ path: '/srv/.env', line: 1, layer: { index: 1 }, hiddenBy: 2 })
  expect(report.findings.find(({ type }) => type === 'Weakpass')?.locations[0]?.path).toBe('/etc/shadow')
  for (const text of [run.stdout, JSON.stringify(report), await readFile(join(folder, 'out', 'report.html'), 'utf8')]) {
    expect(text).not.toContain(TOKEN)
  }
})

test('the second scan fetches no layer', async () => {
  await veinmind('scan', 'registry', `${registry.host}/app`)
  const before = registry.requests.length
  await veinmind('scan', 'registry', `${registry.host}/app`)
  const digests = APP.layers.map(({ digest }) => digest)
  const fetched = registry.requests.slice(before).filter(({ path }) => digests.some((digest) => path.includes(digest)))
  expect(fetched).toEqual([])
})

test('a clean image ends with 0; facts are no findings', async () => {
  const run = await veinmind(
    'scan',
    'registry',
    `${registry.host}/clean:latest`,
    '-f',
    'json',
    '-o',
    '-',
    '--fail-on',
    'medium',
  )
  expect(run.code).toBe(0)
  expect((JSON.parse(run.stdout) as Report).assets.length).toBeGreaterThan(0)
})

test('what fails the run, and with which code, can be chosen', async () => {
  const app = `${registry.host}/app:1.4`
  expect((await veinmind('scan', 'registry', app, '--fail-on', 'never')).code).toBe(0)
  expect((await veinmind('scan', 'registry', app, '--exit-code', '42')).code).toBe(42)
  await writeFile(join(folder, 'veinmind.yaml'), 'exit-code: 9\nplugins: [weakpass]\nformat: [json]\noutput: "-"\n')
  const run = await veinmind('scan', 'registry', app, '--config', 'veinmind.yaml')
  expect(run.code).toBe(9)
  expect((JSON.parse(run.stdout) as Report).plugins.map(({ name }) => name)).toEqual(['weakpass'])
})

test('--plan lists and fetches no layer', async () => {
  const before = registry.requests.length
  const run = await veinmind('scan', 'registry', `${registry.host}/app`, '--plan')
  expect(run).toMatchObject({ code: 0 })
  expect(run.stdout).toMatch(/app:1\.4 .*3 layers.*\n1 to scan, 3 layers/)
  const digests = APP.layers.map(({ digest }) => digest)
  expect(registry.requests.slice(before).some(({ path }) => digests.some((digest) => path.includes(digest)))).toBe(
    false,
  )
})

test('an archive is scanned by its path', async () => {
  await writeFile(join(folder, 'app.tar'), dockerArchive(APP))
  const run = await veinmind('scan', 'image', 'app.tar', '-f', 'json', '-o', 'archive.json')
  expect(run.code).toBe(1)
  const report = await reportOf(join(folder, 'archive.json'))
  expect(report.findings.map(({ type }) => type)).toContain('SensitiveFile')
})

test('one unreadable image among ten: nine are scanned, one is an error, the code is 3', async () => {
  const broken = buildImage(layer({ broken: 'x' }))
  const digest = broken.layers[0]?.digest ?? ''
  await using bad = await startRegistry({ respond: wrongBytes(new RegExp(digest)) })
  bad.push('many', 'broken', broken)
  for (let at = 0; at < 9; at++) bad.push('many', `t${at}`, buildImage(layer({ [`file-${at}`]: 'x' })))
  const run = await veinmind('scan', 'registry', `${bad.host}/many`, '-f', 'json', '-o', '-')
  const report = JSON.parse(run.stdout) as Report
  expect(report.targets.filter(({ outcome }) => outcome === 'ok')).toHaveLength(9)
  expect(report.errors).toEqual([
    expect.objectContaining({ code: 'IMAGE_DIGEST_MISMATCH', target: expect.stringContaining('broken') }),
  ])
  expect(run.code).toBe(3)
})

test('nothing there is code 4, with an error that says what and where', async () => {
  const run = await veinmind('scan', 'registry', `${registry.host}/nothing:1`)
  expect(run.code).toBe(4)
  expect(run.stdout + run.stderr).toMatch(/REGISTRY_\w+/)
})

test('a user and a password are for one host: with references of two, neither is asked', async () => {
  await using other = await startRegistry()
  const words = ['scan', 'image', `${registry.host}/app:1.4`, `${other.host}/app:1.4`, '--from', 'registry']
  const run = await runVeinmind([...words, '--username', 'joe', '--password-stdin', '--no-cache'], {
    cwd: folder,
    input: 'hunter2\n',
  })
  expect(run).toMatchObject({ code: 2, stdout: expect.stringContaining('REGISTRY_OPTION_INVALID') })
  expect(other.requests).toEqual([])
})
