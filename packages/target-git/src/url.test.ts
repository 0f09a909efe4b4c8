import { expect, test } from 'vitest'
import { parseModules } from './submodules.ts'
import { parseNetrc } from './credentials.ts'
import { lineLinks } from './links.ts'
import { isGitUrl, parseAddress } from './url.ts'

test.each([
  ['https://git.local/a/b.git', 'https', 'git.local', undefined, undefined, '/a/b.git', ''],
  ['https://git.local/a/b', 'https', 'git.local', undefined, undefined, '/a/b', ''],
  ['https://joe@git.local:8443/b.git//deploy/', 'https', 'git.local', 8443, 'joe', '/b.git', 'deploy'],
  ['ssh://git@git.local:2222/~/b.git//x/y', 'ssh', 'git.local', 2222, 'git', '/~/b.git', 'x/y'],
  ['git@git.local:team/b.git', 'ssh', 'git.local', undefined, 'git', 'team/b.git', ''],
  ['git@git.local:team/b.git//deploy', 'ssh', 'git.local', undefined, 'git', 'team/b.git', 'deploy'],
  ['./repo//deploy', 'local', '', undefined, undefined, './repo', 'deploy'],
  ['/srv/repo.git', 'local', '', undefined, undefined, '/srv/repo.git', ''],
])('%s', (text, ...parts) => {
  const address = parseAddress(text)
  const { transport, host, port, user, path, inside } = address
  expect([transport, host, port, user, path, inside]).toEqual(parts)
})

test.each([
  'ftp://x/y',
  'https://',
  'https://host',
  'ssh://-oProxyCommand=x/y',
  'file:///etc',
  'https://host/a\nb',
  'https://host/%E0%A4%A',
  'https://host/a%0ahost=other',
  'https://a%0ab@host/a',
  'ssh://git@host/a%00',
  '',
])('%j is refused', (text) =>
  expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: 'GIT_URL_INVALID' })),
)

test('a password in an address is refused, and not repeated', () => {
  for (const text of ['https://joe:secret@git.local/b.git', 'https://joe:sec%ret@git.local', 'ftp://a:secret@b/c']) {
    const read = (): unknown => parseAddress(text)
    expect(read).toThrow(
      expect.objectContaining({ code: 'GIT_URL_INVALID', message: expect.not.stringContaining('sec') }),
    )
  }
})

test('git’s transport helpers are no addresses: their names are those of files', () => {
  expect(parseAddress('ext::sh -c x').transport).toBe('local')
  expect(isGitUrl('ext::sh -c x')).toBe(false)
})

test('lines on the faces of git hosts', () => {
  const commit = 'c'.repeat(40)
  const link = (text: string) => lineLinks(parseAddress(text), commit)?.('a b/c.yaml', 7)
  expect(link('https://github.com/o/r.git')).toBe(`https://github.com/o/r/blob/${commit}/a%20b/c.yaml#L7`)
  expect(link('git@gitlab.example.com:g/s/r.git')).toBe(
    `https://gitlab.example.com/g/s/r/-/blob/${commit}/a%20b/c.yaml#L7`,
  )
  expect(link('https://codeberg.org/o/r')).toBe(`https://codeberg.org/o/r/src/commit/${commit}/a%20b/c.yaml#L7`)
  expect(link('https://git.local/o/r')).toBeUndefined()
  expect(link('http://gitea.local:3000/o/r.git')).toBe(
    `http://gitea.local:3000/o/r/src/commit/${commit}/a%20b/c.yaml#L7`,
  )
  expect(link('ssh://git@altssh.gitlab.com:443/g/r.git')).toBe(
    `https://gitlab.com/g/r/-/blob/${commit}/a%20b/c.yaml#L7`,
  )
  expect(link('git@bitbucket.org:o/r.git')).toBe(`https://bitbucket.org/o/r/src/${commit}/a%20b/c.yaml#lines-7`)
  const server = `https://bitbucket.example.com/projects/TEAM/repos/r/browse/a%20b/c.yaml?at=${commit}#7`
  expect(link('https://bitbucket.example.com/scm/TEAM/r.git')).toBe(server)
  expect(link('ssh://git@bitbucket.example.com:7999/TEAM/r.git')).toBe(server)
  expect(lineLinks(parseAddress('https://github.com/o/r'), commit)?.('caf\udce9.yaml', 1)).toContain('/caf%E9.yaml#L1')
})

test('the login of one machine in a netrc; default is for nobody', () => {
  const text =
    'machine a login joe password one\nmachine git.local\n  login jane\n  password two\ndefault login x password y\n'
  expect(parseNetrc(text, 'git.local')).toEqual({ username: 'jane', password: 'two' })
  expect(parseNetrc(text, 'elsewhere')).toBeUndefined()
  expect(parseNetrc('machine a login joe password one machine a login jane password two', 'a', 'jane')?.password).toBe(
    'two',
  )
  expect(parseNetrc(text, 'a', 'jane')).toBeUndefined()
})

test('the addresses of submodules', () => {
  const text =
    '[submodule "a"]\n  path = libs/a\n  url = ../a.git\n[submodule "b"]\n  url = "https://x/b"\n  path = b\n[submodule "c"]\n  path = c\n'
  expect([...parseModules(text)]).toEqual([
    ['libs/a', '../a.git'],
    ['b', 'https://x/b'],
  ])
})
