import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Container } from '@veinmind/sdk'
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
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { containerTarget } from '../src/index.ts'
import { discover, runnableImage, scanFound } from './support.ts'

const folder = temporaryFolder('facts')
const [archive, oci] = [join(folder, 'busy.tar'), join(folder, 'oci.tar')]
beforeAll(async () => {
  const image = await runnableImage('registry.local/busy:1')
  // Only what is mounted as shared can be propagated.
  await run('mount', ['--bind', folder, folder])
  await run('mount', ['--make-shared', folder])
  writeFileSync(archive, dockerArchive(image))
  writeFileSync(oci, ociArchive(image))
})
afterAll(async () => {
  await run('umount', [folder])
  removeTemporary(folder)
})

/** A container by its name, as it is now. */
async function one(name: string, options: Record<string, unknown>): Promise<Container> {
  const [found] = await discover(containerTarget, [name], options)
  if (found === undefined || !('entity' in found) || found.entity.kind !== 'container')
    throw new Error(`no container: ${JSON.stringify(found)}`)
  await found.entity.close?.()
  return found.entity
}

const BUSY = 'registry.local/busy:1'
const CONFINED = [
  '--security-opt',
  'seccomp=unconfined',
  '--security-opt',
  'apparmor=unconfined',
  '--security-opt',
  'no-new-privileges',
  '--read-only',
  '--cap-drop',
  'ALL',
  '--cap-add',
  'NET_ADMIN',
  '--pids-limit',
  '50',
  '--memory',
  '64m',
  '--ipc',
  'host',
  '--uts',
  'host',
  '--user',
  '1:2',
  '--workdir',
  '/tmp',
  '-v',
  `${folder}:/mnt:ro,rslave`,
]
const CONFINEMENT = {
  user: '1:2',
  workingDir: '/tmp',
  security: {
    privileged: false,
    seccomp: 'unconfined',
    noNewPrivileges: true,
    readOnlyRootfs: true,
    addedCapabilities: ['CAP_NET_ADMIN'],
    namespaces: { ipc: 'host', uts: 'host', pid: 'private' },
  },
  mounts: expect.arrayContaining([
    expect.objectContaining({ source: folder, destination: '/mnt', readOnly: true, propagation: 'rslave' }),
  ]),
}

test('docker 20.10: restarting, dead and created containers; confinement, ports and logs', async () => {
  await using dockerd = await startDockerd()
  const options = { from: 'docker', 'docker-host': dockerd.address }
  await dockerd.docker(['load', '-i', archive])
  await dockerd.docker([
    'run',
    '-d',
    '--name',
    'confined',
    '--network',
    'none',
    '--security-opt',
    'label=type:web_t',
    ...CONFINED,
    BUSY,
  ])
  expect(await one('confined', options)).toMatchObject({
    ...CONFINEMENT,
    limits: { Memory: 64 * 1024 * 1024, PidsLimit: 50 },
    security: { ...CONFINEMENT.security, droppedCapabilities: ['ALL'], appArmor: 'unconfined', seLinux: 'type:web_t' },
    logPath: expect.stringMatching(new RegExp(`^${dockerd.dataRoot}/containers/.*-json\\.log$`)),
    processes: [{ uids: [1, 1, 1, 1], gids: [2, 2, 2, 2], capabilities: { bounding: ['CAP_NET_ADMIN'] } }],
    missing: [],
  })
  await dockerd.docker([
    'create',
    '--name',
    'ports',
    '-p',
    '127.0.0.1:8080:80',
    '-p',
    '53:53/udp',
    '--expose',
    '443',
    BUSY,
  ])
  expect((await one('ports', options)).ports.toSorted()).toEqual([
    '0.0.0.0:53->53/udp',
    '127.0.0.1:8080->80/tcp',
    '443/tcp',
  ])

  await dockerd.docker([
    'run',
    '-d',
    '--name',
    'again',
    '--restart',
    'always',
    '--network',
    'host',
    BUSY,
    '/bin/sh',
    '-c',
    'exit 3',
  ])
  const restarting = await untilState('again', 'restarting', options)
  expect(restarting).toMatchObject({
    missing: [{ what: 'processes', reason: 'it has ended and is about to be started again' }],
  })
  await dockerd.docker(['rm', '-f', 'again'])

  // What cannot be removed is dead.
  await dockerd.docker(['create', '--name', 'dead', '--network', 'host', BUSY])
  const { id } = await one('dead', options)
  const file = join(dockerd.dataRoot, 'containers', id, 'hostconfig.json')
  await run('chattr', ['+i', file])
  try {
    await dockerd.docker(['rm', 'dead'], { allow: [1] })
    expect(await one('dead', options)).toMatchObject({ state: 'dead' })
    const report = await scanFound(await discover(containerTarget, ['dead', 'ports'], options))
    expect(report.targets.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['dead', 'partial'],
      ['ports', 'ok'],
    ])
    expect(report.errors).toMatchObject([{ target: 'dead' }])
  } finally {
    await run('chattr', ['-i', file])
  }
})

