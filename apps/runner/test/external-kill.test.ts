import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildImage, dockerArchive, layer } from '@veinmind/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// Whoever ends in the middle, the host or the plugin: what is known is rendered, the exit code says that it is not all, and nothing is left.
const BIN = fileURLToPath(new URL('../src/bin.ts', import.meta.url))
const MANIFEST = {
  name: 'waits',
  version: '1.0.0',
  manifestVersion: 1,
  protocol: 'veinmind/1',
  commands: [{ path: ['scan', 'image'], type: 'image' }],
}
const EVENT = {
  type: 'Demo',
  class: 'risk',
  rule: { id: 'D-1', title: 'Demo', severity: 'high' },
  locations: [{ path: '/a' }],
  detail: {},
}
const REQUEST = {
  sequence: 1,
  type: 'call',
  namespace: 'github.com/chaitin/veinmind-tools/veinmind-common/go/service/report',
  name: 'report',
  args: [EVENT],
}

/** A plugin with a child of its own that reports once, then writes both process ids and waits. */
const PLUGIN = `#!${process.execPath}
import { spawn } from 'node:child_process'
import { renameSync, writeFileSync } from 'node:fs'
import { Socket } from 'node:net'
if (process.argv[2] === 'info') { console.log(${JSON.stringify(JSON.stringify(MANIFEST))}); process.exit(0) }
const channel = new Socket({ fd: 3 })
channel.write(${JSON.stringify(JSON.stringify(REQUEST))})
channel.once('data', () => {
  const child = spawn('sleep', ['1000'])
  writeFileSync(process.env.HOME + '/pids.part', process.pid + ' ' + child.pid)
  renameSync(process.env.HOME + '/pids.part', process.env.HOME + '/pids')
})
setInterval(() => {}, 1e6)
`

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-kill-'))
  await writeFile(
    join(folder, 'app.tar'),
    dockerArchive(buildImage(layer({ 'etc/shadow': 'root::19000:0:99999:7:::\n' }), { references: ['app:1'] })),
  )
  await writeFile(join(folder, 'waits.mjs'), PLUGIN)
  await chmod(join(folder, 'waits.mjs'), 0o755)
})
afterAll(() => rm(folder, { recursive: true }))

const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** Starts a scan with that plugin and weakpass; resolves when the plugin waits. */
async function start() {
  await rm(join(folder, 'pids'), { force: true })
  await rm(join(folder, 'out'), { force: true, recursive: true })
  const args = [
    'scan',
    'image',
    './app.tar',
    '--no-cache',
    '--plugins',
    'weakpass',
    '--plugin',
    './waits.mjs',
    '-f',
    'cli,json',
    '-o',
    'out',
  ]
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: folder }
  const host = spawn(process.execPath, [BIN, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] })
  let stdout = ''
  host.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')))
  const ended = once(host, 'close').then(([code]) => ({ code: code as number | null, stdout }))
  await until(() => existsSync(join(folder, 'pids')))
  const pids = (await readFile(join(folder, 'pids'), 'utf8')).split(' ').map(Number)
  return { host, ended, pids, plugin: pids[0] ?? 0 }
}

/** What has ended and was not waited for by its new parent is no process any more. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

const leftovers = async () => (await readdir(folder)).filter((name) => name.startsWith('veinmind-')).toSorted()
const reportOf = async () => JSON.parse(await readFile(join(folder, 'out', 'report.json'), 'utf8')) as object

describe.runIf(process.platform === 'linux')('in the middle of a scan', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('the host gets %s', async (signal, expected) => {
    const { host, ended, pids } = await start()
    host.kill(signal)
    const { code, stdout } = await ended
    expect(code).toBe(expected)
    expect(stdout).toContain('Demo')
    expect(await reportOf()).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ plugin: 'waits' })]),
      plugins: expect.arrayContaining([expect.objectContaining({ name: 'waits', outcome: 'partial' })]),
      errors: [{ code: 'ENGINE_ABORTED' }],
    })
    expect([pids.filter(isRunning), await leftovers()]).toEqual([[], []])
  })

  test('the host is killed: its plugin and what that had started end with it, its folder goes with the next scan', async () => {
    const { host, ended, pids } = await start()
    host.kill('SIGKILL')
    expect(await ended).toMatchObject({ code: null, stdout: '' })
    await until(() => !pids.some(isRunning))
    expect(await leftovers()).toHaveLength(1)
    const next = await start()
    expect(await leftovers()).toEqual([expect.stringContaining(`-${next.host.pid}-`)])
    next.host.kill('SIGINT')
    await next.ended
  })

  test('the plugin is killed: the others go on, and what it reported stays', async () => {
    const { ended, pids, plugin } = await start()
    process.kill(plugin, 'SIGKILL')
    expect((await ended).code).toBe(3)
    expect(await reportOf()).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({ plugin: 'waits' }),
        expect.objectContaining({ plugin: 'weakpass' }),
      ]),
      plugins: expect.arrayContaining([
        expect.objectContaining({ name: 'waits', outcome: 'partial', reason: expect.stringContaining('SIGKILL') }),
        expect.objectContaining({ name: 'weakpass', outcome: 'ok' }),
      ]),
      errors: [{ code: 'HOST_PLUGIN_FAILED', plugin: 'waits' }],
    })
    expect([pids.filter(isRunning), await leftovers()]).toEqual([[], []])
  })
})
