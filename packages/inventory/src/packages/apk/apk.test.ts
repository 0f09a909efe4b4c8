import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { inventoryOf, namesOf } from '../../../test/inventory-of.ts'
import { mutantsOf } from '../../../test/mutants.ts'
import { apkInstalled } from './installed.ts'

const INSTALLED = `C:Q1qKcZ+j23xssAXmgQhkOO8dHnbWw=
P:libcrypto3
V:3.1.4-r5
A:x86_64
S:1697476
I:4276224
T:Crypto library from openssl
U:https://www.openssl.org/
L:Apache-2.0
o:openssl
m:Ariadne Conill <ariadne@dereferenced.org>
t:1706266325
D:so:libc.musl-x86_64.so.1
F:etc
F:etc/ssl
R:openssl.cnf
a:0:0:640
Z:Q1gytmL0YCuLlYh6RNXWsqRlF8SjM=
F:lib
R:libcrypto.so.3
Z:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=

P:busybox
V:1.36.1-r15
A:x86_64
L:GPL-2.0-only
F:bin
R:busybox
a:0:0:755
Z:Q1BBBBBBBBBBBBBBBBBBBBBBBBBBB=

P:no-version
`

test.each([
  'lib/apk/db/installed',
  'usr/lib/apk/db/installed',
  'var/lib/apk/db/installed',
  'srv/root/lib/apk/db/installed',
])('%s', async (path) => {
  const root = path.startsWith('srv') ? 'srv/root/' : ''
  const { packages, owners, gaps } = await inventoryOf(
    buildImage(
      layer({
        [`${root}etc/os-release`]: 'ID=alpine\nVERSION_ID=3.19.1\nPRETTY_NAME="Alpine Linux v3.19"\n',
        [path]: INSTALLED,
      }),
    ),
  )
  expect(gaps).toEqual([])
  expect(namesOf(packages)).toEqual(['busybox 1.36.1-r15', 'libcrypto3 3.1.4-r5'])
  expect(packages[1]).toMatchObject({
    purl: 'pkg:apk/alpine/libcrypto3@3.1.4-r5?arch=x86_64&distro=alpine-3.19.1&upstream=openssl',
    ecosystem: 'Alpine:v3.19',
    source: { name: 'openssl', version: '3.1.4-r5' },
    licenses: ['Apache-2.0'],
  })
  expect(owners.map(({ path: file, mode, digest }) => [file, mode, digest?.slice(0, 11)])).toEqual([
    [`/${root}bin/busybox`, 0o755, 'sha1:041041'],
    [`/${root}etc/ssl/openssl.cnf`, 0o640, 'sha1:832b66'],
    [`/${root}lib/libcrypto.so.3`, undefined, 'sha1:000000'],
  ])
})

test('mutants give packages or none, never a failure', () => {
  for (const mutant of mutantsOf(Buffer.from(INSTALLED), { count: 200, seed: 3 })) {
    const record = apkInstalled.inspect({ bytes: mutant, incomplete: () => undefined } as never, { options: {} })
    expect(JSON.stringify(record ?? '').length).toBeLessThan(4 * INSTALLED.length)
  }
})
