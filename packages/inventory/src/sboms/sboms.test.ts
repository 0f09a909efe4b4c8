import { expect, test } from 'vitest'
import { read, words } from '../languages/testing.ts'
import { sbomFiles } from './sbom-files.ts'

test('CycloneDX: components, also in components, by their purl', () => {
  const document = {
    bomFormat: 'CycloneDX',
    metadata: { component: { type: 'container', name: 'image', purl: 'pkg:oci/image@sha256%3Aabc' } },
    components: [
      {
        type: 'library',
        name: 'core',
        group: '@babel',
        version: '7.1.0',
        purl: 'pkg:npm/%40babel/core@7.1.0',
        licenses: [{ license: { id: 'MIT' } }],
        components: [{ type: 'library', name: 'in', version: '1', purl: 'pkg:pypi/in@1' }],
      },
      { type: 'library', name: 'openssl', version: '3.0.1', purl: 'pkg:deb/debian/openssl@3.0.1?arch=amd64' },
      { type: 'library', name: 'plain', version: '2.0', licenses: [{ expression: 'MIT OR ISC' }] },
      { type: 'file', name: '/etc/passwd', version: '1' },
      { type: 'library', name: 'nothing' },
    ],
  }
  const reading = read(sbomFiles, '/opt/app/bom.json', JSON.stringify(document))
  expect(words(reading).sort()).toEqual(['@babel/core 7.1.0', 'in 1', 'openssl 3.0.1', 'plain 2.0'])
  expect(reading?.packages.find(({ name }) => name === 'openssl')).toEqual({
    type: 'deb',
    namespace: 'debian',
    name: 'openssl',
    version: '3.0.1',
    isInstalled: true,
    qualifiers: { arch: 'amd64' },
  })
})

test('SPDX 2 as JSON, as Bitnami puts it into images, and as text', () => {
  const document = {
    spdxVersion: 'SPDX-2.3',
    packages: [
      {
        name: 'nginx',
        versionInfo: '1.25.3-4',
        licenseConcluded: 'BSD-2-Clause',
        externalRefs: [
          {
            referenceCategory: 'PACKAGE-MANAGER',
            referenceType: 'purl',
            referenceLocator: 'pkg:bitnami/nginx@1.25.3-4?arch=amd64',
          },
        ],
      },
      { name: 'folder', licenseConcluded: 'NOASSERTION' },
    ],
  }
  expect(read(sbomFiles, '/opt/bitnami/nginx/.spdx-nginx.spdx', JSON.stringify(document))?.packages).toEqual([
    {
      type: 'bitnami',
      name: 'nginx',
      version: '1.25.3-4',
      isInstalled: true,
      licenses: ['BSD-2-Clause'],
      qualifiers: { arch: 'amd64' },
    },
  ])
  const text =
    'SPDXVersion: SPDX-2.3\nDocumentName: x\nPackageName: zlib\nPackageVersion: 1.2.13\nPackageLicenseConcluded: NOASSERTION\nPackageLicenseDeclared: Zlib\nExternalRef: PACKAGE-MANAGER purl pkg:generic/zlib@1.2.13\nPackageName: other\n'
  expect(read(sbomFiles, '/x/app.spdx', text)?.packages).toEqual([
    { type: 'generic', name: 'zlib', version: '1.2.13', isInstalled: true, licenses: ['Zlib'] },
  ])
})

test('SPDX 3', () => {
  const graph = [
    {
      type: 'software_Package',
      spdxId: 'p',
      name: 'a',
      software_packageVersion: '1',
      software_packageUrl: 'pkg:npm/a@1',
    },
    { type: 'simplelicensing_LicenseExpression', spdxId: 'l', simplelicensing_licenseExpression: 'MIT' },
    { type: 'Relationship', from: 'p', to: ['l'], relationshipType: 'hasDeclaredLicense' },
  ]
  expect(read(sbomFiles, '/x/sbom.spdx.json', JSON.stringify({ '@context': 'x', '@graph': graph }))?.packages).toEqual([
    { type: 'npm', name: 'a', version: '1', isInstalled: true, licenses: ['MIT'] },
  ])
})

test('other files of such names are said, and damage', () => {
  for (const text of ['{}', '{', 'hello']) expect(() => read(sbomFiles, '/x/bom.json', text)).toThrow(/^it is no /)
  expect(() => read(sbomFiles, '/x/package.json', '{}')).toThrow('does not want')
})
