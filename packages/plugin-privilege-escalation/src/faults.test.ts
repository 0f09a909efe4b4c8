import { scanWith } from '@veinmind/plugin-testing'
import type { Finding } from '@veinmind/report'
import { buildContainer, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { sampleImage } from '../test/sample-image.ts'
import plugin from './index.ts'
import type { Sample } from './rules/index.ts'

// Faults of the original, by their numbers: that each is absent here.

const PW = 'root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n'

async function found(sample: Sample): Promise<readonly Finding[]> {
  return (await scanWith(plugin, sampleImage(sample), { workers: 0 })).findings
}

const idsAt = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ rule, locations }) => `${rule.id} ${locations.map(({ path }) => path).join(' ')}`)

test('P1: the type is Escalation, with the program, its path and the means', async () => {
  const [finding] = await found({ files: { 'usr/bin/bash': { mode: '4755' } } })
  expect(finding).toMatchObject({
    type: 'Escalation',
    detail: { binName: 'bash', filePath: '/usr/bin/bash', mod: 'SUID' },
  })
})

test('P2: capabilities of files, of both revisions', async () => {
  const [v2, v3] = ['0100000280000000000000000000000000000000', '010000038000000000000000000000000000000000000000']
  const findings = await found({
    files: {
      'opt/a': { mode: '0755', content: 'a', xattrs: { 'security.capability': v2 ?? '' } },
      'opt/b': { mode: '0755', content: 'b', xattrs: { 'security.capability': v3 ?? '' } },
    },
  })
  expect(idsAt(findings)).toEqual(['PRIV-021 /opt/a', 'PRIV-021 /opt/b'])
})

test('P3: set-user-ID anywhere, unknown programs, and names with versions', async () => {
  const paths = [
    'usr/libexec/x',
    'opt/y',
    'srv/z',
    'usr/bin/python3.11',
    'usr/bin/vim.basic',
    'opt/perl5.36',
    'snap/a/b',
  ]
  const files = Object.fromEntries(paths.map((path) => [path, { mode: '4755', content: path }]))
  expect(new Set((await found({ files })).map(({ locations }) => locations[0]?.path))).toEqual(
    new Set(paths.map((path) => `/${path}`)),
  )
})

test('P4: a grant is what sudo takes it for: whole names, negation, includes, aliases, groups, NOPASSWD', async () => {
  const findings = await found({
    files: {
      'etc/passwd': PW,
      'etc/group': 'ops:x:5:app\n',
      'usr/bin/vi': '',
      'usr/bin/vimx': '',
      'etc/sudoers':
        'Cmnd_Alias EDIT = /usr/bin/vimx\nroot ALL=(ALL) ALL\n%ops\tALL =  EDIT\napp ALL = NOPASSWD: !/usr/bin/vi\n@includedir /etc/sudoers.d\n',
      'etc/sudoers.d/extra': 'app ALL=(ALL)   NOPASSWD:\tALL\n',
    },
  })
  expect(idsAt(findings)).toEqual(['PRIV-040 /etc/sudoers.d/extra'])
  expect(findings[0]?.evidence).toBe('app may run everything as root (NOPASSWD)')
})

test('P5: one finding a program, whatever its examples, names and links', async () => {
  const findings = await found({
    files: {
      bin: { symlink: 'usr/bin' },
      'usr/bin/vim': { mode: '4755', content: 'one' },
      'usr/bin/vim.basic': { mode: '4755', content: 'one' },
    },
  })
  expect(idsAt(findings)).toEqual(['PRIV-002 /usr/bin/vim /usr/bin/vim.basic'])
})

test('P6: who may run it, who is there, nosuid, no_new_privs, and set-group-ID count', async () => {
  const bash = { 'usr/bin/find': { mode: '4755' } }
  const severity = async (sample: Sample): Promise<string | undefined> => (await found(sample))[0]?.severity
  expect(await severity({ files: bash })).toBe('high')
  expect(await severity({ files: bash, user: '1000' })).toBe('critical')
  expect(await severity({ files: { ...bash, 'etc/passwd': 'root:x:0:0::/root:/bin/sh\n' } })).toBe('medium')
  expect(await severity({ files: { 'usr/bin/find': { mode: '4750' } } })).toBe('medium')
  expect(await severity({ files: { 'usr/bin/find': { mode: '4700' } } })).toBeUndefined()
  expect(await severity({ files: { 'etc/group': 'shadow:x:42:\n', 'opt/x': { mode: '2755', gid: 42 } } })).toBe(
    'medium',
  )
  const changes = layer({ 'etc/passwd': PW, 'opt/tool': { content: 'x', mode: 0o4755 } })
  const container = async (parts: Parameters<typeof buildContainer>[0]): Promise<string | undefined> =>
    (await scanWith(plugin, buildContainer({ changes, ...parts }), { workers: 0 })).findings[0]?.severity
  const mount = { type: 'volume', source: '/v', destination: '/opt', readOnly: false }
  expect(await container({})).toBe('high')
  expect(await container({ security: { noNewPrivileges: true, namespaces: {} } })).toBe('low')
  expect(await container({ security: { namespaces: { user: 'private' } } })).toBe('medium')
  expect(await container({ mounts: [{ ...mount, options: ['nosuid'] }] })).toBe('low')
})

test('P7: the helpers of distributions are no findings', async () => {
  const helpers = 'su passwd chfn chsh gpasswd newgrp umount mount sudo pkexec fusermount3'.split(' ')
  const files = Object.fromEntries(helpers.map((name) => [`usr/bin/${name}`, { mode: '4755', content: name }]))
  expect(await found({ files: { ...files, 'usr/bin/chage': { mode: '2755', gid: 42 } } })).toEqual([])
})
