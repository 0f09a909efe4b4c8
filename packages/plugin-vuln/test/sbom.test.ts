import { openSbom } from '@veinmind/inventory'
import { scanWith } from '@veinmind/plugin-testing'
import { render, planOutput } from '@veinmind/report'
import type { Report } from '@veinmind/report'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import asset from '@veinmind/plugin-asset'
import vuln from '../src/index.ts'
import { dataWith, osv } from './database.ts'
import { deb, debian, nodeModule } from './images.ts'

const RECENT = { 'max-db-age': '9999d' }
const IMAGE = debian(
  '12',
  deb('libssl3', '3.0.11-1~deb12u1', 'openssl') +
    deb('python3-requests', '2.28.1+dfsg-1', 'requests') +
    deb('bash', '5.2'),
  {
    ...nodeModule('left', '1.0.0'),
    ...nodeModule('@acme/right', '2.0.0'),
    'srv/old/package-lock.json': JSON.stringify({
      lockfileVersion: 3,
      packages: { 'node_modules/locked': { version: '1.0.0' } },
    }),
    'var/lib/dpkg/info/python3-requests.list': '/usr/lib/python3/dist-packages/requests-2.28.1.dist-info/METADATA\n',
    'usr/lib/python3/dist-packages/requests-2.28.1.dist-info/METADATA':
      'Metadata-Version: 2.1\nName: requests\nVersion: 2.28.1\n',
  },
)
const RECORDS = [
  osv('DSA-1-1', ['Debian:12', 'openssl'], '3.0.11-1~deb12u2', { upstream: ['CVE-2023-5363'], summary: 'openssl' }),
  osv('DSA-2-1', ['Debian:12', 'requests'], undefined, { upstream: ['CVE-2023-0002'] }),
  osv('DSA-3-1', ['Debian:12', 'bash'], '5.1'),
  osv('GHSA-aaaa-bbbb-cccc', ['npm', 'left'], '1.2.3', { aliases: ['CVE-2024-0001'], summary: 'left is wrong' }),
  osv('GHSA-aaaa-bbbb-dddd', ['npm', '@acme/right'], '3.0.0'),
  osv('GHSA-aaaa-bbbb-eeee', ['npm', 'locked'], '3.0.0'),
  osv('PYSEC-1', ['PyPI', 'requests'], '3.0.0'),
]

/** The document of an image's packages. */
async function documentOf(format: string, folder: string): Promise<Buffer> {
  const report = await scanWith(asset, IMAGE)
  const path = join(folder, 'bom.json')
  await render(report, await planOutput({ formats: [format], output: path }))
  return readFileSync(path)
}

const told = ({ findings }: Report): readonly object[] =>
  findings.map(({ rule, severity, evidence, fingerprint, locations, detail }) => ({
    rule: rule.id,
    severity,
    evidence,
    fingerprint,
    places: locations.map(({ path, layer }) => [path, layer]),
    detail,
  }))

test.each(['cyclonedx', 'cyclonedx@1.7', 'spdx', 'spdx@3'])(
  'our own %s gives the findings of the image, to the fingerprint',
  async (format) => {
    const dataDir = await dataWith(RECORDS)
    const folder = join(dataDir, 'sbom')
    mkdirSync(folder)
    const options = { dataDir, options: RECENT }
    const ofImage = await scanWith(vuln, IMAGE, options)
    expect(ofImage.findings.map(({ evidence }) => evidence)).toEqual([
      'python3-requests 2.28.1+dfsg-1 (of requests): affected',
      'libssl3 3.0.11-1~deb12u1 (of openssl): fixed in 3.0.11-1~deb12u2',
      'left 1.0.0: fixed in 1.2.3',
      '@acme/right 2.0.0: fixed in 3.0.0',
    ])
    const { entity } = openSbom(await documentOf(format, folder), 'bom.json')
    const ofSbom = await scanWith(vuln, entity, options)
    expect([ofImage, ofSbom].map(({ plugins }) => plugins[0]?.outcome)).toEqual(['ok', 'ok'])
    expect(told(ofSbom)).toEqual(told(ofImage))
  },
)

test('a statement on the image counts for its bill of materials', async () => {
  const dataDir = await dataWith(RECORDS)
  const vex = join(dataDir, 'vex.json')
  const digest = `sha256:${'a'.repeat(64)}`
  writeFileSync(
    vex,
    JSON.stringify({
      '@context': 'https://openvex.dev/ns/v0.2.0',
      '@id': 'x',
      author: 'a',
      timestamp: '2026-01-01T00:00:00Z',
      version: 1,
      statements: [
        {
          vulnerability: { name: 'CVE-2024-0001' },
          products: [{ '@id': `pkg:oci/app@${encodeURIComponent(digest)}?repository_url=harbor.local/app` }],
          status: 'not_affected',
          justification: 'vulnerable_code_not_present',
        },
      ],
    }),
  )
  const document = {
    bomFormat: 'CycloneDX',
    metadata: {
      component: {
        type: 'container',
        name: 'harbor.local/app:1',
        version: digest,
        purl: `pkg:oci/app@${encodeURIComponent(digest)}?repository_url=harbor.local%2Fapp`,
      },
    },
    components: [{ type: 'library', name: 'left', version: '1.0.0', purl: 'pkg:npm/left@1.0.0' }],
  }
  const { entity } = openSbom(Buffer.from(JSON.stringify(document)), 'bom.json')
  const scan = (files: readonly string[]): Promise<Report> =>
    scanWith(vuln, entity, {
      dataDir,
      options: { ...RECENT, vex: files.map((path) => ({ path, text: readFileSync(path, 'utf8') })) },
    })
  expect((await scan([])).findings).toHaveLength(1)
  expect((await scan([vex])).findings).toHaveLength(0)
})

test('a list that was cut makes both plugins partial', async () => {
  const dataDir = await dataWith(RECORDS)
  const long = { type: 'library', name: 'x'.repeat(2000), version: '1' }
  const { entity } = openSbom(Buffer.from(JSON.stringify({ bomFormat: 'CycloneDX', components: [long] })), 'bom.json')
  for (const { plugins } of [await scanWith(vuln, entity, { dataDir, options: RECENT }), await scanWith(asset, entity)])
    expect(plugins[0]).toMatchObject({ outcome: 'partial', reason: expect.stringContaining('cannot be one') })
})