async function untilState(
  name: string,
  state: Container['state'],
  options: Record<string, unknown>,
): Promise<Container> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const container = await one(name, options)
    if (container.state === state) return container
    await sleep(20)
  }
  throw new Error(`${name} is never ${state}`)
}

test('a privileged container that runs: docker 29 says it, containerd’s configuration shows it', async () => {
  await using dockerd = await startDockerd29()
  await dockerd.docker(['load', '-i', archive])
  await dockerd.docker(['run', '-d', '--name', 'strong', '--privileged', '--network', 'host', BUSY])
  const docker = await one('strong', { from: 'docker', 'docker-host': dockerd.address })
  expect(docker).toMatchObject({ state: 'running', security: { privileged: true, seccomp: 'unconfined' }, missing: [] })
  expect(docker.processes?.[0]?.capabilities?.['effective']).toContain('CAP_SYS_ADMIN')
  // Docker's containers as containerd has them.
  const options = { from: 'containerd', 'containerd-socket': dockerd.containerd.socket, namespace: 'moby' }
  expect(await one(docker.id, options)).toMatchObject({ state: 'running', security: { privileged: true } })
  await dockerd.docker(['run', '-d', '--name', 'weak', '--network', 'host', BUSY])
  const { id } = await one('weak', { from: 'docker', 'docker-host': dockerd.address })
  expect(await one(id, options)).toMatchObject({
    security: { privileged: false, seccomp: 'custom', addedCapabilities: [], droppedCapabilities: [] },
  })
})

test('containerd 1.6: privileged, paused, ended; limits, ports and names by labels', async () => {
  await using containerd = await startContainerd()
  const options = { from: 'containerd', 'containerd-socket': containerd.socket }
  await containerd.ctr(['images', 'import', oci])
  const labels = [
    '--label',
    'nerdctl/name=web',
    '--label',
    'nerdctl/ports=[{"HostPort":8080,"ContainerPort":80,"Protocol":"tcp","HostIP":"0.0.0.0"}]',
  ]
  await containerd.ctr(['run', '-d', '--privileged', '--net-host', ...labels, BUSY, 'strong'])
  await containerd.ctr([
    'run',
    '-d',
    '--snapshotter',
    'native',
    '--net-host',
    BUSY,
    'copied',
    '/bin/sh',
    '-c',
    'rm /etc/gone; mkdir /srv; echo a > /srv/new; exec sleep 1000',
  ])
  await containerd.ctr(['run', '-d', '--seccomp', '--memory-limit', '67108864', BUSY, 'weak'])
  try {
    await vi.waitFor(async () => {
      const entries = await Array.fromAsync((await one('copied', options)).changes!.entries())
      expect(entries.filter(({ type }) => type === 'file').map(({ path }) => path)).toEqual([
        '/etc/.wh.gone',
        '/etc/hosts',
        '/etc/resolv.conf',
        '/srv/new',
      ])
    }, 10_000)
    expect(await one('web', options)).toMatchObject({
      id: 'strong',
      state: 'running',
      ports: ['0.0.0.0:8080->80/tcp'],
      security: { privileged: true, seccomp: 'unconfined', namespaces: { network: 'host' } },
    })
    await containerd.ctr(['tasks', 'pause', 'weak'])
    expect(await one('weak', options)).toMatchObject({
      state: 'paused',
      processes: [{ pid: 1, args: ['/bin/sleep', '1000'] }],
      security: { privileged: false, seccomp: 'custom', namespaces: { network: 'private', pid: 'private' } },
      limits: { memory: { limit: 67_108_864 } },
      missing: [],
    })
    await containerd.ctr(['tasks', 'resume', 'weak'])
    await containerd.ctr(['tasks', 'kill', '--signal', 'SIGKILL', 'weak'])
    expect((await untilState('weak', 'exited', options)).processes).toBeUndefined()
  } finally {
    for (const name of ['strong', 'weak', 'copied']) await containerd.ctr(['tasks', 'rm', '--force', name])
  }
})

