import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { coveredProcesses, unlistedProcesses } from './hidden-processes.ts'
import { readDescriptors, readSockets } from './open-files.ts'
import { readProcesses } from './processes.ts'

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const row = (local: string, remote: string, state: string, inode: number): string =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0 0 10 0\n`

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-proc-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

test('addresses of sockets, of both families', () => {
  const folder = folderWith({
    tcp: `${HEAD}${row('0100007F:1F90', '0A00000A:115C', '01', 7)}${row('00000000:0050', '00000000:0000', '0A', 8)}`,
    tcp6: `${HEAD}${row('00000000000000000000000001000000:0050', 'B80D0120000000000000000001000000:01BB', '02', 9)}${row('0000000000000000FFFF00000100007F:0016', '0000000000000000FFFF00000200007F:9C40', '01', 10)}`,
    udp: 'broken\nnothing here\n',
  })
  try {
    expect(Object.fromEntries(readSockets(folder))).toEqual({
      7: { protocol: 'tcp', local: '127.0.0.1:8080', remote: '10.0.0.10:4444', state: 'ESTABLISHED' },
      8: { protocol: 'tcp', local: '0.0.0.0:80', remote: '0.0.0.0:0', state: 'LISTEN' },
      9: { protocol: 'tcp6', local: '[::1]:80', remote: '[2001:db8::1]:443', state: 'SYN_SENT' },
      10: { protocol: 'tcp6', local: '127.0.0.1:22', remote: '127.0.0.2:40000', state: 'ESTABLISHED' },
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a process that the list lacks, and one with something mounted over its folder', () => {
  const folder = folderWith({
    'proc/1/status': 'Name:\tinit\n',
    'proc/1/task/1/children': '7 8 ',
    'proc/1/cgroup': '0::/docker/x\n',
    'proc/7/status': 'Name:\ta\n',
    'proc/8/status': 'Name:\tb\n',
    'proc/8/task/8/children': '9',
    'proc/9/status': 'Name:\tc\n',
    'proc/10/status': 'Name:\td\n',
    'sys/fs/cgroup/docker/x/cgroup.procs': '1\n7\n10\n11\n',
    'proc/1/mountinfo':
      '1 2 0:1 / / rw - overlay o rw\n3 1 0:2 / /proc/7 rw - tmpfs t rw\n4 1 0:3 / /proc/kcore rw - tmpfs t rw\n',
  })
  try {
    const proc = join(folder, 'proc')
    // The ninth was started since the list was read, and is in it by now.
    const found = unlistedProcesses(proc, 1, { listed: new Set([1, 7]), list: () => ['1', '7', '9'] })
    expect(found.toSorted((a, b) => a - b)).toEqual([8, 10])
    expect([...coveredProcesses(proc, 1)]).toEqual([7])
    symlinkSync('pipe:[1]', join(proc, '8', 'exe'))
    expect(readDescriptors(join(proc, '8'), new Map())).toBeUndefined()
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.runIf(platform() === 'linux')('a shell on a connection: its descriptors and where they lead', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const connected = new Promise((resolve) => server.once('connection', resolve))
  const child = spawn('bash', ['-c', `exec sleep 100 <>/dev/tcp/127.0.0.1/${port} >&0 2>&1`], { detached: true })
  try {
    await connected
    await expect
      .poll(() => readDescriptors(`/proc/${child.pid}`, new Map())?.[1]?.connection?.remote)
      .toBe(`127.0.0.1:${port}`)
    const [first] = readProcesses({ proc: '/proc', pid: child.pid!, marks: ['/'] }) ?? []
    expect(first?.descriptors?.slice(0, 3).map(({ fd, connection }) => [fd, connection?.state])).toEqual([
      [0, 'ESTABLISHED'],
      [1, 'ESTABLISHED'],
      [2, 'ESTABLISHED'],
    ])
  } finally {
    process.kill(-child.pid!, 'SIGKILL')
    server.close()
  }
})
