import { pluginContract, scanWith } from '@veinmind/plugin-testing'
import type { Container, ContainerSecurity, JsonObject, Machine, Mount } from '@veinmind/sdk'
import { machine as machineFact } from '@veinmind/sdk'
import { buildContainer, buildHost } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { USUAL_CAPABILITIES } from './confinement/confinement.ts'
import escape from './index.ts'

const USUAL: ContainerSecurity = {
  privileged: false,
  capabilities: [...USUAL_CAPABILITIES],
  seccomp: 'default',
  appArmor: 'docker-default',
  noNewPrivileges: false,
  namespaces: { pid: 'private', network: 'private', ipc: 'private', uts: 'private', user: 'host', cgroup: 'private' },
  maskedPaths: ['/proc/kcore'],
  readonlyPaths: ['/proc/sys'],
  devices: [],
  deviceRules: ['c 1:3 rwm', 'c 136:* rwm'],
}
const MACHINE: Machine = {
  hostname: 'node-1',
  platform: 'linux',
  architecture: 'x64',
  kernel: '6.1.0-40-amd64',
  kernelPackage: { distribution: 'debian', version: '6.1.180-1', base: '6.1.180' },
  securityModules: ['apparmor'],
  cgroup: 2,
}

interface Made {
  readonly security?: Partial<ContainerSecurity>
  readonly options?: readonly string[]
  readonly mounts?: readonly Mount[]
  readonly env?: readonly string[]
  readonly machine?: Partial<Machine>
}

const made = ({ security, options = [], mounts = [], env = [], machine }: Made = {}): Container =>
  buildContainer({
    security: { ...USUAL, ...security },
    mounts,
    env,
    raw: { HostConfig: { SecurityOpt: options } } satisfies JsonObject,
    facts: { [machineFact.id]: { ...MACHINE, ...machine } },
  })
const withCapability = (name: string, more: Partial<ContainerSecurity> = {}): Made => ({
  security: { capabilities: [...USUAL_CAPABILITIES, `CAP_${name}`], ...more },
})
const shared = (name: string): Partial<ContainerSecurity> => ({ namespaces: { ...USUAL.namespaces, [name]: 'host' } })
const bind = (source: string, more: Partial<Mount> = {}): Mount => ({
  type: 'bind',
  source,
  destination: '/x',
  options: [],
  readOnly: false,
  ...more,
})

async function told(container: Container): Promise<readonly string[]> {
  const { findings } = await scanWith(escape, container)
  return findings.map(({ rule, severity }) => `${rule.id} ${severity}`).sort()
}

test('a default container has no finding, of any runtime, with or without a machine', async () => {
  expect(await told(made())).toEqual([])
  expect(await told(buildContainer({ security: USUAL }))).toEqual([])
  const spec = { ...USUAL, seccomp: 'unconfined', capabilities: [...USUAL_CAPABILITIES] }
  expect(await told({ ...buildContainer({ security: spec }), runtime: 'containerd' })).toEqual([])
  const cgroup1 = { ...USUAL.namespaces, cgroup: 'host' }
  expect(await told(made({ security: { namespaces: cgroup1 }, machine: { cgroup: 1 } }))).toEqual([])
  expect(await told(made({ security: { readOnlyRootfs: true, noNewPrivileges: true, capabilities: [] } }))).toEqual([])
})

