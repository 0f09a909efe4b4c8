import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildImage, layer, startRegistry } from '@veinmind/testing'
import type { FakeRegistry } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runVeinmind } from './run-veinmind.ts'

let registry: FakeRegistry
let folder = ''
beforeAll(async () => {
  registry = await startRegistry()
  registry.push('app', 'latest', buildImage(layer({ a: 'a' })))
  folder = await mkdtemp(join(tmpdir(), 'veinmind-runner-'))
})
afterAll(async () => {
  await registry.close()
  await rm(folder, { recursive: true })
})

/** Bytes that no file of an option is. */
const BROKEN = fileURLToPath(new URL('run-veinmind.ts', import.meta.url))

const veinmind = (...args: string[]) => runVeinmind([...args, '--no-cache'], { cwd: folder })

test.each([
  ['no target', ['scan', 'registry'], 'no target given'],
  ['a reference that is none', ['scan', 'registry', 'host/app:'], 'REGISTRY_REFERENCE_INVALID'],
  [
    'an option that only the target understands',
    ['scan', 'registry', 'host/app', '--platform', 'foo'],
    'REGISTRY_OPTION_INVALID',
  ],
  ['an address of git that is none', ['scan', 'iac', 'ftp://host/app.git'], 'GIT_URL_INVALID'],
  ['a flag without its value', ['scan', 'iac', '.', '--ref', '--upload-pack=x'], 'USAGE'],
  ['a target that is empty, as of a variable that is not set', ['scan', 'container', ''], 'a target is empty'],
  ['a source of files without a file', ['scan', 'image', '--from', 'rootfs'], 'no path given'],
  [
    'an address of docker that is none',
    ['scan', 'container', '--from', 'docker', '--docker-host', 'ftp://x'],
    'LOCAL_ENGINE_ADDRESS',
  ],
  ['a plugin that is not there', ['scan', 'registry', 'host/app', '--plugin', './none'], 'HOST_PLUGIN_NOT_EXECUTABLE'],
  ['an executable that is no plugin', ['scan', 'registry', 'host/app', '--plugin', '/bin/true'], 'is it a plugin?'],
  [
    'a plugin that is not there, of a plan',
    ['scan', 'registry', 'host/app', '--plan', '--plugin', './none'],
    'HOST_PLUGIN_NOT_EXECUTABLE',
  ],
  [
    'an executable that fails when it is asked',
    ['scan', 'registry', 'host/app', '--plugin', '/bin/false'],
    'is it a plugin?',
  ],
  [
    'a flag of an executable whose value could be a target',
    ['scan', 'registry', '--probe-x.zzz', 'host/app'],
    'write --probe-x.zzz=<value>',
  ],
  [
    'a flag of an executable that does not run',
    ['scan', 'registry', 'host/app', '--probe-x.zzz=1'],
    'a flag is for the unknown plugin probe-x',
  ],
  [
    'a flag of a plugin whose name is not quite right',
    ['scan', 'registry', 'host/app', '--sensitiv.rules=x'],
    'did you mean sensitive?',
  ],
  [
    'a switch with a value that is none',
    ['scan', 'iac', '.', '--submodules=maybe'],
    '--submodules=maybe is neither true nor false',
  ],
  ['a short switch with a value that is none', ['scan', 'iac', '.', '-q=maybe'], '-q=maybe is neither true nor false'],
  ['a size that is none', ['scan', 'iac', 'https://127.0.0.1:1/a.git', '--max-pack', '-1'], 'GIT_MAX_PACK_INVALID'],
  [
    'a service that weakpass does not know',
    ['scan', 'registry', 'host/app', '--weakpass.services', 'nope'],
    'WEAKPASS_SERVICE_UNKNOWN',
  ],
  [
    'a service that weakpass does not know, of a plan',
    ['scan', 'image', './none.tar', '--plan', '--weakpass.services', 'nope'],
    'WEAKPASS_SERVICE_UNKNOWN',
  ],
  [
    'a file of rules that is none',
    ['scan', 'registry', 'host/app', '--history.rules', BROKEN],
    'HISTORY_RULES_INVALID',
  ],
  [
    'a file of what is allowed that is none',
    ['scan', 'registry', 'host/app', '--sensitive.allow-file', BROKEN],
    'SENSITIVE_ALLOW_INVALID',
  ],
  [
    'a file of secrets that is none',
    ['scan', 'registry', 'host/app', '--sensitive.rules-file', BROKEN],
    'SENSITIVE_RULES_INVALID',
  ],
  ['a file of rules for files that is none', ['scan', 'iac', '.', '--iac.rules', BROKEN], 'IAC_RULES_INVALID'],
  [
    'a file that is not there',
    ['scan', 'registry', 'host/app', '--weakpass.dictionary', './none'],
    'ENGINE_OPTION_FILE',
  ],
  ['an image without its command', ['nginx:1.27'], 'did you mean veinmind scan image nginx:1.27?'],
  ['a target without its command', ['image', 'x'], 'did you mean veinmind scan image x?'],
  ['a flag of another scanner', ['scan', 'image', 'x', '--severity', 'HIGH'], '--fail-on'],
  ['a format of another scanner', ['scan', 'image', 'x', '-f', 'template'], 'did you mean html?'],
  ['flags without a command', ['-f', 'json', 'nginx'], 'a command comes first'],
  ['an exit code that no process has', ['scan', 'registry', 'host/app', '--exit-code', '256'], '0 to 255'],
])('wrong usage is code 2: %s, %j', async (_, args, text) => {
  const run = await veinmind(...args)
  expect(run.stdout + run.stderr).toContain(text)
  expect(run.code).toBe(2)
})

