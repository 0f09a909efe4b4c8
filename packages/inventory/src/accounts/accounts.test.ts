import type { Found } from '@veinmind/sdk'
import { SILENT } from '@veinmind/internal'
import { buildImage, inspectedFile, layer } from '@veinmind/testing'
import { describe, expect, test } from 'vitest'
import { accountFiles, accounts } from './fact.ts'
import type { AccountFile } from './fact.ts'
import { linesOf } from './lines.ts'
import type { AccountSystem } from './model.ts'
import { isLoginShell } from './passwd.ts'
import { passwordOf } from './shadow.ts'
import { readSudoers } from './sudoers.ts'

/** The fact of files, each by its path; a path that begins with `-` is hidden by an upper layer. */
async function factOf(
  files: Readonly<Record<string, string>>,
): Promise<{ readonly systems: readonly AccountSystem[]; readonly gaps: readonly string[] }> {
  const found = await Promise.all(
    Object.entries(files).map(async ([name, text]): Promise<Found<AccountFile>> => {
      const path = name.replace(/^-/, '')
      const file = inspectedFile(path, text)
      const record = (await accountFiles.inspect(file, { options: {} })) ?? {}
      return { record, entry: file.entry, location: { path }, visible: path === name }
    }),
  )
  const gaps: string[] = []
  const systems = await accounts.make(buildImage(layer({})), {
    signal: new AbortController().signal,
    log: SILENT,
    files: undefined as never,
    fact: notAsked,
    records: () => found as never,
    incomplete: (reason, where) => void gaps.push(`${where?.path}: ${reason}`),
  })
  return { systems, gaps }
}

function notAsked(): never {
  throw new Error('nobody asks for it')
}

test('users with their passwords and groups, by root folder', async () => {
  const { systems } = await factOf({
    '/etc/passwd':
      'root:x:0:0:root:/root:/bin/bash\nwww:!:33:33::/var/www:/usr/sbin/nologin\nold:x:5:5::/:\nghost:x:6:6::/:\nopen::7:7::/:\n+nis::::::\n# comment\nbad:x:y:z::\n',
    '/etc/shadow': 'root:$6$abcdefgh$hash:19000:0:99999:7:::\nold:!$y$j9T$salt$hash:1::::::\nghost:*:1::::::\n',
    '/etc/group': 'root:x:0:\nwww:x:33:\ndocker:x:999:www,open\nwheel:x:10: root ,\n',
    '/opt/rootfs/etc/passwd': 'toor:x:0:0::/:/bin/sh\n',
    '-/etc/gone/etc/passwd': 'hidden:x:0:0::/:\n',
  })
  expect(systems.map(({ root }) => root)).toEqual(['/', '/opt/rootfs'])
  expect(systems[0]?.users.map(({ name, uid, password, groups }) => [name, uid, password, groups.join()])).toEqual([
    ['root', 0, 'hash', 'root,wheel'],
    ['www', 33, 'none', 'www,docker'],
    ['old', 5, 'locked', ''],
    ['ghost', 6, 'none', ''],
    ['open', 7, 'empty', 'docker'],
    ['bad', undefined, 'unknown', ''],
  ])
  expect(systems[0]?.users[1]).toMatchObject({
    home: '/var/www',
    shell: '/usr/sbin/nologin',
    at: { path: '/etc/passwd', line: 2 },
  })
  expect(systems[0]?.groups.find(({ name }) => name === 'docker')).toEqual({
    name: 'docker',
    gid: 999,
    members: ['www', 'open'],
    at: { path: '/etc/group', line: 3 },
  })
  expect(systems[1]?.users.map(({ name, password }) => [name, password])).toEqual([['toor', 'unknown']])
})

test('the hash of a password is no part of the fact', async () => {
  const { systems } = await factOf({
    '/etc/passwd': 'a:$6$saltsalt$theHashItself:0:0::/:\n',
    '/etc/shadow': 'b:$6$saltsalt$theOtherHash:1::::::\n',
  })
  expect(JSON.stringify(systems)).not.toMatch(/Hash|saltsalt/)
})

