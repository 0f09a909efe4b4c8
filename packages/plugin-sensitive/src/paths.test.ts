import { describe, expect, test } from 'vitest'
import { globToRegExp } from '@veinmind/internal'
import { isReadable, SKIPPED_PATHS } from './allow/skipped.ts'
import { createPathMatcher } from './paths.ts'
import { PATH_RULES } from './rules/index.ts'

const match = createPathMatcher(PATH_RULES)

describe('globs', () => {
  test.each([
    ['/usr/*', ['/usr/x'], ['/usr/x/y', '/opt/usr/x', '/usrdata']],
    ['/usr/**', ['/usr/x', '/usr/x/y'], ['/usr', '/opt/usr/x', '/usrdata/x']],
    ['**/a.b', ['/a.b', '/x/a.b', '/x/y/a.b'], ['/axb', '/x/ya.b']],
    ['a?c', ['/abc', '/x/abc'], ['/ac', '/a/c']],
    ['/{a,b/c}/*.{x,y}', ['/a/1.x', '/b/c/2.y'], ['/b/1.x', '/a/1.z']],
    ['**/node_modules/**/test/**', ['/app/node_modules/a/test/x', '/node_modules/test/x'], ['/app/test/node_modules']],
    ['/x/(a+)[b]', ['/x/(a+)[b]'], ['/x/aab']],
  ])('%s', (glob, matches, misses) => {
    for (const path of matches) expect(path).toMatch(globToRegExp(glob))
    for (const path of misses) expect(path).not.toMatch(globToRegExp(glob))
  })

  test.each(['/*a'.repeat(13), '/{a,{b,c}}', '/{a,b', '/{**/a,b}'])('%s is refused', (glob) => {
    expect(() => globToRegExp(glob)).toThrow(RangeError)
  })

  test('a long path takes no time', () => {
    const path = `/${'a/'.repeat(2000)}node_modules`
    const start = performance.now()
    for (const glob of SKIPPED_PATHS) globToRegExp(glob).test(path)
    expect(performance.now() - start).toBeLessThan(2000)
  })
})

describe('paths', () => {
  test('a folder is told by itself and by the files inside it', () => {
    expect(match({ path: '/app/.git', type: 'directory' })).toEqual({ rules: ['SENS-096'], path: '/app/.git' })
    expect(match({ path: '/app/.git/HEAD', type: 'file' })).toEqual({ rules: ['SENS-096'], path: '/app/.git' })
    expect(match({ path: '/app/.svn/wc.db', type: 'file' })).toEqual({ rules: ['SENS-096'], path: '/app/.svn' })
    expect(match({ path: '/app/.git', type: 'file' })).toBeUndefined()
    expect(match({ path: '/app/.git/refs', type: 'directory' })).toBeUndefined()
  })

  test('links are no files', () => {
    expect(match({ path: '/root/.netrc', type: 'symlink' })).toBeUndefined()
  })

  test("code of packages is not the image owner's", () => {
    expect(match({ path: '/app/settings.py', type: 'file' })?.rules).toEqual(['SENS-108'])
    expect(match({ path: '/usr/local/lib/python3.12/site-packages/x/settings.py', type: 'file' })).toBeUndefined()
  })
})

describe('which contents are looked at', () => {
  const readable = (path: string) =>
    isReadable({ path, type: 'file', size: 100, mode: 0o644, uid: 0, gid: 0, userName: '', groupName: '', mtime: 0 })
  test.each([
    '/opt/usrdata/x',
    '/app/lib/config.json',
    '/srv/bin-tools/x',
    '/home/u/library/x',
    '/usr/share/app/config.yml',
    '/usr/lib/app/.env',
    '/app/node_modules/x/config.js',
    '/var/log/app.log',
    '/etc/ssl/private/x.key',
  ])('%s is', (path) => {
    expect(readable(path)).toBe(true)
  })
  test.each([
    '/usr/share/doc/x/key.pem',
    '/usr/lib/python3.11/test/keycert.pem',
    '/etc/ssl/certs/x.pem',
    '/app/node_modules/x/test/key.pem',
    '/app/node_modules/x/README.md',
    '/go/pkg/mod/x@v1/testdata/key',
    '/a.png',
    '/var/lib/dpkg/info/x.list',
  ])('%s is not', (path) => {
    expect(readable(path)).toBe(false)
  })
})