test('plugins for other kinds of entity are not run, nor named', async () => {
  const run = await veinmind('scan', 'registry', `${registry.host}/app`)
  expect(run.stdout).not.toContain('iac')
  const named = await veinmind('scan', 'registry', `${registry.host}/app`, '--plugins', 'iac')
  expect(named.stdout).toMatch(/iac +skipped/)
})

test('a platform that is not there is code 4, and said', async () => {
  const run = await veinmind('scan', 'registry', `${registry.host}/app`, '--platform', 'linux/s390x')
  expect(run.code).toBe(4)
  expect(run.stdout.replaceAll(/\s+/g, ' ')).toContain('there is no image for linux/s390x')
})

test('--log-format json: every line on standard error is JSON', async () => {
  const targets = [`${registry.host}/app`, `${registry.host}/none`]
  const run = await veinmind(
    'scan',
    'registry',
    ...targets,
    '-f',
    'json',
    '-o',
    join(folder, 'logged.json'),
    '--log-format',
    'json',
  )
  const lines = run.stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines).toContainEqual(
    expect.objectContaining({ level: 'error', code: 'REGISTRY_NOT_FOUND', target: targets[1] }),
  )
  expect(lines).toContainEqual(
    expect.objectContaining({ level: 'info', format: 'json', path: join(folder, 'logged.json') }),
  )
  expect(run.code).toBe(3)
})

const BIN = fileURLToPath(new URL('../src/bin.ts', import.meta.url))

test('a reader that leaves is no error', async () => {
  const child = spawn(process.execPath, [BIN, 'scan', 'registry', `${registry.host}/app`, '--no-cache'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.destroy()
  let stderr = ''
  child.stderr.on('data', (chunk) => (stderr += String(chunk)))
  const [code] = await once(child, 'close')
  expect(stderr).toBe('')
  expect(code).toBe(1)
})

test.each(['/dev/full'].filter((path) => existsSync(path)))(
  'standard output that cannot be written is code 3: %s',
  async (path) => {
    const child = spawn(process.execPath, [BIN, 'scan', 'registry', `${registry.host}/app`, '--no-cache'], {
      stdio: ['ignore', openSync(path, 'w'), 'ignore'],
    })
    expect(await once(child, 'close')).toEqual([3, null])
  },
)

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s is code %i, with the report of what was scanned until then', async (signal, code) => {
  // One that is there, and one that never answers.
  const silent = createServer(() => undefined)
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const targets = [`${registry.host}/app`, `127.0.0.1:${(silent.address() as AddressInfo).port}/app:1`]
  const child = spawn(
    process.execPath,
    [BIN, 'scan', 'registry', ...targets, '--plain-http', '--no-cache', '-f', 'json', '--concurrency', '1'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  silent.once('connection', () => child.kill(signal))
  let stdout = ''
  child.stdout.on('data', (chunk) => (stdout += String(chunk)))
  const ended = await once(child, 'close')
  silent.closeAllConnections()
  silent.close()
  expect(ended).toEqual([code, null])
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: '1.0',
    errors: [expect.objectContaining({ code: 'ENGINE_ABORTED' })],
  })
})

test('a registry that is not there is code 4: nothing was scanned, and the error comes last', async () => {
  const run = await veinmind('scan', 'registry', '127.0.0.1:1/app:1')
  expect(run.code).toBe(4)
  expect(run.stdout).not.toMatch(/nothing of a kind/)
  expect(run.stdout).toMatch(/Nothing was scanned[^]*Errors \(1\)[^]*REGISTRY_/)
})

test.each(['iac', 'k8s'])(
  'a folder of templates alone is code 4 of scan %s, and none beside a manifest',
  async (kind) => {
    const place = await mkdtemp(join(tmpdir(), 'veinmind-templates-'))
    try {
      await mkdir(join(place, 'templates'))
      const template = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Values.name }}\n'
      await writeFile(join(place, 'templates/map.yaml'), template)
      const alone = await veinmind('scan', kind, place)
      expect(alone).toMatchObject({ code: 4, stdout: expect.stringContaining('Nothing was scanned.') })
      await writeFile(join(place, 'map.yaml'), template.replace('{{ .Values.name }}', 'shop'))
      const beside = await veinmind('scan', kind, place)
      expect(beside).toMatchObject({ code: 0, stdout: expect.stringMatching(/1 template not read/) })
    } finally {
      await rm(place, { recursive: true })
    }
  },
)
