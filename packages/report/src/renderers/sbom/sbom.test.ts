import { readFileSync } from 'node:fs'
import type { InventoryPackage, JsonObject } from '@veinmind/sdk'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ValidateFunction } from 'ajv'
import { expect, test } from 'vitest'
import { target } from '../../../test/sample.ts'
import { createReportService } from '../../index.ts'
import type { Report } from '../../index.ts'
import { formatOf } from '../../output/formats.ts'

const schema = (name: string): JsonObject =>
  JSON.parse(readFileSync(new URL(`../../../test/schemas/${name}.schema.json`, import.meta.url), 'utf8')) as JsonObject

const validators = new Map<string, ValidateFunction>()

/** What a schema has against a document. Addresses are looked at by the writers themselves. */
function faultsOf(schemaName: string, document: unknown): unknown {
  const validate = validators.get(schemaName) ?? compile(schemaName)
  validators.set(schemaName, validate)
  return validate(document) ? [] : validate.errors
}

function compile(schemaName: string): ValidateFunction {
  const options = { strict: false, allErrors: true, validateFormats: false } as const
  if (schemaName === 'spdx-3.0.1') return new Ajv2020(options).compile(schema(schemaName))
  const ajv = new Ajv(options)
  for (const name of ['cyclonedx-cryptography-defs', 'cyclonedx-jsf-0.82', 'cyclonedx-spdx'])
    ajv.addSchema(schema(name))
  return ajv.compile(schema(schemaName))
}

const LAYER = { index: 0, digest: `sha256:${'1'.repeat(64)}` }
const openssl: InventoryPackage = {
  type: 'deb',
  name: 'libssl3',
  version: '3.0.11-1~deb12u2',
  purl: 'pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl',
  ecosystem: 'Debian:12',
  arch: 'amd64',
  source: { name: 'openssl', version: '3.0.11-1' },
  licenses: ['Apache-2.0', 'our own terms', 'MIT OR ISC'],
  isInstalled: true,
  places: [{ path: '/var/lib/dpkg/status', layer: LAYER }],
  foundBy: ['dpkg'],
  meta: { maintainer: 'Debian <a@b.c>', homepage: 'https://www.openssl.org/' },
}
const core: InventoryPackage = {
  type: 'npm',
  name: '@babel/core',
  version: '7.0.0',
  purl: 'pkg:npm/%40babel/core@7.0.0',
  ecosystem: 'npm',
  licenses: ['MIT OR ISC', 'GPL-2.0-only WITH Classpath-exception-2.0'],
  isInstalled: false,
  places: [
    { path: '/app/package-lock.json', layer: LAYER },
    { path: '/old/package-lock.json', layer: LAYER, hiddenBy: 2 },
  ],
  owner: 'pkg:deb/debian/x@1',
  meta: { digests: [`sha512:${'a'.repeat(128)}`, 'sha256:short'], homepage: 'javascript:alert(1)' },
}
const hostile: InventoryPackage = {
  type: 'generic',
  name: '\u202e"<script>\ud800\n',
  version: '',
  purl: 'pkg:generic/%E0%A4%A?distro=%%%',
  licenses: ['', '\u0000', 'LicenseRef-elsewhere', 'x'.repeat(5000)],
  places: [{ path: '/\udc80' }],
  meta: { vendor: '\n', homepage: 'https://a b/' },
}

function reportOf(...targets: readonly (readonly InventoryPackage[])[]): Report {
  const service = createReportService({
    tool: { name: 'veinmind', version: '1.2.3' },
    now: () => new Date(Date.UTC(2026, 10, 24)),
  })
  for (const [index, packages] of targets.entries()) {
    const reference = target(`${index + 1}`)
    for (const item of packages) service.addPackage(item, { plugin: 'asset', target: reference })
    service.addTarget({ ...reference, digest: `sha256:${`${index + 1}`.repeat(64)}`, outcome: 'ok', notes: [] })
  }
  service.addPlugin({
    name: 'asset',
    version: '1.0.0',
    outcome: 'ok',
    durationMs: 1,
    coverage: { entities: 1, scanned: 1, skipped: {}, truncated: 0, errored: 0, rereads: 0, problems: [] },
  })
  return service.finish()
}

async function written(report: Report, format: string): Promise<JsonObject> {
  const renderer = await formatOf(format).load()
  const context = { language: 'en', verbose: false, color: false, width: 80 } as const
  return JSON.parse(await renderer.render(report, context)) as JsonObject
}

const FORMATS = [
  ['cyclonedx', 'cyclonedx-bom-1.6'],
  ['cyclonedx@1.7', 'cyclonedx-bom-1.7'],
  ['spdx', 'spdx-2.3'],
  ['spdx@3', 'spdx-3.0.1'],
] as const

test.each(FORMATS)(
  '%s fits its schema, whatever the packages are called, and is the same again',
  async (format, name) => {
    for (const report of [
      reportOf([openssl, core, hostile]),
      reportOf([openssl], [openssl, core]),
      reportOf([]),
      reportOf(),
    ]) {
      const document = await written(report, format)
      expect(faultsOf(name, document)).toEqual([])
      expect(await written(report, format)).toEqual(document)
    }
  },
)

