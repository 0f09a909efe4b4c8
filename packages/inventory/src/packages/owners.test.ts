import { buildImage, layer, remove } from '@veinmind/testing'
import type { LayerSpec } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { inventoryOf } from '../../test/inventory-of.ts'

const STATUS = `Package: python3-requests
Status: install ok installed
Version: 2.28.1+dfsg-1
Architecture: all

Package: node-acme
Status: install ok installed
Version: 1.0.0-1
Architecture: all
`
const METADATA = 'Metadata-Version: 2.1\nName: requests\nVersion: 2.28.1\n'
const DEBIAN = {
  'etc/os-release': 'ID=debian\nVERSION_ID=12\n',
  'var/lib/dpkg/status': STATUS,
  'var/lib/dpkg/info/python3-requests.list':
    '/.\n/usr/lib/python3/dist-packages/requests-2.28.1.dist-info\n/usr/lib/python3/dist-packages/requests-2.28.1.dist-info/METADATA\n',
  // Databases of before /lib became a link name the other path.
  'var/lib/dpkg/info/node-acme.list': '/.\n/lib/nodejs/acme/package.json\n',
  'usr/lib/python3/dist-packages/requests-2.28.1.dist-info/METADATA': METADATA,
  'usr/lib/nodejs/acme/package.json': '{"name":"acme","version":"1.0.0"}',
} as const

test('a package of a language whose files a package of the system owns names it', async () => {
  const { packages } = await inventoryOf(buildImage(layer(DEBIAN)))
  expect(packages.map(({ name, owner }) => [name, owner?.replace(/@.*/, '')])).toEqual([
    ['node-acme', undefined],
    ['python3-requests', undefined],
    ['acme', 'pkg:deb/debian/node-acme'],
    ['requests', 'pkg:deb/debian/python3-requests'],
  ])
})

test('one that stands elsewhere as well belongs to nobody, until the other place is hidden', async () => {
  const also = layer({ 'srv/venv/lib/python3.11/site-packages/requests-2.28.1.dist-info/METADATA': METADATA })
  const owned = async (...more: readonly LayerSpec[]): Promise<unknown> => {
    const { packages } = await inventoryOf(buildImage(layer(DEBIAN), also, ...more))
    const one = packages.find(({ name }) => name === 'requests')
    return [one?.owner !== undefined, one?.places.map(({ hiddenBy }) => hiddenBy)]
  }
  expect(await owned()).toEqual([false, [undefined, undefined]])
  expect(await owned(layer(remove('srv/venv')))).toEqual([true, [undefined, 2]])
})

test('what a lock file asks for and what is installed are one package with both places', async () => {
  const lock = JSON.stringify({
    lockfileVersion: 3,
    packages: { '': {}, 'node_modules/acme': { version: '1.0.0' }, 'node_modules/other': { version: '2.0.0' } },
  })
  const { packages } = await inventoryOf(
    buildImage(
      layer({
        'app/package-lock.json': lock,
        'app/node_modules/acme/package.json': '{"name":"acme","version":"1.0.0","license":"MIT"}',
      }),
    ),
  )
  expect(packages.map(({ name, isInstalled, places }) => [name, isInstalled, places.length])).toEqual([
    ['acme', true, 2],
    ['other', false, 1],
  ])
  expect(packages[0]?.licenses).toEqual(['MIT'])
})
