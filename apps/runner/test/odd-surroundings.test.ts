import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { buildImage, compress, layer, ociArchive } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { BIN, runVeinmind } from './run-veinmind.ts'

// Each test starts the program several times, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

const KEY = `-----BEGIN OPENSSH PRIVATE KEY-----\n${Buffer.from('openssh-key-v1\0').toString('base64')}${'A'.repeat(200)}\n-----END OPENSSH PRIVATE KEY-----\n`
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-odd-'))
  const image = buildImage(layer({ 'root/.ssh/id_ed25519': KEY }), { references: ['app:1'] })
  await writeFile(join(folder, 'app.tar'), ociArchive(image))
  await writeFile(join(folder, 'app.tar.gz'), compress(ociArchive(image), 'gzip'))
})
afterAll(() => rm(folder, { recursive: true }))

const run = (args: readonly string[], env: Record<string, string> = {}) => runVeinmind(args, { cwd: folder, env })

/** Runs it with a file piped into it, as a shell does. */
async function piped(
  args: readonly string[],
  file: string,
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, NODE_DISABLE_COMPILE_CACHE: '1', ...env },
  })
  child.stdin.on('error', () => {})
  child.stdin.end(await readFile(join(folder, file)))
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ])
  return { code, stdout, stderr }
}

test('an archive by standard input, plain and compressed, with the report on standard output', async () => {
  for (const file of ['app.tar', 'app.tar.gz']) {
    const { code, stdout } = await piped(['scan', 'image', '-', '--no-cache', '-q', '-f', 'json', '-o', '-'], file)
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ targets: [{ name: 'app:1' }] })
  }
})

test('a folder for temporary files that is missing is named', async () => {
  const { code, stdout, stderr } = await piped(['scan', 'image', '-', '--no-cache', '-q'], 'app.tar', {
    TMPDIR: '/proc/none',
  })
  expect((stdout + stderr).replaceAll(/\s+/g, ' ')).toContain(
    'the folder for temporary files, /proc/none, does not exist',
  )
  expect(code).not.toBe(1)
})

test('without a home that can be written to, a scan finds the same and warns once', async () => {
  const { code, stderr, stdout } = await run(['scan', 'image', './app.tar', '-q'], { HOME: '/proc/none' })
  expect(code).toBe(1)
  expect(stderr.match(/the scan goes on without a cache/g)).toHaveLength(1)
  expect(stdout).toContain('/root/.ssh/id_ed25519')
})

test('a cache folder of a volume is used; nobody else reads it or has it say what they like', async () => {
  const cache = join(folder, 'cache')
  await mkdir(join(cache, 'lost+found'), { recursive: true })
  const scan = (env: Record<string, string>) => run(['scan', 'image', './app.tar', '-q', '--cache-dir', cache], env)
  const mine = { VEINMIND_CACHE_KEY: 'a'.repeat(40) }
  const [cold, warm] = [await scan(mine), await scan(mine)]
  expect(cold.stdout).toContain('/root/.ssh/id_ed25519')
  expect([warm.code, warm.stderr]).toEqual([1, ''])
  const files = (await readdir(cache, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  expect(files.length).toBeGreaterThan(1)
  for (const { parentPath, name } of files)
    expect(await readFile(join(parentPath, name), 'latin1')).not.toMatch(/id_ed25519|OPENSSH/)
  const other = await scan({ VEINMIND_CACHE_KEY: 'b'.repeat(40) })
  expect(other.stdout).toBe(cold.stdout)
  expect(other.stderr.match(/were not used/g)).toHaveLength(1)
})

test('a registry that is not there: it is said for which image', async () => {
  const { stderr } = await run([
    'scan',
    'registry',
    '127.0.0.1:1/team/app:1',
    '--no-cache',
    '-q',
    '-f',
    'json',
    '-o',
    'dead.json',
  ])
  expect(stderr).toContain('127.0.0.1:1/team/app:1: 127.0.0.1:1 cannot be reached')
})

test('nothing that is said is advice on flags of Node', async () => {
  const env = { ALL_PROXY: 'socks5://127.0.0.1:1', NODE_EXTRA_CA_CERTS: '/nonexistent/company.pem' }
  const { stdout, stderr } = await run(['scan', 'registry', 'registry.example/team/app:1', '--no-cache', '-q'], env)
  expect(stdout + stderr).toContain('REGISTRY_')
  expect(stdout + stderr).not.toMatch(/node/i)
})

test('a working folder that was removed is named as such', () => {
  const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$0" "$1" scan iac . --no-cache'
  const attempt = (): unknown =>
    execFileSync('/bin/sh', ['-c', script, process.execPath, BIN], { cwd: folder, stdio: 'pipe' })
  expect(attempt).toThrow(
    expect.objectContaining({ status: 2, message: expect.stringContaining('WORKING_FOLDER_GONE') as string }),
  )
})

test.runIf(process.platform === 'linux')(
  'a plugin that leaves something behind that holds its pipes does not hold the command',
  async () => {
    const plugin = join(folder, 'leaves.sh')
    const manifest = JSON.stringify({
      name: 'leaves',
      version: '1.0.0',
      commands: [{ kind: 'image', path: ['image'] }],
    })
    await writeFile(plugin, `#!/bin/sh\nsetsid sleep 300 &\necho $! >> ${join(folder, 'pids')}\necho '${manifest}'\n`)
    await chmod(plugin, 0o755)
    const begin = Date.now()
    try {
      await run(['scan', 'image', './app.tar', '--no-cache', '-q', '--plugin', plugin])
      expect(Date.now() - begin).toBeLessThan(55_000)
    } finally {
      for (const pid of (await readFile(join(folder, 'pids'), 'utf8')).trim().split('\n')) {
        try {
          process.kill(Number(pid), 'SIGKILL')
        } catch {
          // It has ended.
        }
      }
    }
  },
)
