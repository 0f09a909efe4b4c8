import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scan } from '@veinmind/engine'
import escape from '@veinmind/plugin-escape'
import unsafeMount from '@veinmind/plugin-unsafe-mount'
import type { Report } from '@veinmind/report'
import {
  removeTemporary,
  run,
  startContainerd,
  startDockerd,
  startDockerd29,
  startPodman,
  temporaryFolder,
} from '@veinmind/services'
import { dockerArchive, ociArchive } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { containerTarget, hostTarget } from '../src/index.ts'
import { discoverAll, runnableImage } from './support.ts'

const folder = temporaryFolder('escape')
const [archive, oci] = [join(folder, 'busy.tar'), join(folder, 'oci.tar')]
const BUSY = 'registry.local/busy:1'
beforeAll(async () => {
  const image = await runnableImage(BUSY)
  writeFileSync(archive, dockerArchive(image))
  writeFileSync(oci, ociArchive(image))
  mkdirSync(join(folder, 'tree/below'), { recursive: true })
  await run('mount', ['-t', 'tmpfs', 'below', join(folder, 'tree/below')])
})
afterAll(async () => {
  await run('umount', [join(folder, 'tree/below')])
  removeTemporary(folder)
})

async function report(words: readonly string[], options: Record<string, unknown>): Promise<Report> {
  const found = await discoverAll(containerTarget, words, options)
  return scan(found, { plugins: [escape, unsafeMount], tool: { name: 'test', version: '0' } })
}

/** What is found in each container: rules with their severities. What is found of the machine is its own. */
async function told(options: Record<string, unknown>): Promise<Record<string, readonly string[]>> {
  const { findings, targets, errors } = await report([], options)
  expect(errors).toEqual([])
  expect(targets.filter(({ kind }) => kind === 'host')).toHaveLength(1)
  const containers = targets.filter(({ kind }) => kind === 'container')
  return Object.fromEntries(
    containers.map(({ name, id }) => {
      const own = findings.filter(({ target }) => target.id === id)
      return [
        name,
        own
          .map(({ rule, severity, others = [] }) =>
            [`${rule.id} ${severity}`, ...others.map((other) => other.rule.id)].join(' '),
          )
          .sort(),
      ]
    }),
  )
}

/** Each kind of container, by what docker and podman are told. No machine here has AppArmor or SELinux. */
const KINDS: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  usual: [[], []],
  careful: [['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'], []],
  strong: [['--privileged'], ['ESC-001 critical']],
  admin: [['--cap-add', 'SYS_ADMIN'], ['ESC-002 critical']],
  reader: [['--cap-add', 'DAC_READ_SEARCH'], ['ESC-003 high']],
  loader: [['--cap-add', 'SYS_MODULE'], ['ESC-004 critical']],
  tracer: [
    ['--cap-add', 'SYS_PTRACE', '--pid', 'host'],
    ['ESC-005 critical', 'ESC-007 high'],
  ],
  network: [['--cap-add', 'NET_ADMIN'], ['ESC-006 medium']],
  open: [['--security-opt', 'seccomp=unconfined'], ['ESC-008 medium']],
  shared: [
    ['--ipc', 'host', '--uts', 'host'],
    ['ESC-007 low', 'ESC-007 medium'],
  ],
  disk: [['--device', '/dev/loop0'], ['ESC-012 critical']],
  etc: [['-v', '/etc:/e'], ['MOUNT-004 critical ESC-015']],
  read: [['-v', '/etc:/e:ro'], ['MOUNT-004 medium']],
  tree: [['-v', `${join(folder, 'tree')}:/t:ro`], ['MOUNT-010 medium']],
  data: [['-v', `${folder}:/d`], []],
}

