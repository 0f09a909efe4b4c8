import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Container, Mount } from '@veinmind/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findHost } from '../host.ts'
import { confine } from './confine.ts'
import { parseMountInfo, placeOnMachine } from './mountinfo.ts'

let root: string
const socket = createServer()
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'confine-'))
  for (const folder of ['run', 'var', 'etc', 'srv/sub', 'proc/1', 'proc/70'])
    mkdirSync(join(root, folder), { recursive: true })
  symlinkSync('/run', join(root, 'var/run'))
  await new Promise<void>((done) => void socket.listen(join(root, 'run/docker.sock'), done))
  const machine = [
    '1 0 8:1 / / rw shared:1 - ext4 /dev/sda1 rw',
    '2 1 0:20 / /run rw shared:2 - tmpfs tmpfs rw',
    '3 1 8:1 /etc /var/lib/docker/volumes/v/_data rw shared:1 - ext4 /dev/sda1 rw',
  ]
  writeFileSync(join(root, 'proc/1/mountinfo'), machine.join('\n'))
  const inside = [
    '10 9 0:50 / / rw - overlay overlay rw,upperdir=/x/abc123',
    '11 10 0:51 / /proc rw - proc proc rw',
    '12 10 0:20 /docker.sock /s.sock ro master:2 - tmpfs tmpfs rw',
    '13 10 8:1 /etc /vol rw,nosuid - ext4 /dev/sda1 rw',
    '14 10 8:1 /srv /data ro - ext4 /dev/sda1 rw',
    '15 14 8:1 /srv/sub /data/sub rw shared:1 - ext4 /dev/sda1 rw',
    '16 10 8:1 /var/lib/docker/containers/abc123/hosts /etc/hosts rw - ext4 /dev/sda1 rw',
    '17 10 0:60 / /dev rw - tmpfs tmpfs rw',
    '18 10 0:61 / /share rw - nfs4 nas:/x\\040y rw',
  ]
  writeFileSync(join(root, 'proc/70/mountinfo'), inside.join('\n'))
  writeFileSync(join(root, 'proc/70/cgroup'), '0::/docker/abc123')
  writeFileSync(join(root, 'proc/70/status'), 'Name:\tx\nCapBnd:\t00000000a80425fb\nNoNewPrivs:\t1\nSeccomp:\t0\n')
  writeFileSync(join(root, 'proc/70/uid_map'), '         0     100000      65536\n')
})
afterAll(() => {
  socket.close()
  rmSync(root, { recursive: true })
})

const bind = (source: string, destination: string, more: Partial<Mount> = {}): Mount => ({
  type: 'bind',
  source,
  destination,
  options: [],
  readOnly: false,
  ...more,
})
const told: Pick<Container, 'mounts' | 'security'> = {
  mounts: [bind('/var/run/docker.sock', '/s.sock'), bind('/', '/vol', { volume: 'v' }), bind('/srv/', '/data')],
  security: { seccomp: 'default', namespaces: { pid: 'private' } },
}

test('a container that runs: what the kernel says, places on the machine, mounts that nobody was told of', () => {
  const { mounts, security } = confine(told, { host: findHost(root), pid: 70, marks: ['abc123'] })
  const shown = mounts.map((mount) => [
    mount.destination,
    mount.resolved,
    mount.sourceType,
    mount.readOnly,
    mount.propagation,
  ])
  expect(shown).toEqual([
    ['/s.sock', '/run/docker.sock', 'socket', true, 'slave'],
    ['/vol', '/etc', 'directory', false, 'private'],
    ['/data', '/srv', 'directory', true, 'private'],
    ['/data/sub', '/srv/sub', 'directory', false, 'shared'],
    ['/share', undefined, undefined, false, 'private'],
  ])
  expect(mounts.at(-1)).toMatchObject({ source: 'nas:/x y', fileSystem: 'nfs4', isLive: true })
  expect(security).toMatchObject({
    seccomp: 'unconfined',
    noNewPrivileges: true,
    userMap: [{ inside: 0, outside: 100_000, count: 65_536 }],
    kernelMounts: [{ destination: '/proc', type: 'proc' }],
  })
  expect(security.capabilities).toHaveLength(14)
})

test('one that does not: links are followed on the machine’s own root, volumes are what they bind', () => {
  const volumes = new Map([['v', { device: '/var/run', type: 'none', options: ['bind'] }]])
  const { mounts, security } = confine(told, { host: findHost(root), marks: ['abc123'], volumes })
  expect(mounts.map(({ resolved }) => resolved)).toEqual(['/run/docker.sock', '/run', '/srv'])
  expect(security).toEqual(told.security)
})

test('a process that is another’s by now, and another machine, tell nothing', () => {
  expect(confine(told, { host: findHost(root), pid: 70, marks: ['other'] }).security).toEqual(told.security)
  expect(confine(told, { host: undefined, pid: 70, marks: ['abc123'] })).toEqual(told)
})

test('lines that are no mounts are left out, whatever they are', () => {
  expect(parseMountInfo('\n \n1 2 3\n- - -\n1 0 8:1 x y rw - a b c\n')).toEqual([])
  const [one] = parseMountInfo('5 1 9:9 /a/b /x rw - ext4 d rw')
  expect(placeOnMachine(one as never, [])).toBeUndefined()
})
