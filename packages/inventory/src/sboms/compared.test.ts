import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { inventoryOf } from '../../test/inventory-of.ts'

const STATUS =
  'Package: libssl3\nStatus: install ok installed\nArchitecture: amd64\nSource: openssl\nVersion: 3.0.11-1\n\n'

const bom = (...purls: readonly string[]): string =>
  JSON.stringify({
    bomFormat: 'CycloneDX',
    components: purls.map((purl) => ({ type: 'library', name: 'x', purl })),
  })

test('what a document in the image names is compared with what was seen', async () => {
  const image = buildImage(
    layer({
      'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
      'var/lib/dpkg/status': STATUS,
      'srv/node_modules/left/package.json': '{"name":"left","version":"1.0.0"}',
      'opt/bom.json': bom(
        'pkg:npm/left@1.0.0',
        'pkg:npm/left@2.0.0',
        'pkg:deb/debian/libssl3@3.0.11-1',
        'pkg:deb/debian/libssl3@3.0.11-1?arch=arm64',
        'pkg:deb/debian/curl@7?distro=debian-12',
        'pkg:generic/zlib@1.3',
      ),
    }),
    layer({ 'opt/other.cdx.json': bom('pkg:npm/left@1.0.0?vcs_url=https%3A%2F%2Fa') }),
  )
  const { packages, gaps } = await inventoryOf(image)
  expect(gaps).toEqual([])
  expect(packages.map(({ purl, foundBy, ecosystem }) => [purl, foundBy, ecosystem])).toEqual(
    [
      ['pkg:deb/debian/curl@7?distro=debian-12', ['sbom'], 'Debian:12'],
      // Another processor's: it is not the one that is installed.
      ['pkg:deb/debian/libssl3@3.0.11-1?arch=arm64', ['sbom'], undefined],
      ['pkg:deb/debian/libssl3@3.0.11-1?arch=amd64&distro=debian-12&upstream=openssl', ['dpkg', 'sbom'], 'Debian:12'],
      ['pkg:generic/zlib@1.3', ['sbom'], undefined],
      ['pkg:npm/left@1.0.0', ['npm', 'sbom'], 'npm'],
      // Named in another version: both are told.
      ['pkg:npm/left@2.0.0', ['sbom'], 'npm'],
    ].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  )
  const left = packages.find(({ purl }) => purl === 'pkg:npm/left@1.0.0')
  expect(left?.places.map(({ path }) => path)).toEqual(['/srv/node_modules/left/package.json'])
})
