import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildImage, dockerArchive, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fixture, runProgram } from './run-program.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-standalone-'))
  const archives = {
    app: { 'a/empty': '', 'b/empty': '', 'b/full': 'x' },
    clean: { 'b/full': 'x' },
    broken: { 'a/empty': '', broken: 'x' },
    slow: { 'a/empty': '', slow: 'x' },
  }
  for (const [name, files] of Object.entries(archives)) {
    const image = buildImage(layer(files), { references: [`${name}:latest`] })
    await writeFile(join(folder, `${name}.tar`), dockerArchive(image))
  }
})
afterAll(() => rm(folder, { recursive: true }))

const run = (...args: readonly string[]) => runProgram(fixture('empty-files.ts'), args, { cwd: folder })
const reportOf = async (path: string) => JSON.parse(await readFile(join(folder, path), 'utf8')) as Record<string, never>
const pathsOf = (report: { findings?: { locations: { path: string }[] }[] }) =>
  report.findings?.map(({ locations }) => locations[0]?.path)

test('info is the manifest, --version that of the plugin', async () => {
  const { code, stdout } = await run('info')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    name: 'veinmind-empty-files',
    version: '1.2.3',
    manifestVersion: 1,
    commands: [{ path: ['scan', 'image'], type: 'image' }],
  })
  expect(await run('--version')).toMatchObject({ code: 0, stdout: '1.2.3\n' })
})

test('--help shows the plugin’s options and the report’s, not those of hosts', async () => {
  const { code, stdout } = await run('scan', 'image', '--help')
  expect(code).toBe(0)
  for (const text of ['--empty-files.below', '-f, --format', '-v, --verbose', '-o, --output', '--fail-on'])
    expect(stdout).toContain(text)
  for (const text of ['--host ', '--docker-unique-desc']) expect(stdout).not.toContain(text)
})

test('an archive, two formats, a folder', async () => {
  const { code, stdout } = await run('scan', 'image', './app.tar', '-f', 'cli,json', '-o', 'out', '--no-cache')
  expect(code).toBe(1)
  expect(stdout).toContain('/a/empty')
  const report = await reportOf('out/report.json')
  expect(report).toMatchObject({ tool: { name: 'veinmind-empty-files', version: '1.2.3' }, errors: [] })
  expect(pathsOf(report)).toEqual(['/a/empty', '/b/empty'])
})

test('nothing found is 0, nothing there is 4, wrong usage 2', async () => {
  expect((await run('scan', 'image', './clean.tar', '--no-cache')).code).toBe(0)
  expect((await run('scan', 'image', './none.tar', '--no-cache', '--from', 'archive')).code).toBe(4)
  const wrong = await run('scan', 'image', './app.tar', '--fromat', 'json')
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('did you mean --format?')])
})

test('a command line without scan and a target says what it was meant to be', async () => {
  for (const words of [
    ['nginx:1.27'],
    ['image', 'nginx:1.27'],
    ['scan', 'nginx:1.27'],
    ['scan-images', 'nginx:1.27'],
  ]) {
    const { code, stderr } = await run(...words)
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('did you mean veinmind-empty-files scan image nginx:1.27?'),
    ])
  }
})

test('options by flag and after --', async () => {
  for (const flag of [
    ['--empty-files.below', '/b'],
    ['--below', '/b'],
    ['--', 'empty-files.below=/b'],
    ['--', 'veinmind-empty-files:scan/image.below=/b'],
  ]) {
    await run('scan', 'image', './app.tar', '--no-cache', '-f', 'json', '-o', 'b.json', ...flag)
    expect(pathsOf(await reportOf('b.json'))).toEqual(['/b/empty'])
  }
  const wrong = await run('scan', 'image', './app.tar', '--', 'empty-files.belwo=/b')
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('did you mean below?')])
})

test('the report is rendered when the plugin fails', async () => {
  const { code } = await run(
    'scan',
    'image',
    './broken.tar',
    './clean.tar',
    '--no-cache',
    '-f',
    'json',
    '-o',
    'broken.json',
  )
  expect(code).toBe(3)
  const report = await reportOf('broken.json')
  expect(report).toMatchObject({
    errors: [{ code: 'EMPTY_FILES_BROKEN', plugin: 'empty-files' }],
    plugins: [{ outcome: 'partial' }],
  })
  expect(pathsOf(report)).toEqual(['/a/empty'])
})

test('the report is rendered when the user interrupts', async () => {
  const args = ['scan', 'image', './slow.tar', '--no-cache', '-f', 'cli,json', '-o', 'slow']
  const { code, stdout } = await runProgram(fixture('empty-files.ts'), args, { cwd: folder, interruptAt: 'waiting' })
  expect(code).toBe(130)
  expect(stdout).toContain('/a/empty')
  const report = await reportOf('slow/report.json')
  expect(report).toMatchObject({ errors: [{ code: 'ENGINE_ABORTED' }], plugins: [{ outcome: 'partial' }] })
  expect(pathsOf(report)).toEqual(['/a/empty'])
})

test('mapReport gives a command of any command line the report’s flags', async () => {
  const own = (...args: readonly string[]) => runProgram(fixture('own-command-line.ts'), args, { cwd: folder })
  const { stdout: help } = await own('image', '--help')
  expect(help).toMatch(/^\S+ image \[path\|image\|reference\] …[^]*--format[^]*\n {2}\S+ image \.\/app\.tar\n/)
  const { code, stderr } = await own('image', './app.tar', '-f', 'json,cli', '-o', 'tags', '--no-cache')
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^report: \S+\/tags\/report.json\n$/) })
  expect(await reportOf('tags/report.json')).toMatchObject({ findings: [{ rule: { id: 'TAG-1' } }] })
})
