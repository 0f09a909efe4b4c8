import { scanWith } from '@veinmind/plugin-testing'
import { buildContainer, buildImage, layer } from '@veinmind/testing'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { dataWith, osv } from '../test/database.ts'
import { deb, debian, nodeModule } from '../test/images.ts'
import vuln from './index.ts'

const RECENT = { 'max-db-age': '9999d' }

const OPENSSL = osv('DSA-1-1', ['Debian:12', 'openssl'], '3.0.11-1~deb12u2', {
  upstream: ['CVE-2023-5363'],
  summary: 'openssl security update',
})
const LEFT = osv('GHSA-aaaa-bbbb-cccc', ['npm', 'left'], '1.2.3', {
  aliases: ['CVE-2024-0001'],
  summary: 'left is wrong',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  database_specific: { severity: 'MODERATE', cwe_ids: ['CWE-79'] },
})

test('one finding for one flaw in one package, with what is known of it', async () => {
  const dataDir = await dataWith([OPENSSL, LEFT], {
    'kev.json': { catalogVersion: '1', vulnerabilities: [{ cveID: 'CVE-2024-0001', dateAdded: '2024-02-03' }] },
  })
  const image = debian('12', deb('libssl3', '3.0.11-1~deb12u1', 'openssl'), nodeModule('left', '1.0.0'))
  const { findings, plugins, errors } = await scanWith(vuln, image, { dataDir, options: RECENT })
  expect(errors).toEqual([])
  expect(plugins[0]).toMatchObject({ outcome: 'ok' })
  expect(findings.map(({ rule, severity, evidence }) => [rule.id, severity, evidence])).toEqual([
    ['CVE-2023-5363', 'medium', 'libssl3 3.0.11-1~deb12u1 (of openssl): fixed in 3.0.11-1~deb12u2'],
    ['CVE-2024-0001', 'medium', 'left 1.0.0: fixed in 1.2.3'],
  ])
  expect(findings[1]).toMatchObject({
    type: 'Vulnerability',
    locations: [{ path: '/srv/app/node_modules/left/package.json', layer: { index: 0 } }],
    rule: { title: { en: 'left is wrong', zh: '漏洞 CVE-2024-0001：left is wrong' } },
    detail: {
      id: 'CVE-2024-0001',
      aliases: ['GHSA-aaaa-bbbb-cccc'],
      status: 'fixed',
      fixed_version: '1.2.3',
      severity_source: 'advisory',
      cwes: ['CWE-79'],
      kev: { added: '2024-02-03' },
      data_sources: ['GitHub'],
      source: { type: 'npm', packages: { name: 'left', version: '1.0.0' } },
    },
  })
  expect(findings[0]?.detail).toMatchObject({
    source: {
      os: 'debian 12',
      type: 'deb',
      packages: { name: 'libssl3', version: '3.0.11', release: '1~deb12u1', srcName: 'openssl' },
    },
  })
})

test('a package in more places than are named: how many there are is said beside them', async () => {
  const dataDir = await dataWith([LEFT])
  const copies = Array.from({ length: 23 }, (_, copy) =>
    Object.entries(nodeModule('left', '1.0.0')).map(([path, text]) => [`copy${copy}/${path}`, text] as const),
  )
  const image = buildImage(layer(Object.fromEntries(copies.flat())))
  const { findings } = await scanWith(vuln, image, { dataDir, options: RECENT })
  expect(findings.map(({ locations, listed }) => [locations.length, listed])).toEqual([
    [20, { count: 20, atLeast: 23 }],
  ])
})

test('a container is scanned as its image is', async () => {
  const dataDir = await dataWith([LEFT])
  const image = buildImage(layer(nodeModule('left', '1.0.0')))
  const { findings } = await scanWith(vuln, buildContainer({ image }), { dataDir, options: RECENT })
  expect(findings.map(({ rule }) => rule.id)).toEqual(['CVE-2024-0001'])
})

