import { buildHost } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { flagsOf, wordsOf } from './command-flags.ts'
import { readDaemons } from './read-daemons.ts'
import type { RunningProgram } from './running-programs.ts'

const daemonsOf = (files: Record<string, string>, running: readonly RunningProgram[] = []) =>
  readDaemons(buildHost({ files }).files, running)

test('flags in every form that docker takes', () => {
  for (const words of [
    '-H tcp://0.0.0.0:1',
    '-H=tcp://0.0.0.0:1',
    '-Htcp://0.0.0.0:1',
    '--host tcp://0.0.0.0:1',
    '--host=tcp://0.0.0.0:1',
  ])
    expect(flagsOf(wordsOf(`dockerd ${words} --tlsverify`))).toEqual([
      { name: 'host', value: 'tcp://0.0.0.0:1' },
      { name: 'tlsverify', value: 'true' },
    ])
})

test('units, what takes them back, drop-ins, variables, sockets and daemon.json are one command line', async () => {
  const [docker] = await daemonsOf({
    '/lib/systemd/system/docker.service': '[Service]\nExecStart=/usr/bin/dockerd -H tcp://1.1.1.1:1\n',
    '/etc/systemd/system/docker.service.d/10-a.conf':
      '[Service]\nExecStart=\nExecStart=/usr/bin/dockerd -H fd:// \\\n  $DOCKER_OPTS\n',
    '/usr/lib/systemd/system/docker.service.d/05-env.conf':
      '[Service]\nEnvironmentFile=-/etc/sysconfig/docker\n# EnvironmentFile=/x\n',
    '/etc/sysconfig/docker': 'DOCKER_OPTS="-H tcp://2.2.2.2:2 --registry-mirror=https://user:secret@m"\n',
    '/lib/systemd/system/docker.socket': '[Socket]\nListenStream=/run/docker.sock\nListenStream=2375\n',
    '/etc/docker/daemon.json':
      '{"hosts":["tcp://3.3.3.3:3"],"userns-remap":"default","proxies":{"http-proxy":"http://u:p@x"}}',
    '/etc/default/docker': '# DOCKER_OPTS="-H tcp://9"\n',
  })
  expect(docker?.settings).toEqual([
    { name: 'host', value: 'fd://', from: '/etc/systemd/system/docker.service.d/10-a.conf', line: 3 },
    { name: 'host', value: 'tcp://2.2.2.2:2', from: '/etc/systemd/system/docker.service.d/10-a.conf', line: 3 },
    { name: 'host', value: 'tcp://0.0.0.0:2375', from: '/lib/systemd/system/docker.socket', line: 3 },
    { name: 'host', value: 'tcp://3.3.3.3:3', from: '/etc/docker/daemon.json' },
    { name: 'userns-remap', value: 'default', from: '/etc/docker/daemon.json' },
  ])
  expect(docker?.isRunning).toBe(false)
})

test('a process that runs, its own configuration file, kubelet’s file, podman’s service, containerd’s address', async () => {
  const daemons = await daemonsOf(
    {
      '/srv/d.json': '{"hosts":["tcp://4.4.4.4:4"]}',
      '/var/lib/kubelet/config.yaml':
        'authentication:\n  anonymous:\n    enabled: true\nauthorization:\n  mode: AlwaysAllow\nreadOnlyPort: 10255\nenabled: x\n',
      '/etc/containerd/config.toml': '[grpc]\n  tcp_address = "0.0.0.0:5000"\n  tcp_address_x = "1"\n',
    },
    [
      { pid: 7, program: 'dockerd', args: ['--config-file', '/srv/d.json'] },
      { pid: 8, program: 'podman', args: ['system', 'service', '--time=0', 'tcp://0.0.0.0:8888'] },
    ],
  )
  expect(
    daemons.map(({ name, isRunning, settings }) => [
      name,
      isRunning,
      settings.map((one) => `${one.name}=${one.value}`),
    ]),
  ).toEqual([
    ['docker', true, ['config-file=/srv/d.json', 'host=tcp://4.4.4.4:4']],
    ['containerd', false, ['host=tcp://0.0.0.0:5000']],
    ['podman', true, ['host=tcp://0.0.0.0:8888']],
    ['kubelet', false, ['anonymous-auth=true', 'authorization-mode=AlwaysAllow', 'read-only-port=10255']],
  ])
})

test('files that are none of these, and hostile ones, are nothing', async () => {
  expect(
    await daemonsOf({
      '/etc/docker/daemon.json': '{"hosts": [',
      '/lib/systemd/system/docker.service': `${'a'.repeat(200_000)}\n=\n\\\n\\`,
      '/var/lib/kubelet/config.yaml': ' '.repeat(100_000),
    }),
  ).toEqual([])
})
