import { gzipSync } from 'node:zlib'
import { buildImage, layer, layerOfEntries, remove } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { inventoryOf, namesOf } from '../../test/inventory-of.ts'

const HASH = '0c5b8vw40d1178xlpddw65q9gf1h2186'

test('opkg: what is installed, with the licence of its control file and its files', async () => {
  const { packages, owners, gaps } = await inventoryOf(
    buildImage(
      layer({
        'etc/os-release': 'ID=openwrt\nVERSION_ID="23.05.2"\n',
        'usr/lib/opkg/status':
          'Package: libopenssl3\nVersion: 3.0.12-1\nStatus: install user installed\nArchitecture: x86_64\n\nPackage: gone\nVersion: 1\nStatus: deinstall user not-installed\n',
        'usr/lib/opkg/info/libopenssl3.control':
          'Package: libopenssl3\nVersion: 3.0.12-1\nSourceName: openssl\nLicense: Apache-2.0\n',
        'usr/lib/opkg/info/libopenssl3.list': '/usr/lib/libssl.so.3\n/usr/lib/libcrypto.so.3\t0644\n',
      }),
    ),
  )
  expect(gaps).toEqual([])
  expect(packages).toMatchObject([
    {
      purl: 'pkg:opkg/openwrt/libopenssl3@3.0.12-1?arch=x86_64&distro=openwrt-23.05.2&upstream=openssl',
      licenses: ['Apache-2.0'],
      source: { name: 'openssl', version: '3.0.12-1' },
      foundBy: ['opkg'],
    },
  ])
  expect(owners.map(({ path }) => path)).toEqual(['/usr/lib/libssl.so.3', '/usr/lib/libcrypto.so.3'])
})

test('pacman: packages with base, licences, and files with digests and modes', async () => {
  const tree = [
    '#mtree',
    '/set type=file uid=0 gid=0 mode=644',
    './.BUILDINFO time=1 size=1 sha256digest=00',
    `./usr/bin/gcc time=1 mode=755 size=1 sha256digest=${'a'.repeat(64)}`,
    `./etc/gcc\\040file.conf time=1 size=1 sha256digest=${'b'.repeat(64)}`,
  ].join('\n')
  const folder = 'var/lib/pacman/local/gcc-13.2.1-3/'
  const { packages, owners, gaps } = await inventoryOf(
    buildImage(
      layer({
        'etc/os-release': 'ID=arch\nNAME="Arch Linux"\n',
        [`${folder}desc`]:
          '%NAME%\ngcc\n\n%VERSION%\n13.2.1-3\n\n%BASE%\ngcc-base\n\n%ARCH%\nx86_64\n\n%LICENSE%\nGPL-3.0-or-later\nLGPL\n\n%URL%\nhttps://gcc.gnu.org\n',
        [`${folder}files`]:
          '%FILES%\netc/\netc/gcc file.conf\nusr/\nusr/bin/gcc\n\n%BACKUP%\netc/gcc file.conf\t0123\n',
        [`${folder}mtree`]: gzipSync(tree),
        'var/lib/pacman/local/bad-1-1/mtree': 'no gzip',
      }),
    ),
  )
  expect(packages).toMatchObject([
    {
      type: 'alpm',
      purl: 'pkg:alpm/arch/gcc@13.2.1-3?arch=x86_64&distro=arch&upstream=gcc-base',
      licenses: ['GPL-3.0-or-later', 'LGPL-2.0-or-later'],
      meta: { homepage: 'https://gcc.gnu.org' },
    },
  ])
  const owner = packages[0]?.purl
  expect(owners).toEqual([
    { path: '/etc/gcc file.conf', digest: `sha256:${'b'.repeat(64)}`, mode: 0o644, isConfig: true, package: owner },
    { path: '/usr/bin/gcc', digest: `sha256:${'a'.repeat(64)}`, mode: 0o755, package: owner },
  ])
  expect(gaps.join()).toContain('cannot be unpacked')
})

test('portage: the folder tells category, name and version', async () => {
  const { packages, owners } = await inventoryOf(
    buildImage(
      layer({
        'etc/os-release': 'ID=gentoo\nVERSION_ID=2.14\n',
        'var/db/pkg/dev-libs/openssl-3.0.12-r1/CONTENTS':
          'dir /usr\nobj /usr/bin/open ssl 0123456789abcdef0123456789abcdef 1700000000\nsym /usr/lib/libssl.so -> libssl.so.3 1700000000\n',
        'var/db/pkg/dev-libs/openssl-3.0.12-r1/LICENSE': 'Apache-2.0\n',
        'var/db/pkg/app-misc/c_rehash-1.7_rc2_p3/CONTENTS': '',
        'var/db/pkg/no-version/CONTENTS': '',
      }),
    ),
  )
  expect(packages).toMatchObject([
    {
      name: 'app-misc/c_rehash',
      version: '1.7_rc2_p3',
      purl: 'pkg:ebuild/app-misc/c_rehash@1.7_rc2_p3?distro=gentoo-2.14',
    },
    { name: 'dev-libs/openssl', version: '3.0.12-r1', licenses: ['Apache-2.0'] },
  ])
  expect(owners.map(({ path, digest }) => [path, digest])).toEqual([
    ['/usr/bin/open ssl', 'md5:0123456789abcdef0123456789abcdef'],
    ['/usr/lib/libssl.so', undefined],
  ])
})

test('nix: folders of the store, by name, version and output', async () => {
  const names = [
    'openssl-3.0.12-bin',
    'python3.11-requests-2.31.0',
    'glibc-2.38-44',
    'user-environment',
    'bash-5.2.drv',
    'zlib-1.3-source',
  ]
  const image = buildImage(
    layerOfEntries(names.map((name) => ({ name: `nix/store/${HASH}-${name}`, type: 'directory' as const }))),
    layer(remove(`nix/store/${HASH}-glibc-2.38-44`)),
  )
  const { packages } = await inventoryOf(image)
  expect(namesOf(packages)).toEqual(['openssl 3.0.12', 'python3.11-requests 2.31.0'])
  expect(packages[0]?.purl).toBe(`pkg:nix/openssl@3.0.12?output=bin&outputhash=${HASH}`)
})

test('snap: what is mounted, and what it says of its architecture', async () => {
  const { packages, gaps } = await inventoryOf(
    buildImage(
      layer({
        'snap/core22/1033/meta/snap.yaml':
          'name: core22\nversion: 20231123\narchitectures:\n  - amd64\nlicense: Apache-2.0 OR MIT\n',
        'snap/bad/1/meta/snap.yaml': 'name: [\n',
        'srv/app/meta/snap.yaml': 'name: other\n',
      }),
    ),
  )
  expect(packages).toMatchObject([
    { purl: 'pkg:snap/core22@20231123?arch=amd64', licenses: ['Apache-2.0 OR MIT'], version: '20231123' },
  ])
  expect(gaps.join()).toContain('no valid YAML')
})
