import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildImage, dockerArchive, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runVeinmind } from './run-veinmind.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-plugins-'))
  await writeFile(join(folder, 'app.tar'), dockerArchive(buildImage(layer({ 'etc/motd': 'hello\n' }))))
  await writePlugin('echo-args')
})
afterAll(() => rm(folder, { recursive: true }))

/** A plugin as somebody else's executable: reports how it was called. */
async function writePlugin(name: string): Promise<void> {
  const manifest = {
    name,
    version: '3.0.0',
    manifestVersion: 1,
    protocol: 'veinmind/1',
    commands: ['image', 'iac'].map((type) => ({ path: ['scan', type], type })),
  }
  const path = join(folder, name)
  await writeFile(
    path,
    `#!${process.execPath}
const args = process.argv.slice(2)
if (args[0] === 'info') { console.log(${JSON.stringify(JSON.stringify(manifest))}); process.exit(0) }
const event = { type: 'Args', class: 'info', locations: [], detail: { args: args.slice(0, args.indexOf('--host')) } }
const request = { sequence: 1, type: 'call', namespace: 'github.com/chaitin/veinmind-tools/veinmind-common/go/service/report', name: 'report', args: [event] }
const { Socket } = require('node:net')
const channel = new Socket({ fd: 3 })
channel.write(JSON.stringify(request))
channel.once('data', () => process.exit(0))
`,
  )
  await chmod(path, 0o755)
}

const veinmind = (...args: readonly string[]) => runVeinmind([...args], { cwd: folder })

async function scanned(...flags: readonly string[]): Promise<{ ran: string[]; args: unknown[] }> {
  const { code, stderr } = await veinmind(
    'scan',
    'image',
    './app.tar',
    '--no-cache',
    '--fail-on',
    'never',
    '-f',
    'json',
    '-o',
    'r.json',
    ...flags,
  )
  if (code !== 0) throw new Error(stderr)
  const report = JSON.parse(await readFile(join(folder, 'r.json'), 'utf8')) as {
    plugins: { name: string }[]
    assets: { type: string; detail: { args: unknown } }[]
  }
  const args = report.assets.filter(({ type }) => type === 'Args').map(({ detail }) => detail.args)
  return { ran: report.plugins.map(({ name }) => name), args }
}

test('a plugin is installed, listed, run in every scan, left out, given flags, and removed', async () => {
  expect(await veinmind('plugin', 'list')).toMatchObject({ code: 0, stdout: '', stderr: 'no plugin is installed\n' })
  expect(await veinmind('plugin', 'install', './echo-args')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^echo-args {2}3\.0\.0 {2}image/),
  })
  expect((await veinmind('plugin', 'list')).stdout).toContain(join(folder, 'echo-args'))
  expect((await veinmind('list', 'plugins')).stdout).toMatch(
    /^echo-args +3\.0\.0 +image, iac +installed from .*echo-args$/m,
  )
  expect((await scanned()).ran).toContain('echo-args')
  expect((await scanned('--skip-plugins', 'echo-args')).ran).not.toContain('echo-args')
  const flags = ['--', 'veinmind-echo-args.mode-of=x', 'echo-args:scan/image.v', 'echo-args:scan/iac.only-there=1']
  expect(await scanned('--plugins', 'echo-args', ...flags)).toEqual({
    ran: ['echo-args'],
    args: [['scan', 'image', '--mode-of', 'x', '-v']],
  })
  const direct = ['--echo-args.mode-of=x', '--echo-args:scan/image.v', '--echo-args:scan/iac.only-there=1']
  expect(await scanned(...direct, '--plugins', 'echo-args')).toEqual({
    ran: ['echo-args'],
    args: [['scan', 'image', '--mode-of', 'x', '-v']],
  })
  const wrong = await veinmind('scan', 'image', './app.tar', '--no-cache', '--', 'echo-args:scan/imag.v')
  expect(wrong).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/echo-args has no command scan\/imag\n.*did you mean scan\/image\?/),
  })
  expect(await veinmind('plugin', 'remove', 'echo-arg')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean echo-args?'),
  })
  expect((await veinmind('plugin', 'remove', 'echo-args')).code).toBe(0)
  expect((await scanned()).ran).not.toContain('echo-args')
}, 60_000)

test('a plugin that --plugin or the configuration file names runs; one of the current folder does not', async () => {
  await writeFile(join(folder, 'veinmind.yaml'), 'plugin: [./echo-args]\nplugins: [basic]\n')
  expect((await scanned('--config', 'veinmind.yaml')).ran).toEqual(['basic', 'echo-args'])
  expect((await scanned('--plugins', 'basic')).ran).toEqual(['basic'])
}, 60_000)

test('a plugin asks for the file that --plugin-conf names', async () => {
  const path = join(folder, 'pulls')
  const manifest = {
    name: 'pulls',
    manifestVersion: 1,
    protocol: 'veinmind/1',
    commands: [{ path: ['scan', 'image'], type: 'image' }],
  }
  await writeFile(
    path,
    `#!${process.execPath}
if (process.argv[2] === 'info') { console.log(${JSON.stringify(JSON.stringify(manifest))}); process.exit(0) }
const channel = new (require('node:net').Socket)({ fd: 3 })
const services = 'github.com/chaitin/veinmind-tools/veinmind-common/go/service/'
const call = (sequence, service, name, arg) => channel.write(JSON.stringify({ sequence, type: 'call', namespace: services + service, name, args: [arg] }))
call(1, 'conf', 'pull', 'words')
channel.once('data', (answer) => {
  call(2, 'report', 'report', { type: 'Pulled', class: 'info', locations: [], detail: JSON.parse(answer) })
  channel.once('data', () => process.exit(0))
})
`,
  )
  await chmod(path, 0o755)
  await writeFile(join(folder, 'words.txt'), 'some words')
  const scan = (...flags: readonly string[]) =>
    veinmind(
      'scan',
      'image',
      './app.tar',
      '--no-cache',
      '--plugins',
      'basic',
      '--plugin',
      './pulls',
      '-f',
      'json',
      '-o',
      '-',
      ...flags,
    )
  const pulled = async (...flags: readonly string[]) => {
    const report = JSON.parse((await scan(...flags)).stdout) as {
      readonly assets: readonly { readonly type: string; readonly detail: object }[]
    }
    return report.assets.find(({ type }) => type === 'Pulled')?.detail
  }
  expect(await pulled('--plugin-conf', 'words=words.txt')).toMatchObject({
    reply: [Buffer.from('some words').toString('base64')],
  })
  expect(await pulled('--plugin-conf', 'other=words.txt')).toMatchObject({ code: 'CONF_UNKNOWN' })
  expect(await pulled()).toMatchObject({ error: expect.stringContaining('no service') })
  for (const wrong of ['words', '=words.txt', 'words=none.txt'])
    expect((await scan('--plugin-conf', wrong)).code).toBe(2)
}, 60_000)

test('names of others are refused', async () => {
  await writePlugin('weakpass')
  expect(await veinmind('plugin', 'install', './weakpass')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('HOST_NAME_TAKEN'),
  })
  expect(await veinmind('plugin', 'install')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('nothing is named'),
  })
  const unknown = await veinmind('scan', 'image', './app.tar', '--no-cache', '--', 'weekpass.dictionary=x')
  expect(unknown).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/unknown plugin weekpass\n +did you mean weakpass/),
  })
})
