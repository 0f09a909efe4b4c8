import { expect, test } from 'vitest'
import { parseModules } from './submodules.ts'
import { parseNetrc } from './credentials.ts'
import { lineLinks } from './links.ts'
import { isGitUrl, parseAddress } from './url.ts'

test.each([
  ['https://git.local/a/b.git', 'https', 'git.local', undefined, undefined, '/a/b.git', ''],
  ['https://git.local/a/b', 'https', 'git.local', undefined, undefined, '/a/b', ''],
  ['https://joe:secret@git.local:8443/b.git//deploy/', 'https', 'git.local', 8443, 'joe', '/b.git', 'deploy'],
  ['ssh://git@git.local:2222/~/b.git//x/y', 'ssh', 'git.local', 2222, 'git', '/~/b.git', 'x/y'],
  ['git@git.local:team/b.git', 'ssh', 'git.local', undefined, 'git', 'team/b.git', ''],
  ['git@git.local:team/b.git//deploy', 'ssh', 'git.local', undefined, 'git', 'team/b.git', 'deploy'],
  ['./repo//deploy', 'local', '', undefined, undefined, './repo', 'deploy'],
  ['/srv/repo.git', 'local', '', undefined, undefined, '/srv/repo.git', ''],
])('%s', (text, ...parts) => {
  const address = parseAddress(text)
  const { transport, host, port, user, path, inside } = address
  expect([transport, host, port, user, path, inside]).toEqual(parts)
  expect(`${address.url}${address.name}`).not.toContain('secret')
})

test.each(['ftp://x/y', 'https://', 'https://host', 'ssh://-oProxyCommand=x/y', 'file:///etc', 'https://host/a\nb', 'https://host/%E0%A4%A', 'https://host/a%0ahost=other', 'https://a%0ab@host/a', 'ssh://git@host/a%00', ''])(
  '%j is refused',
  (text) => expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: 'GIT_URL_INVALID' })),
)

test('git’s transport helpers are no addresses: their names are those of files', () => {
  expect(parseAddress('ext::sh -c x').transport).toBe('local')
  expect(isGitUrl('ext::sh -c x')).toBe(false)
})

test('lines on the faces of git hosts', () => {
  const commit = 'c'.repeat(40)
  const link = (text: string) => lineLinks(parseAddress(text), commit)?.('a b/c.yaml', 7)
  expect(link('https://github.com/o/r.git')).toBe(`https://github.com/o/r/blob/${commit}/a%20b/c.yaml#L7`)
  expect(link('git@gitlab.example.com:g/s/r.git')).toBe(`https://gitlab.example.com/g/s/r/-/blob/${commit}/a%20b/c.yaml#L7`)
  expect(link('https://codeberg.org/o/r')).toBe(`https://codeberg.org/o/r/src/commit/${commit}/a%20b/c.yaml#L7`)
  expect(link('https://git.local/o/r')).toBeUndefined()
})

test('the login of one machine in a netrc; default is for nobody', () => {
  const text = 'machine a login joe password one\nmachine git.local\n  login jane\n  password two\ndefault login x password y\n'
  expect(parseNetrc(text, 'git.local')).toEqual({ username: 'jane', password: 'two' })
  expect(parseNetrc(text, 'elsewhere')).toBeUndefined()
})

test('the addresses of submodules', () => {
  const text = '[submodule "a"]\n  path = libs/a\n  url = ../a.git\n[submodule "b"]\n  url = "https://x/b"\n  path = b\n[submodule "c"]\n  path = c\n'
  expect([...parseModules(text)]).toEqual([['libs/a', '../a.git'], ['b', 'https://x/b']])
})
