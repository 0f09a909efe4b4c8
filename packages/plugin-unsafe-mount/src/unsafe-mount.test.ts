import { pluginContract, scanWith } from '@veinmind/plugin-testing'
import type { Container, Machine, Mount } from '@veinmind/sdk'
import { machine } from '@veinmind/sdk'
import { buildContainer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import unsafeMountPlugin from './index.ts'
import { judge } from './judge.ts'
import { PLACES } from './places.ts'
import { RULE } from './rules.ts'

const bind = (source: string, more: Partial<Mount> = {}): Mount => ({
  type: 'bind',
  source,
  destination: '/x',
  options: ['nosuid', 'nodev'],
  readOnly: false,
  ...more,
})
const withMounts = (...mounts: readonly Mount[]): Container => buildContainer({ mounts })
const told = (mount: Mount, container: Container = withMounts(mount)): readonly string[] =>
  judge(mount, { container, machine: undefined }).map(({ rule, severity }) => `${rule.id} ${severity}`)
const place = (path: string): string => path.replaceAll('*', 'jo')

test('no place is told twice', () => {
  expect(new Set(PLACES.map(({ path }) => path)).size).toBe(PLACES.length)
})

test.each(PLACES)('$path: itself, writable and read-only; a sibling is not it', ({ path, rule, equals }) => {
  const real = place(path)
  for (const [index, readOnly] of [false, true].entries()) {
    const [fault] = judge(bind(real, { readOnly }), { container: withMounts(), machine: undefined })
    // A folder that holds the socket of an engine is told by that.
    if (fault?.rule === RULE.socket) continue
    expect([fault?.severity, fault?.rule]).toEqual([equals[index], equals[index] && RULE[rule]])
  }
  const isAnyName = path.endsWith('*') || path === '/'
  const sibling = judge(bind(`${isAnyName ? '/srv' : real}-other`), { container: withMounts(), machine: undefined })
  expect(sibling.flatMap(({ details }) => details)).not.toContain(path)
})

test.each([
  ['/', 'MOUNT-002 critical', 'MOUNT-002 high'],
  ['/etc/', 'MOUNT-004 critical', 'MOUNT-004 medium'],
  ['/etc/cron.d', 'MOUNT-004 critical', undefined],
  ['/etc/passwd', 'MOUNT-004 critical', undefined],
  ['/etc/shadow', 'MOUNT-005 critical', 'MOUNT-005 high'],
  ['/etc/app/config', 'MOUNT-004 medium', undefined],
  ['/etc/localtime', 'MOUNT-004 low', undefined],
  ['/root/.ssh', 'MOUNT-005 critical', 'MOUNT-005 high'],
  ['/home/jo/.ssh/id_rsa', 'MOUNT-005 high', 'MOUNT-005 high'],
  ['/home/jo/site', undefined, undefined],
  ['/usr/bin', 'MOUNT-004 critical', undefined],
  ['/lib/modules', 'MOUNT-004 critical', undefined],
  ['/var/lib/docker', 'MOUNT-007 critical', 'MOUNT-007 high'],
  ['/var/lib/docker/volumes/a/_data', undefined, undefined],
  ['/var/lib/kubelet/pki', 'MOUNT-007 critical', 'MOUNT-007 critical'],
  ['/var/lib/kubelet/pods/1-2/volumes/kubernetes.io~empty-dir/x', undefined, undefined],
  ['/var/log', 'MOUNT-008 high', 'MOUNT-008 medium'],
  ['/proc', 'MOUNT-003 critical', 'MOUNT-003 medium'],
  ['/sys/fs/cgroup', 'MOUNT-003 high', undefined],
  ['/dev', 'MOUNT-006 critical', 'MOUNT-006 high'],
  ['/run', 'MOUNT-001 critical', 'MOUNT-001 critical'],
  ['/run/user/1000', 'MOUNT-001 critical', 'MOUNT-001 critical'],
  ['/var/spool', 'MOUNT-004 critical', undefined],
  ['/srv/data', undefined, undefined],
  ['/mnt/disk', undefined, undefined],
])('%s', (source, writable, readOnly) => {
  expect(told(bind(source))).toEqual(writable === undefined ? [] : [writable])
  expect(told(bind(source, { readOnly: true }))).toEqual(readOnly === undefined ? [] : [readOnly])
})

test('U1: a container that does not run, or of which nothing could be read, costs nothing of the others', async () => {
  const stopped = withMounts(bind('/etc'))
  expect(await scanWith(unsafeMountPlugin, { ...stopped, state: 'exited' })).toReport({ rule: 'MOUNT-004' })
  expect(
    await scanWith(unsafeMountPlugin, { ...withMounts(), missing: [{ what: 'x', reason: 'y' }] }),
  ).toReportNothing()
})

test('U2: each of several mounts is its own finding, with its own words', async () => {
  const container = withMounts(bind('/etc', { destination: '/a' }), bind('/boot', { destination: '/b' }), bind('/srv'))
  const { findings } = await scanWith(unsafeMountPlugin, container)
  expect(findings.map(({ detail }) => detail['Mount'])).toEqual([
    { source: '/etc', destination: '/a', type: 'bind' },
    { source: '/boot', destination: '/b', type: 'bind' },
  ])
})

test('U3: other names, folders above and below, links: by where they lead', () => {
  for (const source of [
    '/var/run',
    '/run/',
    '/run/docker',
    '/var/run/docker.sock',
    '/run/containerd/containerd.sock',
    '/run/k3s',
  ])
    expect(told(bind(source))).toEqual(['MOUNT-001 critical'])
  expect(told(bind('/srv/link', { resolved: '/etc' }))).toEqual(['MOUNT-004 critical'])
  expect(told(bind('/etc', { resolved: '/srv/x' }))).toEqual([])
  const settings = [{ name: 'host', value: 'unix:///srv/d.socket', from: 'process 1' }]
  const known: Partial<Machine> = { daemons: [{ name: 'docker', isRunning: true, settings }] }
  expect(judge(bind('/srv'), { container: withMounts(), machine: known as Machine })[0]?.rule.id).toBe('MOUNT-001')
})

test('U4: read-only, propagation, nosuid and nodev, block devices, volumes that bind, shares of the network', () => {
  expect(told(bind('/srv', { propagation: 'rshared' }))).toEqual(['MOUNT-009 high'])
  const weak = buildContainer({ security: { namespaces: {}, capabilities: ['CAP_CHOWN'] } })
  expect(told(bind('/srv', { propagation: 'shared' }), weak)).toEqual(['MOUNT-009 low'])
  expect(told(bind('/srv', { propagation: 'rslave' }))).toEqual([])
  expect(told(bind('/srv/disk', { sourceType: 'block' }))).toEqual(['MOUNT-006 critical'])
  expect(told(bind('/v/_data', { type: 'volume', volume: 'v', resolved: '/etc' }))).toEqual(['MOUNT-004 critical'])
  expect(told(bind('nas:/x', { fileSystem: 'nfs4', options: ['vers=4'] }))).toEqual(['MOUNT-011 low'])
  expect(told(bind('nas:/x', { fileSystem: 'nfs4' }))).toEqual([])
  const outer = bind('/srv', { readOnly: true })
  const inner = bind('/srv/in', { destination: '/x/in', isLive: true })
  expect(told(outer, withMounts(outer, inner))).toEqual(['MOUNT-010 medium'])
  expect(told(outer, withMounts(outer, { ...inner, readOnly: true }))).toEqual([])
  const apart = bind('/data', { destination: '/x/in', isLive: true })
  expect(told(outer, withMounts(outer, apart))).toEqual([])
})

test('U5: what runtimes mount of themselves is nothing; logs are worse with a service account, all is milder with ids of its own', () => {
  expect(told(bind('/var/lib/docker/containers/a/hosts', { destination: '/etc/hosts' }))).toEqual([])
  const token = bind('/var/lib/kubelet/pods/1/volumes/t', {
    destination: '/var/run/secrets/kubernetes.io/serviceaccount',
  })
  const logs = bind('/var/log', { readOnly: true })
  expect(told(logs, withMounts(logs, token))).toEqual(['MOUNT-008 high'])
  const mapped = buildContainer({
    security: { namespaces: {}, userMap: [{ inside: 0, outside: 100_000, count: 65_536 }] },
  })
  expect(told(bind('/etc'), mapped)).toEqual(['MOUNT-004 high'])
})

test('a daemon elsewhere has no machine here, and one that is here is asked for its sockets', async () => {
  const settings = [{ name: 'host', value: 'unix:///srv/d.socket', from: 'process 1' }]
  const known = { daemons: [{ name: 'docker', isRunning: true, settings }] }
  const container = { ...withMounts(bind('/srv')), facts: { [machine.id]: known } }
  expect(await scanWith(unsafeMountPlugin, container)).toReport({ rule: 'MOUNT-001' })
  expect(await scanWith(unsafeMountPlugin, withMounts(bind('/srv')))).toReportNothing()
})

pluginContract(unsafeMountPlugin, { samples: [withMounts(bind('/etc'), bind('/run/docker.sock'))] })
