import { scanWith, showReport } from '@veinmind/plugin-testing'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { dataWith, osv } from '../test/database.ts'
import { deb, nodeModule } from '../test/images.ts'
import vuln from './index.ts'

const FLAWS = [
  osv('DSA-1-1', ['Debian:12', 'openssl'], '3.0.11-1', { upstream: ['CVE-2024-0001'] }),
  osv('DSA-2-1', ['Debian:12', 'openssl'], '3.0.13-1', { upstream: ['CVE-2024-0002'] }),
  osv('DEBIAN-CVE-2024-0003', ['Debian:12', 'openssl'], undefined, { upstream: ['CVE-2024-0003'] }),
  osv('DSA-4-1', ['Debian:12', 'zlib'], '1:1.3', { upstream: ['CVE-2024-0004'] }),
  osv('GHSA-aaaa-bbbb-cccc', ['npm', 'left'], '1.2.3', { aliases: ['CVE-2024-0005'] }),
  osv('MAL-2024-1', ['npm', 'left']),
]

const status = deb('libssl3', '3.0.9-1', 'openssl') + deb('openssl', '3.0.9-1') + deb('zlib1g', '1:1.2', 'zlib')
const image = buildImage(
  layer({ 'etc/os-release': 'ID=debian\nVERSION_ID="12"\n', 'var/lib/dpkg/status': status }),
  layer(nodeModule('left', '1.0.0')),
  {
    config: { Labels: { 'org.opencontainers.image.base.name': 'debian:12' } },
    history: [
      { created_by: 'ADD / /' },
      { created_by: 'CMD ["bash"]', empty_layer: true },
      { created_by: 'COPY . /srv' },
    ],
  },
)

test('the smallest set of upgrades by source package, the highest version of each, and what came with the base', async () => {
  const dataDir = await dataWith(FLAWS)
  const report = await scanWith(vuln, image, { dataDir, options: { 'max-db-age': '9999d' } })
  expect(report.errors).toEqual([])
  expect(report.findings).toHaveLength(9)
  expect(report.assets).toEqual([])
  const [plan] = report.plan ?? []
  expect(plan).toMatchObject({
    total: 9,
    removable: 6,
    base: { name: 'debian:12', layers: 1, by: 'history', total: 7, removable: 5 },
  })
  expect(plan?.steps).toEqual([
    {
      type: 'deb',
      package: 'openssl',
      packages: ['libssl3', 'openssl'],
      from: '3.0.9-1',
      to: '3.0.13-1',
      removes: 4,
      worst: 'medium',
      ids: ['CVE-2024-0001', 'CVE-2024-0002'],
      inBase: true,
    },
    expect.objectContaining({ type: 'npm', package: 'left', to: '1.2.3', removes: 1, inBase: false }),
    expect.objectContaining({ type: 'deb', package: 'zlib', from: '1:1.2', to: '1:1.3', removes: 1, inBase: true }),
  ])
  expect(report.findings.filter(({ detail }) => (detail as { in_base?: boolean }).in_base === true)).toHaveLength(7)
  const shown = await showReport(report)
  const texts = [...shown.values()].join('\n').replaceAll(/\s+/g, ' ')
  expect(texts).toContain('3 upgrades remove 6 of 9; the rest has no fix')
  expect(texts).toContain('7 came with the base image debian:12, 5 of these have a fix: build on a newer one')
})

test('where nothing has a fix, and where nothing was found', async () => {
  const dataDir = await dataWith([osv('X-1', ['npm', 'left'])])
  const options = { 'max-db-age': '9999d' }
  const found = await scanWith(vuln, buildImage(layer(nodeModule('left', '1.0.0'))), { dataDir, options })
  expect(found.plan).toMatchObject([{ total: 1, removable: 0, steps: [] }])
  const none = await scanWith(vuln, buildImage(layer(nodeModule('right', '1.0.0'))), { dataDir, options })
  expect(none.plan).toBeUndefined()
})