const CASES: readonly (readonly [string, Made, readonly string[]])[] = [
  ['privileged', { security: { privileged: true, seccomp: 'unconfined' } }, ['ESC-001 critical']],
  ['SYS_ADMIN below AppArmor', withCapability('SYS_ADMIN'), ['ESC-002 high']],
  ['SYS_ADMIN without', { ...withCapability('SYS_ADMIN'), machine: { securityModules: [] } }, ['ESC-002 critical']],
  ['DAC_READ_SEARCH', withCapability('DAC_READ_SEARCH'), ['ESC-003 high']],
  ['SYS_MODULE', withCapability('SYS_MODULE'), ['ESC-004 critical']],
  ['SYS_PTRACE alone', withCapability('SYS_PTRACE'), ['ESC-006 low']],
  ['SYS_PTRACE and pid=host', withCapability('SYS_PTRACE', shared('pid')), ['ESC-005 critical', 'ESC-007 high']],
  ['NET_ADMIN', withCapability('NET_ADMIN'), ['ESC-006 medium']],
  ['NET_ADMIN and network=host', withCapability('NET_ADMIN', shared('network')), ['ESC-006 high', 'ESC-007 medium']],
  ['a capability that gives nothing', withCapability('WAKE_ALARM'), []],
  [
    'every capability',
    { security: { capabilities: Array.from({ length: 41 }, (_, at) => `CAP_${at}`) } },
    ['ESC-006 critical'],
  ],
  ...(['pid', 'network', 'ipc', 'uts', 'cgroup'] as const).map((name): readonly [string, Made, readonly string[]] => [
    `${name}=host`,
    { security: shared(name) },
    [`ESC-007 ${{ pid: 'high', network: 'medium', ipc: 'medium', uts: 'low', cgroup: 'low' }[name]}`],
  ]),
  ['a namespace of another container', { security: { namespaces: { ...USUAL.namespaces, pid: 'container:abc' } } }, []],
  ['seccomp=unconfined', { security: { seccomp: 'unconfined' }, options: ['seccomp=unconfined'] }, ['ESC-008 medium']],
  ['an engine without a filter', { security: { seccomp: 'unconfined' } }, []],
  [
    'seccomp=unconfined and BPF',
    { ...withCapability('BPF', { seccomp: 'unconfined' }), options: ['seccomp:unconfined'] },
    ['ESC-006 high', 'ESC-008 high'],
  ],
  ['apparmor=unconfined', { options: ['apparmor=unconfined'] }, ['ESC-009 medium']],
  ['apparmor=unconfined, and no AppArmor', { options: ['apparmor=unconfined'], machine: { securityModules: [] } }, []],
  ['label=disable', { options: ['label=disable'], machine: { securityModules: ['selinux'] } }, ['ESC-010 medium']],
  ['masked paths shown', { security: { maskedPaths: [] } }, ['ESC-011 medium']],
  [
    'paths that may be written',
    { security: { maskedPaths: [], readonlyPaths: [] }, machine: { securityModules: [] } },
    ['ESC-011 critical'],
  ],
  ['a disk', { security: { devices: [{ path: '/dev/sda', access: 'rwm' }] } }, ['ESC-012 critical']],
  [
    'a disk, to read',
    { security: { devices: [{ path: '/d', source: '/dev/nvme0n1', access: 'r' }] } },
    ['ESC-012 high'],
  ],
  [
    'memory',
    { security: { devices: [{ path: '/m', type: 'character', major: 1, minor: 1, access: 'r' }] } },
    ['ESC-012 critical'],
  ],
  ['a network tunnel', { security: { devices: [{ path: '/dev/net/tun', access: 'rwm' }] } }, []],
  ['every device in the device cgroup', { security: { deviceRules: ['a *:* rwm'] } }, ['ESC-012 critical']],
  ['disks, without MKNOD', { security: { deviceRules: ['b 8:* r'], capabilities: [] } }, ['ESC-012 medium']],
  [
    'cgroup v1 that may be written',
    { security: { kernelMounts: [bind('cgroup', { type: 'cgroup', destination: '/sys/fs/cgroup/memory' })] } },
    ['ESC-013 high'],
  ],
  ['the API of docker', { env: ['DOCKER_HOST=tcp://10.0.0.1:2375'] }, ['ESC-014 high']],
  ['the API of docker with TLS', { env: ['DOCKER_HOST=tcp://d:2376', 'DOCKER_TLS_VERIFY=1'] }, ['ESC-014 medium']],
  [
    'in a user namespace',
    { security: { privileged: true, userMap: [{ inside: 0, outside: 1e5, count: 65_536 }] } },
    ['ESC-001 medium'],
  ],
  ['the socket of an engine', { mounts: [bind('/run/docker.sock', { readOnly: true })] }, ['ESC-015 critical']],
  ['/etc, writable', { mounts: [bind('/etc')] }, ['ESC-015 critical']],
  ['/etc, read-only', { mounts: [bind('/etc', { readOnly: true })] }, []],
  ['data', { mounts: [bind('/srv')] }, []],
]

test.each(CASES)('%s', async (_name, container, expected) => {
  expect(await told(made(container))).toEqual(expected)
})