const LIMITS = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024']

test.each(['service', 'storage'])('podman by its %s: states, confinement, ports and logs', async (way) => {
  await using podman = await startPodman()
  const options = {
    from: 'podman',
    ...(way === 'service' ? { 'podman-host': podman.address } : { 'storage-root': podman.storage }),
  }
  await podman.podman(['load', '-i', archive])
  await podman.podman(['run', '-d', '--name', 'confined', '--network', 'none', ...LIMITS, ...CONFINED, BUSY])
  expect(await one('confined', options)).toMatchObject({
    ...CONFINEMENT,
    // Podman 4.3 itself says of a shared namespace of this kind that it could be shared.
    ...(way === 'service'
      ? { security: { ...CONFINEMENT.security, namespaces: { uts: 'host', pid: 'private' } } }
      : {}),
    limits:
      way === 'service'
        ? { Memory: 64 * 1024 * 1024, PidsLimit: 50 }
        : { memory: { limit: 64 * 1024 * 1024 }, pids: { limit: 50 } },
    logPath: expect.stringContaining('/userdata/ctr.log'),
    processes: [{ uids: [1, 1, 1, 1], capabilities: { bounding: ['CAP_NET_ADMIN'] } }],
    missing: [],
  })
  await podman.podman(['pause', 'confined'])
  expect(await one('confined', options)).toMatchObject({ state: 'paused', processes: [{ pid: 1 }] })
  await podman.podman(['unpause', 'confined'])
  await podman.podman([
    'create',
    '--name',
    'ports',
    '-p',
    '127.0.0.1:8080:80',
    '-v',
    'data:/data:ro',
    '--privileged',
    '-e',
    'A=b',
    BUSY,
  ])
  const created = await one('ports', options)
  expect(created).toMatchObject({
    state: 'created',
    ports: ['127.0.0.1:8080->80/tcp'],
    security: { privileged: true },
    args: ['/bin/sleep', '1000'],
    missing: [],
  })
  expect(created.env).toContain('A=b')
  expect(created.mounts).toContainEqual(
    expect.objectContaining({
      type: 'volume',
      source: join(podman.storage, 'volumes/data/_data'),
      destination: '/data',
      readOnly: true,
    }),
  )
  await podman.podman(['run', '--name', 'ended', '--network', 'host', ...LIMITS, BUSY, '/bin/sh', '-c', 'exit 3'], {
    allow: [3],
  })
  expect(await one('ended', options)).toMatchObject({ state: 'exited' })
  await podman.podman(['run', '-d', '--name', 'strong', '--privileged', '--network', 'host', ...LIMITS, BUSY])
  expect(await one('strong', options)).toMatchObject({
    state: 'running',
    security: { privileged: true, seccomp: 'unconfined' },
  })
})
