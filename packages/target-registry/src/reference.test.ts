import { expect, test } from 'vitest'
import { formatReference, parseReference, parseTarget } from './reference.ts'

const SHA256 = `sha256:${'a'.repeat(64)}`

test.each([
  ['nginx', { host: 'docker.io', repository: 'library/nginx' }],
  ['nginx:1.27', { host: 'docker.io', repository: 'library/nginx', tag: '1.27' }],
  ['team/app', { host: 'docker.io', repository: 'team/app' }],
  ['index.docker.io/team/app', { host: 'docker.io', repository: 'team/app' }],
  ['localhost/app', { host: 'localhost', repository: 'app' }],
  ['localhost:5000/app:v1', { host: 'localhost:5000', repository: 'app', tag: 'v1' }],
  ['[::1]:5000/team/app:v1', { host: '[::1]:5000', repository: 'team/app', tag: 'v1' }],
  ['HARBOR/team/app', { host: 'HARBOR', repository: 'team/app' }],
  [`harbor.local/app@${SHA256}`, { host: 'harbor.local', repository: 'app', digest: SHA256 }],
  [`harbor.local/app:1.4@${SHA256}`, { host: 'harbor.local', repository: 'app', tag: '1.4', digest: SHA256 }],
  [
    `harbor.local/a/b__c/d-e/f.g@sha512:${'0'.repeat(128)}`,
    { host: 'harbor.local', repository: 'a/b__c/d-e/f.g', digest: `sha512:${'0'.repeat(128)}` },
  ],
])('reads %s as docker does', (text, reference) => {
  expect(parseReference(text)).toEqual(reference)
  expect(parseReference(formatReference(parseReference(text)))).toEqual(reference)
})

test.each([
  ['', 'it is empty'],
  ['App', 'must be lower case'],
  ['harbor.local/', 'it names no repository'],
  ['harbor.local/app:', 'is not a tag'],
  ['harbor.local/app:-x', 'is not a tag'],
  [`harbor.local/app:${'x'.repeat(129)}`, 'is not a tag'],
  ['harbor.local/app@sha256:abc', 'is not a sha256 or sha512 digest'],
  [`harbor.local/app@md5:${'a'.repeat(32)}`, 'is not a sha256 or sha512 digest'],
  ['harbor.local/a//b', 'is not a repository'],
  ['harbor.local/../etc', 'is not a repository'],
  ['harbor.local/app?x=1', 'is not a repository'],
  ['harbor.local:99999/app', 'is not a host'],
  ['-x.local/app', 'is not a host'],
  ['user@harbor.local/app', 'is not a host'],
  [
    'ada:lovelace@harbor.local:8443/app',
    '"harbor.local:8443/app" cannot be read as a reference: a reference holds no login',
  ],
  ['https://harbor.local/app', 'a reference has no scheme'],
  [`harbor.local/${'a'.repeat(256)}`, 'longer than 255'],
  ['x'.repeat(600), 'it is too long'],
  ['app\u0007', 'is not a repository'],
])('says why %j is no reference', (text, why) => {
  expect(() => parseReference(text)).toThrow(
    expect.objectContaining({ code: 'REGISTRY_REFERENCE_INVALID', message: expect.stringContaining(why) as string }),
  )
})

test('a target is an image, a repository, a project or a registry', () => {
  expect(parseTarget('harbor.local/app:1')).toMatchObject({ kind: 'image', reference: { tag: '1' } })
  expect(parseTarget('harbor.local/app')).toEqual({ kind: 'repository', host: 'harbor.local', path: 'app' })
  expect(parseTarget('harbor.local/team/')).toEqual({ kind: 'project', host: 'harbor.local', path: 'team' })
  expect(parseTarget('harbor.local/')).toEqual({ kind: 'registry', host: 'harbor.local' })
  expect(parseTarget('harbor/')).toEqual({ kind: 'registry', host: 'harbor' })
  expect(parseTarget('[2001:db8::1]:8443/')).toEqual({ kind: 'registry', host: '[2001:db8::1]:8443' })
  expect(parseTarget('nginx')).toEqual({ kind: 'repository', host: 'docker.io', path: 'library/nginx' })
})

test.each(['harbor.local', 'localhost', 'harbor.local:5000'])(
  '%s alone could be a registry or an image: the user is asked',
  (text) => {
    expect(() => parseTarget(text)).toThrow(
      expect.objectContaining({
        code: 'REGISTRY_REFERENCE_INVALID',
        hint: expect.stringContaining(`"${text}/"`) as string,
      }),
    )
  },
)

test('a hostile text is refused quickly', () => {
  const start = performance.now()
  for (const text of ['a-'.repeat(250), `${'a.'.repeat(120)}!/x`, `x/${'a_'.repeat(200)}!`])
    expect(() => parseReference(text)).toThrow('reference')
  expect(performance.now() - start).toBeLessThan(200)
})