test('docker 20.10: each kind of container that runs, and those that do not', async () => {
  await using dockerd = await startDockerd()
  await dockerd.docker(['load', '-i', archive])
  const socket = dockerd.address.slice('unix://'.length)
  const kinds = { ...KINDS, socket: [['-v', `${socket}:/s.sock:ro`], ['MOUNT-001 critical ESC-015']] as const }
  const bound = ['--driver', 'local', '-o', 'type=none', '-o', 'o=bind', '-o', 'device=/etc', 'bound']
  await dockerd.docker(['volume', 'create', ...bound])
  for (const [name, [words]] of Object.entries(kinds)) {
    // This runc gives every capability that its machine has, or none at all: it is docker 29 that starts it.
    const verb = name === 'strong' ? ['create'] : ['run', '-d']
    await dockerd.docker([...verb, '--name', name, '--network', 'none', ...words, BUSY])
  }
  await dockerd.docker(['create', '--name', 'created', '--network', 'none', '-v', 'bound:/v', BUSY])
  await dockerd.docker([
    'run',
    '--name',
    'ended',
    '--network',
    'none',
    '-v',
    '/var/run:/r',
    BUSY,
    '/bin/sh',
    '-c',
    'exit 0',
  ])
  const expected = Object.fromEntries(Object.entries(kinds).map(([name, [, rules]]) => [name, [...rules]]))
  expect(await told({ from: 'docker', 'docker-host': dockerd.address })).toEqual({
    ...expected,
    created: ['MOUNT-004 critical ESC-015'],
    ended: ['MOUNT-001 critical ESC-015'],
  })
})

test('docker 29, and its containers as containerd has them', async () => {
  await using dockerd = await startDockerd29()
  await dockerd.docker(['load', '-i', archive])
  for (const name of ['usual', 'strong', 'admin', 'etc'])
    await dockerd.docker(['run', '-d', '--name', name, '--network', 'none', ...(KINDS[name]?.[0] ?? []), BUSY])
  const names = ['usual', 'strong', 'admin', 'etc'].map((name) => [name, [...(KINDS[name]?.[1] ?? [])]])
  expect(await told({ from: 'docker', 'docker-host': dockerd.address })).toEqual(Object.fromEntries(names))
  const found = await told({ from: 'containerd', 'containerd-socket': dockerd.containerd.socket, namespace: 'moby' })
  expect(Object.values(found).flat().sort()).toEqual([
    'ESC-001 critical',
    'ESC-002 critical',
    'MOUNT-004 critical ESC-015',
  ])
  // The programs of daemons that run are known, wherever they are, and none is run for it.
  const [host] = await discoverAll(hostTarget, [])
  if (host === undefined || !('entity' in host) || host.entity.kind !== 'host') throw new Error('no host')
  const { runtimes = [], daemons = [] } = host.entity.machine
  expect(runtimes.some(({ name, version }) => name === 'runc' && version === '1.2.9')).toBe(true)
  expect(daemons.find(({ name }) => name === 'docker')).toMatchObject({ isRunning: true })
  await host.entity.close?.()
})

test('containerd: the usual, the privileged, and a bind', async () => {
  await using containerd = await startContainerd()
  await containerd.ctr(['images', 'import', oci])
  await containerd.ctr(['run', '-d', BUSY, 'usual'])
  await containerd.ctr(['run', '-d', '--privileged', BUSY, 'strong'])
  await containerd.ctr(['run', '-d', '--mount', 'type=bind,src=/etc,dst=/e,options=rbind:rw', BUSY, 'etc'])
  try {
    expect(await told({ from: 'containerd', 'containerd-socket': containerd.socket })).toEqual({
      usual: [],
      strong: ['ESC-001 critical'],
      etc: ['MOUNT-004 critical ESC-015'],
    })
  } finally {
    for (const name of ['usual', 'strong', 'etc']) await containerd.ctr(['tasks', 'rm', '--force', name])
  }
})

test.each(['service', 'storage'])('podman by its %s', async (way) => {
  await using podman = await startPodman()
  await podman.podman(['load', '-i', archive])
  const names = ['usual', 'careful', 'strong', 'reader', 'open', 'etc']
  const limits = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024']
  for (const name of names)
    await podman.podman([
      'run',
      '-d',
      '--name',
      name,
      '--network',
      'none',
      ...limits,
      ...(KINDS[name]?.[0] ?? []),
      BUSY,
    ])
  const options = {
    from: 'podman',
    ...(way === 'service' ? { 'podman-host': podman.address } : { 'storage-root': podman.storage }),
  }
  // The runtime's configuration has no word for who asked for no filter.
  const expected = names.map((name) => [
    name,
    way === 'storage' && name === 'open' ? [] : [...(KINDS[name]?.[1] ?? [])],
  ])
  expect(await told(options)).toEqual(Object.fromEntries(expected))
})
