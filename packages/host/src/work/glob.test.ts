import { matchesGlob } from 'node:path'
import { createRandom } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { compileGlob } from './glob.ts'

test.each([
  ['/etc/shadow', ['/etc/shadow'], ['/etc/shadow-', '/x/etc/shadow']],
  ['*.pem', ['/a.pem', '/srv/tls/a.pem', '/.pem'], ['/a.pem/b', '/a.pemx']],
  ['id_*', ['/root/.ssh/id_rsa', '/id_'], ['/id_/x', '/xid_']],
  ['/etc/*.conf', ['/etc/a.conf'], ['/etc/a/b.conf', '/etc/a.confx']],
  ['/**/*.pem', ['/a.pem', '/srv/a/b.pem'], ['/a.pem/c']],
  ['/srv/**', ['/srv/a', '/srv/a/b'], ['/srv', '/srvx/a']],
  ['/opt/**/bin/?', ['/opt/bin/a', '/opt/x/y/bin/b'], ['/opt/bin/ab', '/opt/xbin/a']],
])('%s', (pattern, yes, no) => {
  const match = compileGlob(pattern)
  for (const path of yes) expect([path, match(path)]).toEqual([path, true])
  for (const path of no) expect([path, match(path)]).toEqual([path, false])
})

test('it says what Node says of patterns with a slash', () => {
  const random = createRandom(11)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const some = (list: readonly string[], most: number) =>
    Array.from({ length: 1 + Math.floor(random() * most) }, () => pick(list)).join('')
  for (let round = 0; round < 3000; round += 1) {
    const path = `/${some(['a', 'b', 'ab', '/', 'a/'], 6)}`.replaceAll(/\/+/g, '/').replace(/\/$/, 'a')
    const parts = Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
      pick(['**', '*', 'a', 'b', 'a*', '*b', '?', 'ab']),
    )
    const pattern = `/${parts.join('/')}`
    // What Node makes of `**` at the end of a path that ends there is of no use here.
    if (pattern.endsWith('**')) continue
    expect([pattern, path, compileGlob(pattern)(path)]).toEqual([pattern, path, matchesGlob(path, pattern)])
  }
})

test('no pattern takes long', () => {
  const began = performance.now()
  const match = compileGlob(`/${'*a'.repeat(50)}/**/${'*a*'.repeat(20)}b`)
  for (let round = 0; round < 20; round += 1) match(`/${'a'.repeat(4000)}`)
  expect(performance.now() - began).toBeLessThan(5000)
})