test('E2, E9: a flaw of the kernel is told once, of the machine; a container is told what it adds', async () => {
  const old: Partial<Machine> = {
    kernel: '5.10.20',
    kernelPackage: { distribution: 'mainline', version: '5.10.20', base: '5.10.20' },
  }
  const host = await scanWith(escape, buildHost({ machine: { ...MACHINE, ...old } }))
  const flaws = host.findings.map(({ evidence }) => evidence?.slice(0, 14).trim())
  expect(flaws).toEqual(expect.arrayContaining(['CVE-2022-0847', 'CVE-2021-22555', 'CVE-2024-1086']))
  expect(await told(made({ machine: old }))).toEqual([])
  const opened = await scanWith(escape, made({ ...withCapability('NET_ADMIN'), machine: old }))
  const ids = opened.findings.filter(({ rule }) => rule.id === 'ESC-016').map(({ evidence }) => evidence ?? '')
  expect(ids.some((text) => text.startsWith('CVE-2021-22555'))).toBe(true)
  expect(ids.some((text) => text.startsWith('CVE-2022-0847'))).toBe(false)
  const [asset] = opened.assets
  const verdicts = asset?.detail['flaws'] as readonly {
    readonly id: string
    readonly is: string
    readonly because: string
  }[]
  const saidOf = (id: string): string | undefined => verdicts.find((one) => one.id === id)?.is
  expect([saidOf('CVE-2022-0847'), saidOf('CVE-2022-0185'), saidOf('CVE-2022-0492'), saidOf('CVE-2016-5195')]).toEqual([
    'exposed',
    'needs',
    'not exposed',
    'not exposed',
  ])
})

test('E3, E4: usual capabilities are nothing, and containers do not inherit from those before them', async () => {
  expect(await told(made(withCapability('SYS_MODULE')))).toEqual(['ESC-004 critical'])
  expect(await told(made({ security: { capabilities: ['CAP_DAC_OVERRIDE'] } }))).toEqual([])
})

test('E8: docker’s API on the network, by unit, drop-in, file or process, once; TLS, loopback and sockets are judged as they are', async () => {
  const daemon = (name: string, settings: Record<string, readonly string[]>): Machine['daemons'] => [
    {
      name,
      isRunning: true,
      settings: Object.entries(settings).flatMap(([flag, values]) =>
        values.map((value, at) => ({
          name: flag,
          value,
          from: at % 2 ? 'process 7' : '/etc/docker/daemon.json',
          line: at + 1,
        })),
      ),
    },
  ]
  const hostWith = async (daemons: Machine['daemons']): Promise<readonly string[]> => {
    const { findings } = await scanWith(escape, buildHost({ machine: { ...MACHINE, ...(daemons ? { daemons } : {}) } }))
    return findings.map(({ rule, severity, locations }) => `${rule.id} ${severity} ${locations.length}`)
  }
  expect(await hostWith(daemon('docker', { host: ['tcp://0.0.0.0:2375', 'tcp://0.0.0.0:2375', 'fd://'] }))).toEqual([
    'ESC-103 critical 2',
  ])
  expect(await hostWith(daemon('docker', { host: ['tcp://127.0.0.1:2375'] }))).toEqual(['ESC-103 high 1'])
  expect(await hostWith(daemon('docker', { host: ['tcp://0.0.0.0:2376'], tlsverify: ['true'] }))).toEqual([])
  expect(await hostWith(daemon('docker', { host: ['tcp://0.0.0.0:2376'], tls: ['true'] }))).toEqual([
    'ESC-103 critical 1',
  ])
  expect(await hostWith(daemon('docker', { host: ['unix:///run/docker.sock'] }))).toEqual([])
  expect(await hostWith(daemon('docker', { 'seccomp-profile': ['unconfined'] }))).toEqual(['ESC-105 high 1'])
  expect(
    await hostWith(daemon('kubelet', { 'anonymous-auth': ['true'], 'authorization-mode': ['AlwaysAllow'] })),
  ).toEqual(['ESC-104 critical 2'])
  expect(await hostWith(daemon('kubelet', { 'read-only-port': ['10255'], 'anonymous-auth': ['false'] }))).toEqual([
    'ESC-104 medium 1',
  ])
  expect(await hostWith([])).toEqual([])
})

test('E1, E5–E7: descriptions with nothing in them, and hostile ones, crash nothing', async () => {
  const empty = buildContainer({ security: { namespaces: {} }, raw: { HostConfig: null, process: null, linux: [] } })
  expect(await told(empty)).toEqual([])
  const strange = made({
    security: { deviceRules: ['', 'x', 'a'], devices: [{ path: '', access: '' }] },
    machine: { kernel: '' },
  })
  expect((await scanWith(escape, strange)).errors).toEqual([])
})

pluginContract(escape, {
  samples: [made({ security: { privileged: true } }), made({ mounts: [bind('/etc')] })],
})