test.each([
  ['', 'empty'],
  ['*', 'none'],
  ['!', 'none'],
  ['!!', 'none'],
  ['x', 'none'],
  ['*NP*', 'none'],
  ['!locked', 'none'],
  ['$1$ab$cdefghijklmnop', 'hash'],
  ['$y$j9T$x$y', 'hash'],
  ['!$6$a$b', 'locked'],
  ['*LK*$6$a$b', 'locked'],
  ['abJnggxhB/yWI', 'hash'],
  ['!abJnggxhB/yWI', 'none'],
  ['_J9..rasmBYk8r9AiWNc', 'hash'],
])('password field %j: %s', (field, kind) => {
  expect(passwordOf(field)).toBe(kind)
})

describe('files of sudo', () => {
  const read = (text: string): unknown => readSudoers(linesOf(Buffer.from(text)).lines)

  test('comments are left out, continued lines joined, ids and includes kept', () => {
    expect(
      read(
        '# a comment\nroot ALL=(ALL) ALL # all\n\nDefaults  env_keep += "A \\\n   B"\n#include /etc/sudoers.x\n#includedir /etc/sudoers.d\n#1000 ALL=ALL\na ALL = /bin/\\#x\n',
      ),
    ).toEqual([
      { line: 2, text: 'root ALL=(ALL) ALL' },
      { line: 4, text: 'Defaults  env_keep += "A  B"' },
      { line: 6, text: '#include /etc/sudoers.x' },
      { line: 7, text: '#includedir /etc/sudoers.d' },
      { line: 8, text: '#1000 ALL=ALL' },
      { line: 9, text: 'a ALL = /bin/\\#x' },
    ])
  })

  test('a backslash at the end of the file, and before an empty line', () => {
    expect(read('a ALL=ALL\\\n\nb ALL=ALL\\')).toEqual([
      { line: 1, text: 'a ALL=ALL' },
      { line: 3, text: 'b ALL=ALL' },
    ])
  })

  test('a long line is kept whole: what stands at its end counts too', () => {
    const users = Array.from({ length: 2_000 }, (_, index) => `user${index}`).join(', ')
    expect(read(`${users} ALL=(ALL) NOPASSWD: ALL`)).toEqual([{ line: 1, text: `${users} ALL=(ALL) NOPASSWD: ALL` }])
  })

  test('which files sudo reads: no dots, no tildes', async () => {
    const { systems } = await factOf({ '/etc/sudoers.d/b': 'b ALL=ALL', '/etc/sudoers': 'a ALL=ALL' })
    expect(systems[0]?.sudoers.map(({ at }) => at.path)).toEqual(['/etc/sudoers', '/etc/sudoers.d/b'])
    const wanted = [
      '/etc/sudoers.d/x',
      '/etc/sudoers.d/x.bak',
      '/etc/sudoers.d/.x',
      '/etc/sudoers.d/x~',
      '/etc/passwd-',
      '/srv/root/etc/group',
      '/etc/passwd/x',
    ]
    expect(
      wanted.filter((path) => accountFiles.wants(inspectedFile(path, '').entry, { options: {} }) !== false),
    ).toEqual(['/etc/sudoers.d/x', '/srv/root/etc/group'])
  })
})

test('more lines than are read are said', async () => {
  const { gaps, systems } = await factOf({
    '/etc/passwd': Array.from({ length: 20_001 }, (_, index) => `u${index}:x:${index}:1::/:`).join('\n'),
  })
  expect(gaps).toEqual(['/etc/passwd: the file has more lines than are read'])
  expect(systems[0]?.users).toHaveLength(20_000)
})

test('which shells let their user work', () => {
  expect(['', '/bin/bash', '/usr/bin/fish', '/usr/sbin/nologin', '/bin/false', '/bin/sync'].map(isLoginShell)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ])
})