test('whose severity counts can be chosen; what has no fix can be left out', async () => {
  const dataDir = await dataWith([LEFT, osv('GHSA-aaaa-bbbb-0002', ['npm', 'left'])])
  const image = buildImage(layer(nodeModule('left', '1.0.0')))
  const { findings } = await scanWith(vuln, image, {
    dataDir,
    options: { ...RECENT, 'severity-source': ['cvss3.1'], 'ignore-unfixed': true },
  })
  expect(findings.map(({ rule, severity, detail }) => [rule.id, severity, detail['severity_source']])).toEqual([
    ['CVE-2024-0001', 'critical', 'cvss3.1'],
  ])
  await expect(scanWith(vuln, image, { dataDir, options: { 'severity-source': ['nvd'] } })).rejects.toThrow(/no source/)
  await expect(scanWith(vuln, image, { dataDir, options: { 'max-db-age': 'soon' } })).rejects.toThrow(/no time/)
})

test('malicious packages are critical', async () => {
  const dataDir = await dataWith([osv('MAL-2024-1', ['npm', 'left'])])
  const { findings } = await scanWith(vuln, buildImage(layer(nodeModule('left', '1.0.0'))), {
    dataDir,
    options: { ...RECENT, 'ignore-unfixed': true },
  })
  expect(findings).toMatchObject([{ severity: 'critical', rule: { id: 'MAL-2024-1' } }])
})

test('a release without data is said, never nothing found', async () => {
  const dataDir = await dataWith([OPENSSL])
  const { findings, plugins } = await scanWith(vuln, debian('11', deb('libssl1', '1', 'openssl')), {
    dataDir,
    options: RECENT,
  })
  expect(findings).toEqual([])
  expect(plugins[0]).toMatchObject({ outcome: 'partial', reason: expect.stringContaining('no data for Debian:11') })
})

test('a release with less data than packages is said: a sample is no source', async () => {
  const dataDir = await dataWith([OPENSSL])
  const status = deb('libssl3', '3.0.11-1~deb12u1', 'openssl') + deb('bash', '5') + deb('tar', '1')
  const { findings, plugins } = await scanWith(vuln, debian('12', status), { dataDir, options: RECENT })
  expect(findings).toHaveLength(1)
  expect(plugins[0]).toMatchObject({
    outcome: 'partial',
    reason: expect.stringContaining('too little data for Debian:12: 1 packages are known, 3 are installed'),
  })
})

test('without a database it is skipped, with the command that gets one', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'veinmind-vuln-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const { plugins, errors, findings } = await scanWith(vuln, debian('12', deb('a', '1')), { dataDir })
  expect([errors, findings]).toEqual([[], []])
  expect(plugins[0]).toMatchObject({
    outcome: 'skipped',
    reason: expect.stringMatching(/^no database: veinmind db update/),
  })
})

test('an old database is said, and matched all the same', async () => {
  const old = { ...OPENSSL, modified: '2020-01-01T00:00:00Z' }
  const dataDir = await dataWith([old])
  const { plugins, findings } = await scanWith(vuln, debian('12', deb('openssl', '3.0.0-1')), { dataDir })
  expect(findings).toHaveLength(1)
  expect(plugins[0]).toMatchObject({
    outcome: 'ok',
    note: expect.stringMatching(/^the database of vulnerabilities is of 2020-01-01, \d+ days old/),
  })
})

test('a system and a program out of support', async () => {
  const dataDir = await dataWith([OPENSSL], {
    'debian.json': { releases: { 12: { name: '12', eol: '2020-06-10' }, 13: { name: '13', eol: '9999-01-01' } } },
    'go.json': { releases: { '1.19': { name: '1.19', eol: '2023-09-06', latest: '1.19.13' } } },
  })
  const { findings } = await scanWith(vuln, debian('12', deb('a', '1')), { dataDir, options: RECENT })
  expect(findings).toMatchObject([
    {
      type: 'EndOfLife',
      rule: { id: 'EOL-001' },
      severity: 'high',
      evidence: 'debian 12: until 2020-06-10',
      locations: [{ path: '/etc/os-release' }],
      detail: { product: 'debian', cycle: '12', end: '2020-06-10' },
    },
  ])
  const other = await scanWith(vuln, debian('13', ''), { dataDir, options: RECENT })
  expect(other.findings).toEqual([])
})
