import { scanWith } from '@veinmind/plugin-testing'
import { buildImage, layer } from '@veinmind/testing'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { dataWith, osv } from '../../test/database.ts'
import { nodeModule } from '../../test/images.ts'
import vuln from '../index.ts'
import { readVex } from './read-vex.ts'

const IMAGE = buildImage(layer({ ...nodeModule('left', '1.0.0'), ...nodeModule('right', '1.0.0') }), {
  references: ['registry.example.com/team/app:1'],
})
const LEFT = 'pkg:npm/left@1.0.0'
const APP = 'pkg:oci/app?repository_url=registry.example.com/team/app'
const BY_DIGEST = `pkg:oci/app@${IMAGE.manifestDigest}`

const openVex = (
  ...statements: readonly (readonly [status: string, product: string, part?: string | undefined, time?: string])[]
) => ({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  timestamp: '2026-01-01T00:00:00Z',
  statements: statements.map(([status, product, part, timestamp]) => ({
    vulnerability: { name: 'CVE-2024-0001' },
    products: [{ '@id': product, ...(part === undefined ? {} : { subcomponents: [{ '@id': part }] }) }],
    status,
    justification: 'vulnerable_code_not_present',
    ...(timestamp === undefined ? {} : { timestamp }),
  })),
})

/** Names of the packages that are left as findings. */
async function findingsWith(...documents: readonly object[]): Promise<readonly unknown[]> {
  const more = { aliases: ['CVE-2024-0001'] }
  const dataDir = await dataWith([
    osv('GHSA-aaaa-bbbb-0001', ['npm', 'left'], '2.0.0', more),
    osv('GHSA-aaaa-bbbb-0002', ['npm', 'right'], '2.0.0', more),
  ])
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-vex-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [at, document] of documents.entries()) writeFileSync(join(folder, `${at}.json`), JSON.stringify(document))
  const { findings, assets, errors } = await scanWith(vuln, IMAGE, {
    dataDir,
    options: { 'max-db-age': '9999d', vex: folder },
  })
  expect(errors).toEqual([])
  expect(findings.length + assets.filter(({ type }) => type === 'VulnerabilityStatement').length).toBe(2)
  return findings
    .map(({ detail }) => (detail as { source: { packages: { name: string } } }).source.packages.name)
    .sort()
}

const BOTH = ['left', 'right']

test('a package, in whatever image; a part of an image; a whole image', async () => {
  expect(await findingsWith(openVex(['not_affected', LEFT]))).toEqual(['right'])
  expect(await findingsWith(openVex(['fixed', APP, 'pkg:npm/left']))).toEqual(['right'])
  expect(await findingsWith(openVex(['not_affected', BY_DIGEST]))).toEqual([])
  expect(await findingsWith(openVex(['not_affected', IMAGE.manifestDigest, LEFT]), openVex())).toEqual(['right'])
})

test('another image, another version, another flaw, and what only says that it is looked at, change nothing', async () => {
  expect(
    await findingsWith(
      openVex(
        ['not_affected', 'pkg:oci/app?repository_url=registry.example.com/other/app'],
        ['not_affected', `pkg:oci/app@sha256:${'0'.repeat(64)}`],
        ['not_affected', APP, 'pkg:npm/left@1.0.1'],
        ['not_affected', 'pkg:pypi/left@1.0.0'],
        ['under_investigation', APP],
        ['affected', APP],
      ),
    ),
  ).toEqual(BOTH)
})

test('the more specific statement wins, then the later', async () => {
  expect(await findingsWith(openVex(['affected', APP, LEFT], ['not_affected', APP]))).toEqual(['left'])
  expect(await findingsWith(openVex(['not_affected', BY_DIGEST, LEFT], ['affected', APP]))).toEqual(['right'])
  const old = '2020-01-01T00:00:00Z'
  expect(await findingsWith(openVex(['not_affected', APP], ['affected', APP, undefined, old]))).toEqual([])
  expect(await findingsWith(openVex(['not_affected', APP, undefined, old], ['affected', APP]))).toEqual(BOTH)
})

test('CycloneDX and CSAF', async () => {
  const cycloneDx = (state: string) => ({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { component: { 'bom-ref': 'app', purl: APP } },
    components: [{ 'bom-ref': 'a', purl: LEFT }],
    vulnerabilities: [
      { id: 'CVE-2024-0001', analysis: { state, justification: 'code_not_reachable' }, affects: [{ ref: 'a' }] },
    ],
  })
  expect(await findingsWith(cycloneDx('not_affected'))).toEqual(['right'])
  expect(await findingsWith(cycloneDx('exploitable'))).toEqual(BOTH)
  const csaf = {
    document: { csaf_version: '2.0', category: 'csaf_vex', tracking: { current_release_date: '2026-01-01T00:00:00Z' } },
    product_tree: {
      branches: [
        { product: { product_id: 'app', product_identification_helper: { purl: APP } } },
        { product: { product_id: 'right', product_identification_helper: { purl: 'pkg:npm/right@1.0.0' } } },
      ],
      relationships: [
        {
          product_reference: 'right',
          relates_to_product_reference: 'app',
          full_product_name: { product_id: 'app:right' },
        },
      ],
    },
    vulnerabilities: [{ cve: 'CVE-2024-0001', product_status: { known_not_affected: ['app:right'] } }],
  }
  expect(await findingsWith(csaf)).toEqual(['left'])
})

test('what is none of the three is refused', () => {
  const read = (text: string) => () => readVex([{ path: 'x.json', text }])
  expect(read('{')).toThrow(/no JSON/)
  expect(read('[]')).toThrow(/no object/)
  expect(read('{"bomFormat": "other"}')).toThrow(/neither OpenVEX/)
  expect(read('{"statements": [null, 1, {"status": "fixed"}, {"status": "__proto__"}]}')).not.toThrow()
})