test('CycloneDX: the image, its system, and each package with its licences, hashes and places', async () => {
  const { metadata, components, compositions, dependencies } = await written(reportOf([openssl, core]), 'cyclonedx')
  expect(metadata).toMatchObject({
    component: {
      type: 'container',
      version: `sha256:${'1'.repeat(64)}`,
      purl: `pkg:oci/app@sha256%3A${'1'.repeat(64)}?repository_url=harbor.local%2Flibrary%2Fapp`,
    },
  })
  expect(components).toMatchObject([
    { type: 'operating-system', name: 'debian', version: '12' },
    {
      'bom-ref': openssl.purl,
      name: 'libssl3',
      licenses: [
        { license: { id: 'Apache-2.0' } },
        { license: { name: 'our own terms' } },
        { license: { name: 'MIT OR ISC' } },
      ],
      externalReferences: [{ type: 'website', url: 'https://www.openssl.org/' }],
      evidence: { occurrences: [{ location: '/var/lib/dpkg/status' }] },
    },
    {
      group: '@babel',
      name: 'core',
      licenses: [{ expression: '(MIT OR ISC) AND GPL-2.0-only WITH Classpath-exception-2.0' }],
      hashes: [{ alg: 'SHA-512' }],
    },
  ])
  const [, , npm] = components as readonly JsonObject[]
  expect(npm).not.toHaveProperty('externalReferences')
  expect(npm?.['properties']).toEqual(
    expect.arrayContaining([
      { name: 'veinmind:installed', value: 'false' },
      { name: 'veinmind:place:0:layer-digest', value: LAYER.digest },
      { name: 'veinmind:place:1:hidden-by', value: '2' },
    ]),
  )
  expect(compositions).toMatchObject([{ aggregate: 'unknown' }])
  expect(dependencies).toHaveLength(1)
})

test('SPDX: what the target contains, licences of its own with their texts, and places in annotations', async () => {
  const document = await written(reportOf([openssl, core]), 'spdx')
  const packages = document['packages'] as readonly JsonObject[]
  expect(packages.map(({ name }) => name)).toEqual(['harbor.local/library/app:1', 'debian', 'libssl3', '@babel/core'])
  expect(packages[2]?.['licenseDeclared']).toMatch(/^Apache-2.0 AND LicenseRef-our-own-terms-\w{8} AND \(MIT OR ISC\)$/)
  expect(document['hasExtractedLicensingInfos']).toMatchObject([{ extractedText: 'our own terms' }])
  const [annotation] = (packages[3]?.['annotations'] ?? []) as readonly { readonly comment: string }[]
  expect(JSON.parse(annotation?.comment ?? '')).toMatchObject({ isInstalled: false, places: core.places })
  expect(document['relationships']).toHaveLength(4)
})

test('two images have components of their own', async () => {
  const { components, dependencies } = await written(reportOf([openssl], [openssl]), 'cyclonedx')
  expect((components as readonly JsonObject[]).map((one) => (one['components'] as readonly unknown[]).length)).toEqual([
    2, 2,
  ])
  expect(dependencies).toHaveLength(2)
})

test('a list that nobody made, or that lacks something, says so', async () => {
  const service = createReportService({ tool: { name: 'veinmind', version: '1' } })
  service.addTarget({ ...target('1'), outcome: 'ok', notes: [] })
  const report = service.finish()
  expect(await written(report, 'cyclonedx')).toMatchObject({
    compositions: [{ aggregate: 'incomplete' }],
    properties: [{ name: 'veinmind:incomplete', value: expect.stringContaining('no plugin looked for packages') }],
  })
  expect(await written(report, 'spdx')).toMatchObject({
    comment: expect.stringContaining('no plugin looked for packages'),
  })
})

test('SPDX: versions and checksums stand where they are known, and nowhere else', async () => {
  const unversioned = { ...openssl, ecosystem: 'Debian', purl: 'pkg:deb/debian/libssl3@3.0.11?distro=debian' }
  const packagesOf = async (report: Report): Promise<Record<string, JsonObject>> => {
    const { packages } = (await written(report, 'spdx')) as unknown as { readonly packages: readonly JsonObject[] }
    return Object.fromEntries(
      packages.map((each) => [
        each['primaryPackagePurpose'] === 'OPERATING_SYSTEM' ? 'system' : (each['name'] as string),
        each,
      ]),
    )
  }
  const known = await packagesOf(reportOf([openssl, core]))
  expect(known['system']).toMatchObject({ versionInfo: '12' })
  expect(known['@babel/core']).toMatchObject({ checksums: [{ algorithm: 'SHA512', checksumValue: 'a'.repeat(128) }] })
  expect(known['libssl3']).not.toHaveProperty('checksums')
  expect((await packagesOf(reportOf([unversioned])))['system'] ?? {}).not.toHaveProperty('versionInfo')
})
