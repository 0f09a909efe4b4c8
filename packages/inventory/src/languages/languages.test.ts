import { buildImage, layer, remove } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { inventoryOf, namesOf } from '../../test/inventory-of.ts'
import { buildAssembly } from './dotnet/testing.ts'
import { buildZip } from './testing.ts'

test('packages of languages with their places, licences and ecosystems; what only a lock file asks for is apart', async () => {
  const { packages, gaps } = await inventoryOf(
    buildImage(
      layer({
        'app/package-lock.json': JSON.stringify({
          packages: { 'node_modules/lodash': { version: '4.17.20' }, 'node_modules/left': { version: '1.0.0' } },
        }),
        'app/node_modules/lodash/package.json': JSON.stringify({
          name: 'lodash',
          version: '4.17.20',
          license: 'MIT License',
        }),
        'usr/lib/python3/dist-packages/requests-2.31.0.dist-info/METADATA':
          'Name: requests\nVersion: 2.31.0\nLicense: Apache 2.0\n',
        'srv/app.war': buildZip({
          'WEB-INF/lib/a.jar': buildZip({
            'META-INF/maven/g/a/pom.properties': 'groupId=g\nartifactId=a\nversion=1\n',
          }),
        }),
      }),
    ),
  )
  expect(gaps).toEqual([])
  expect(namesOf(packages)).toEqual(['g:a 1', 'left 1.0.0', 'lodash 4.17.20', 'requests 2.31.0'])
  expect(packages[0]).toMatchObject({
    purl: 'pkg:maven/g/a@1',
    ecosystem: 'Maven',
    foundBy: ['java'],
    places: [{ path: '/srv/app.war!/WEB-INF/lib/a.jar' }],
  })
  expect(packages[1]).toMatchObject({ isInstalled: false, licenses: [] })
  expect(packages[2]).toMatchObject({
    isInstalled: true,
    licenses: ['MIT'],
    places: [{ path: '/app/node_modules/lodash/package.json' }, { path: '/app/package-lock.json' }],
  })
  expect(packages[3]).toMatchObject({ ecosystem: 'PyPI', licenses: ['Apache-2.0'] })
})

test('a package that an upper layer removed or upgraded is not listed', async () => {
  const of = (version: string) => JSON.stringify({ name: 'a', version })
  const { packages } = await inventoryOf(
    buildImage(
      layer({
        'n/node_modules/a/package.json': of('1.0.0'),
        'm/node_modules/b/package.json': '{"name":"b","version":"1.0.0"}',
      }),
      layer({ 'n/node_modules/a/package.json': of('2.0.0') }),
      layer(remove('m')),
    ),
  )
  expect(namesOf(packages)).toEqual(['a 2.0.0'])
})

test('files that cannot be read are said, and the others are listed', async () => {
  const { packages, gaps } = await inventoryOf(
    buildImage(
      layer({
        'a/package-lock.json': '{',
        'b/yarn.lock': 'x',
        'c/uv.lock': '[[',
        'd/x.jar': 'no',
        'e/Cargo.lock': '[[package]]\nname = "a"\nversion = "1.0.0"\n',
      }),
    ),
  )
  expect(namesOf(packages)).toEqual(['a 1.0.0'])
  expect(gaps.join()).toContain('no valid JSON')
})

test('assemblies that a deps.json answers for are no packages of their own; others are', async () => {
  const deps = JSON.stringify({
    targets: { net: { 'A.B/1.0.0': { runtime: { 'lib/A.B.dll': {} } } } },
    libraries: { 'A.B/1.0.0': { type: 'package' } },
  })
  const assembly = buildAssembly({ ProductVersion: '9.9.9' })
  const padded = Buffer.concat([assembly, Buffer.alloc(4096)])
  const { packages } = await inventoryOf(
    buildImage(
      layer({ 'app/app.deps.json': deps, 'app/A.B.dll': padded, 'other/A.B.dll': padded, 'app/C.dll': padded }),
    ),
  )
  expect(packages.map(({ purl, places }) => `${purl} ${places[0]?.path ?? ''}`)).toEqual([
    'pkg:nuget/A.B@1.0.0 /app/app.deps.json',
    'pkg:nuget/A.B@9.9.9 /other/A.B.dll',
    'pkg:nuget/C@9.9.9 /app/C.dll',
  ])
})
