import { buildImage, layer, remove } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { inventoryOf, namesOf } from '../../../test/inventory-of.ts'

const OS_RELEASE =
  'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n'

function stanza(name: string, version: string, more: Readonly<Record<string, string>> = {}): string {
  const fields = { Package: name, Status: 'install ok installed', Architecture: 'amd64', Version: version, ...more }
  return `${Object.entries(fields)
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n')}\n`
}

test('packages of the status file, with source, architecture, licences and files', async () => {
  const { packages, owners, system, gaps } = await inventoryOf(
    buildImage(
      layer({
        'etc/os-release': OS_RELEASE,
        'var/lib/dpkg/status': [
          stanza('libssl3', '3.0.11-1~deb12u2', {
            Source: 'openssl (3.0.11-1)',
            'Multi-Arch': 'same',
            Description: 'Secure Sockets Layer\n more of it\n .\n Package: no-field',
          }),
          stanza('adduser', '1:3.134', {
            Architecture: 'all',
            Conffiles:
              '\n /etc/adduser.conf 9a9bf9d2fe2e57c0fa3a0a5a3b0a6a6a\n /etc/gone 0123456789abcdef0123456789abcdef obsolete',
          }),
          stanza('gone', '1', { Status: 'deinstall ok config-files' }),
          stanza('never', '1', { Status: 'unknown ok not-installed' }),
          stanza('half', '2', { Status: 'install ok half-configured' }),
        ].join('\n'),
        'var/lib/dpkg/info/libssl3:amd64.list': '/.\n/usr\n/usr/lib/libssl.so.3\n',
        'var/lib/dpkg/info/libssl3:amd64.md5sums': '0cc175b9c0f1b6a831c399e269772661  usr/lib/libssl.so.3\n',
        'var/lib/dpkg/info/adduser.list': '/.\n/etc/adduser.conf\n',
        'usr/share/doc/libssl3/copyright':
          'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nLicense: Apache-2.0\n text\n',
      }),
    ),
  )
  expect(gaps).toEqual([])
  expect(system).toMatchObject({ family: 'debian', version: '12', codename: 'bookworm', ecosystem: 'Debian:12' })
  expect(namesOf(packages)).toEqual(['adduser 1:3.134', 'half 2', 'libssl3 3.0.11-1~deb12u2'])
  expect(packages[2]).toMatchObject({
    type: 'deb',
    purl: 'pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl%403.0.11-1',
    ecosystem: 'Debian:12',
    arch: 'amd64',
    source: { name: 'openssl', version: '3.0.11-1' },
    licenses: ['Apache-2.0'],
    isInstalled: true,
    foundBy: ['dpkg'],
  })
  expect(packages[2]?.places).toMatchObject([{ path: '/var/lib/dpkg/status', layer: { index: 0 } }])
  expect(owners.filter(({ digest }) => digest !== undefined)).toEqual([
    {
      path: '/etc/adduser.conf',
      digest: 'md5:9a9bf9d2fe2e57c0fa3a0a5a3b0a6a6a',
      isConfig: true,
      package: 'pkg:deb/debian/adduser@1:3.134?arch=all&distro=debian-12',
    },
    {
      path: '/etc/gone',
      digest: 'md5:0123456789abcdef0123456789abcdef',
      isConfig: true,
      package: 'pkg:deb/debian/adduser@1:3.134?arch=all&distro=debian-12',
    },
    {
      path: '/usr/lib/libssl.so.3',
      digest: 'md5:0cc175b9c0f1b6a831c399e269772661',
      package: packages[2]?.purl,
    },
  ])
})

test('a package belongs to the layer that it came with; removed and older ones are not listed', async () => {
  const status = (...stanzas: string[]): Record<string, string> => ({ 'var/lib/dpkg/status': stanzas.join('\n') })
  const { packages } = await inventoryOf(
    buildImage(
      layer({ 'etc/os-release': OS_RELEASE, ...status(stanza('a', '1'), stanza('b', '1'), stanza('c', '1')) }),
      layer(status(stanza('a', '1'), stanza('b', '2'), stanza('c', '1')), { createdBy: 'RUN apt-get upgrade b' }),
      layer(status(stanza('a', '1'), stanza('b', '2'))),
      layer(status(stanza('a', '1'), stanza('b', '2'), stanza('c', '1')), { createdBy: 'RUN apt-get install c' }),
    ),
  )
  expect(
    packages.map(({ name, version, places }) => [name, version, places.map(({ layer: of }) => of?.index)]),
  ).toEqual([
    ['a', '1', [0]],
    ['b', '2', [1]],
    ['c', '1', [3, 0]],
  ])
  expect(packages[1]?.places[0]?.step?.createdBy).toBe('RUN apt-get upgrade b')
  expect(packages[2]?.places.map(({ hiddenBy }) => hiddenBy)).toEqual([undefined, 2])
})

test('distroless: a file for each package, whiteouts, and no Status', async () => {
  const { packages, owners } = await inventoryOf(
    buildImage(
      layer({
        'etc/os-release': OS_RELEASE,
        'var/lib/dpkg/status.d/base': 'Package: base-files\nVersion: 12.4\nArchitecture: amd64\n',
        'var/lib/dpkg/status.d/tzdata': 'Package: tzdata\nVersion: 2024a\nArchitecture: all\n',
        'var/lib/dpkg/status.d/tzdata.md5sums': '0cc175b9c0f1b6a831c399e269772661  usr/share/zoneinfo/UTC\n',
        'var/lib/dpkg/status.d/libc6': 'Package: libc6\nVersion: 2.36\n',
      }),
      layer(remove('var/lib/dpkg/status.d/libc6')),
    ),
  )
  expect(namesOf(packages)).toEqual(['base-files 12.4', 'tzdata 2024a'])
  expect(owners.map(({ path }) => path)).toEqual(['/usr/share/zoneinfo/UTC'])
})

test('licences beyond the bound are said', async () => {
  const licenses = Array.from({ length: 101 }, (_, index) => `License: L-${index}\n text\n`).join('\n')
  const { gaps } = await inventoryOf(
    buildImage(
      layer({
        'etc/os-release': OS_RELEASE,
        'var/lib/dpkg/status': stanza('a', '1'),
        'usr/share/doc/a/copyright': licenses,
      }),
    ),
  )
  expect(gaps).toContainEqual(expect.stringContaining('the file names 101 licences, of which 100 are told'))
})

test('a long list of configuration files is read whole, and what is beyond the bound is said', async () => {
  const listed = (count: number): string =>
    Array.from(
      { length: count },
      (_, index) => `\n /etc/apache2/mods-available/module-${index}.load ${'0'.repeat(32)}`,
    ).join('')
  const of = (count: number) =>
    inventoryOf(
      buildImage(
        layer({
          'etc/os-release': OS_RELEASE,
          'var/lib/dpkg/status': stanza('apache2-bin', '2.4', { Conffiles: listed(count) }),
        }),
      ),
    )
  const { owners, gaps } = await of(400)
  expect(owners.map((owner) => JSON.stringify(owner)).filter((text) => text.includes('module-399.load'))).toHaveLength(
    1,
  )
  expect(gaps).toEqual([])
  expect((await of(4_000)).gaps).toContainEqual(
    expect.stringContaining('a field conffiles is longer than what is read'),
  )
})
