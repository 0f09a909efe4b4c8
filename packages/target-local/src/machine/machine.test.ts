import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { SILENT } from '@veinmind/internal'
import type { Host } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { parseOsRelease } from './read-machine.ts'
import { hostTarget, openMachine } from './host-target.ts'

let root: string
let host: Host
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'target-machine-'))
  for (const folder of ['etc/ssh', 'usr/lib', 'dev', 'srv']) await mkdir(join(root, folder), { recursive: true })
  await writeFile(join(root, 'etc/hostname'), 'node-7\n')
  await writeFile(join(root, 'etc/machine-id'), '0123456789abcdef0123456789abcdef\n')
  await writeFile(join(root, 'usr/lib/os-release'), 'ID=alpine\nPRETTY_NAME="Alpine \\"Linux\\""\n# x\nlower=1\n')
  await symlink('../usr/lib/os-release', join(root, 'etc/os-release'))
  await symlink('/etc/hostname', join(root, 'srv/absolute'))
  await symlink('../../../../../../../../../../etc/hostname', join(root, 'srv/out'))
  await symlink('b', join(root, 'srv/a'))
  await symlink('a', join(root, 'srv/b'))
  await writeFile(join(root, 'srv/large'), Buffer.alloc(2000, 'x'))
  await chmod(join(root, 'srv/large'), 0o4755)
  execFileSync('mkfifo', [join(root, 'dev/fifo')])
  host = await openMachine(root)
})
afterAll(async () => {
  await host.close?.()
  await rm(root, { recursive: true })
})

const textOf = async (path: string): Promise<string> => Buffer.from(await host.files.readFile(path)).toString()

test('what is known of a machine whose root is mounted', () => {
  expect(host).toMatchObject({
    kind: 'host',
    name: 'node-7',
    machine: { hostname: 'node-7', kernel: release(), osRelease: { ID: 'alpine', PRETTY_NAME: 'Alpine "Linux"' } },
  })
  expect(host.id).toMatch(/^host:[0-9a-f]{64}$/)
  expect(JSON.stringify(host)).not.toContain('0123456789abcdef0123456789abcdef')
  expect(host.facts?.['@veinmind/sdk/machine']).toBe(host.machine)
})

test('links are followed as the machine would, and never out of it', async () => {
  expect(await textOf('/srv/absolute')).toBe('node-7\n')
  expect(await textOf('/srv/out')).toBe('node-7\n')
  expect(await textOf('/../../etc/hostname')).toBe('node-7\n')
  expect(await host.files.realpath('/etc/os-release')).toBe('/usr/lib/os-release')
  expect(await host.files.lstat('/srv/absolute')).toMatchObject({ type: 'symlink', linkTarget: '/etc/hostname' })
  expect(await host.files.stat('/srv/large')).toMatchObject({ type: 'file', size: 2000, mode: 0o4755 })
})

test.each([
  ['/none', 'FILE_NOT_FOUND'],
  ['/srv/a', 'FILE_LINK_LOOP'],
  ['/etc', 'FILE_IS_A_DIRECTORY'],
  ['/etc/hostname/x', 'FILE_NOT_A_DIRECTORY'],
  ['/dev/fifo', 'FILE_NOT_FOUND'],
])('%s is %s', async (path, code) => {
  await expect(host.files.readFile(path)).rejects.toMatchObject({ code })
})

test('a file is read whole up to a limit, or at random', async () => {
  await expect(host.files.readFile('/srv/large', { max: 1999 })).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' })
  expect(await host.files.readFile('/srv/large', { max: 2000 })).toHaveLength(2000)
  const access = await host.files.open('/srv/large')
  expect([access.size, (await access.read(1990, 100)).length]).toEqual([2000, 10])
})

test('every entry is walked, parents first, and links are not followed', async () => {
  const walked = await Array.fromAsync(host.files.walk())
  expect(walked.map(({ path, type }) => `${path} ${type}`)).toEqual([
    '/dev directory',
    '/etc directory',
    '/srv directory',
    '/usr directory',
    '/dev/fifo fifo',
    '/etc/hostname file',
    '/etc/machine-id file',
    '/etc/os-release symlink',
    '/etc/ssh directory',
    '/srv/a symlink',
    '/srv/absolute symlink',
    '/srv/b symlink',
    '/srv/large file',
    '/srv/out symlink',
    '/usr/lib directory',
    '/usr/lib/os-release file',
  ])
  expect((await host.files.readdir('/etc')).map(({ path }) => path)).toEqual([
    '/etc/hostname',
    '/etc/machine-id',
    '/etc/os-release',
    '/etc/ssh',
  ])
})

test('its files are a layer, too', async () => {
  const names: string[] = []
  for await (const entry of host.root?.entries() ?? []) names.push(entry.path)
  expect(names).toEqual(expect.arrayContaining(['/etc/hostname', '/srv/large']))
})

test.runIf(process.platform === 'linux')('this machine has files of the kernel, which have no size', async () => {
  const here = await openMachine('/')
  expect(Buffer.from(await here.files.readFile('/proc/version')).toString()).toContain(release())
  expect(here.machine.kernel).toBe(release())
  await here.close?.()
})

test('the target is the machine that is mounted, and takes no words', async () => {
  vi.stubEnv('LIBVEINMIND_HOST_ROOTFS', root)
  const context = { options: {}, signal: new AbortController().signal, log: SILENT }
  const found: Discovered[] = await Array.fromAsync(hostTarget.discover([], context))
  vi.unstubAllEnvs()
  expect(found).toMatchObject([{ entity: { name: 'node-7' }, source: `the machine whose root is ${root}` }])
  await expect(Array.fromAsync(hostTarget.discover(['x'], context))).rejects.toMatchObject({ code: 'USAGE' })
})

test('os-release is bounded', () => {
  expect(parseOsRelease("A='x y'\nB=\n C=1 \n=x\nD\n")).toEqual({ A: 'x y', B: '', C: '1' })
  expect(Object.keys(parseOsRelease(Array.from({ length: 500 }, (_, n) => `K${n}=v`).join('\n')))).toHaveLength(100)
})
