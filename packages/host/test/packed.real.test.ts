import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scan } from '@veinmind/engine'
import { installPacked } from '@veinmind/publish'
import { buildImage, dockerArchive, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openExternalPlugin } from '../src/index.ts'

// Plugins from outside, on the packed packages as npm installs them.
const SHADOW = 'u:$2b$04$abcdefghijklmnopqrstuuPT0cs.zGMMB9aUG3xKmxLeI//6s0m5C:19000:0:99999:7:::\n'
const IMAGE = buildImage(layer({ 'etc/shadow': SHADOW, 'etc/passwd': 'u:x:0:0::/root:/bin/sh\n' }), {
  references: ['app:latest'],
})
const OUTSIDE = fileURLToPath(new URL('../../standalone/test/fixtures/own-command-line.ts', import.meta.url))

const PROGRAMS = globSync('plugin-*/src/bin.ts', { cwd: fileURLToPath(new URL('../..', import.meta.url)) }).map(
  (path) => path.slice('plugin-'.length, path.indexOf('/')),
)

let folder = ''
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'veinmind-packed-')))
  await installPacked(folder)
  await writeFile(join(folder, 'app.tar'), dockerArchive(IMAGE))
  await copyFile(OUTSIDE, join(folder, 'own.ts'))
})
afterAll(() => rm(folder, { recursive: true }))

function run(command: string, ...args: readonly string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const env = { PATH: `${join(process.execPath, '..')}:${process.env['PATH'] ?? ''}`, HOME: folder, NO_COLOR: '1' }
  return new Promise((resolve) => {
    execFile(command, args, { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    )
  })
}
const reportOf = async (path: string) => JSON.parse(await readFile(join(folder, path), 'utf8')) as object

test('mapReport gives somebody else’s command, of few lines, the flags of the report', async () => {
  expect((await readFile(OUTSIDE, 'utf8')).trimEnd().split('\n').length).toBeLessThanOrEqual(40)
  const { code, stdout } = await run(
    process.execPath,
    'own.ts',
    'image',
    './app.tar',
    '-f',
    'cli,json',
    '-o',
    'tags',
    '--no-cache',
  )
  expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('No version is named') })
  expect(await reportOf('tags/report.json')).toMatchObject({ findings: [{ rule: { id: 'TAG-1' } }], errors: [] })
})

test('the plugin of docs/writing-a-plugin.md, compiled as it says, is a program', async () => {
  const docs = await readFile(new URL('../../../docs/writing-a-plugin.md', import.meta.url), 'utf8')
  const blocks = [...docs.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text = '']) => ({
    language,
    text,
  }))
  const find = (language: string, part: string) =>
    blocks.find((block) => block.language === language && block.text.includes(part))?.text ?? ''
  const files = {
    'package.json': find('json', '@acme/plugin-private-keys'),
    'src/private-keys.ts': find('ts', 'export const privateKeys'),
    'src/rules.ts': find('ts', 'export const KEY_IN_IMAGE'),
    'src/index.ts': find('ts', 'export default plugin'),
    'src/bin.ts': find('ts', 'startPlugin'),
  }
  await mkdir(join(folder, 'acme/src'), { recursive: true })
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, 'acme', path), text)
  await symlink(
    fileURLToPath(new URL('../../../node_modules/@types', import.meta.url)),
    join(folder, 'node_modules/@types-of-node'),
  )
  const [, flags = ''] = /^npx tsc src\/\*\.ts (.*)$/m.exec(docs) ?? []
  const sources = ['private-keys', 'rules', 'index', 'bin'].map((name) => `acme/src/${name}.ts`)
  const inAcme = flags.replace('dist', 'acme/dist').replace('--rootDir src', '--rootDir acme/src').split(' ')
  const compiled = await run('tsc', ...sources, ...inAcme, '--typeRoots', join(folder, 'node_modules/@types-of-node'))
  expect(compiled).toEqual({ code: 0, stdout: '', stderr: '' })
  const key = ['BEGIN', 'END'].map((word) => `-----${word} EC PRIVATE KEY-----\n`).join('AAAA\n')
  await writeFile(join(folder, 'keys.tar'), dockerArchive(buildImage(layer({ 'srv/key.pem': key }))))
  const { code, stdout, stderr } = await run(
    process.execPath,
    'acme/dist/bin.js',
    'scan',
    'image',
    './keys.tar',
    '--no-cache',
  )
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
  expect(stdout).toContain('/srv/key.pem')
})

test.each(PROGRAMS)('veinmind-%s is a program', async (name) => {
  const { code, stdout } = await run(join(folder, 'node_modules/.bin', `veinmind-${name}`), 'info')
  expect({ code, info: JSON.parse(stdout) as unknown }).toMatchObject({
    code: 0,
    info: { name: `veinmind-${name}`, protocol: 'veinmind/2' },
  })
})

test('veinmind-weakpass scans and renders', async () => {
  const { code, stdout, stderr } = await run(
    join(folder, 'node_modules/.bin/veinmind-weakpass'),
    'scan',
    'image',
    './app.tar',
    '-f',
    'cli,json',
    '-o',
    'out',
  )
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^report: \S+\/out\/report\.json\n$/) })
  expect(stdout).toContain('/etc/shadow')
  expect(await reportOf('out/report.json')).toMatchObject({ findings: [{ type: 'Weakpass' }], errors: [] })
})

test('below Node’s permission model its native bcrypt runs where that is granted, and is said to be missing where it is not', async () => {
  const path = join(folder, 'node_modules/@veinmind/plugin-weakpass/dist/bin.js')
  const scanWith = async (addons: boolean) =>
    scan([IMAGE], { plugins: [await openExternalPlugin(path, { sandbox: { folder, network: false, addons } })] })
  expect(await scanWith(true)).toMatchObject({ errors: [], findings: [{ type: 'Weakpass' }] })
  const without = await scanWith(false)
  expect(without).toMatchObject({ errors: [], findings: [] })
  expect(JSON.stringify(without.plugins)).toContain('its native module cannot be loaded')
})
