import { expect, test } from 'vitest'
import { buildFrom, osv, range } from './built-database.ts'

const alma = (id: string, summary: string, rows: Readonly<Record<string, string>>, related: readonly string[]) =>
  osv(id, '', '', {
    summary,
    related,
    affected: Object.entries(rows).map(([name, events]) => ({
      package: { ecosystem: 'AlmaLinux:8', name },
      ranges: [range(events)],
    })),
  })

test('AlmaLinux: the CVEs of `related`, each a flaw of its own, with the vendor’s word', async () => {
  const { flaws } = await buildFrom({
    'a.json': alma('ALSA-2024:1', 'Important: openssl security update', { 'openssl-libs': 'i0 f1:3.0.7-2.el8' }, [
      'CVE-2024-0002',
      'CVE-2024-0001',
    ]),
  })
  const found = flaws({ ecosystem: 'AlmaLinux:8.9', name: 'openssl-libs', version: '1:3.0.7-1.el8' })
  expect(found.map(({ id, aliases, fixed, ratings }) => [id, aliases, fixed, ratings[0]?.level])).toEqual([
    ['CVE-2024-0001', ['ALSA-2024:1'], '1:3.0.7-2.el8', 'high'],
    ['CVE-2024-0002', ['ALSA-2024:1'], '1:3.0.7-2.el8', 'high'],
  ])
  expect(flaws({ ecosystem: 'AlmaLinux:9', name: 'openssl-libs', version: '1:3.0.7-1.el9' })).toEqual([])
  // By its own name, not by that of its source.
  const built = { name: 'openssl-libs', version: '1' }
  expect(flaws({ ecosystem: 'AlmaLinux:8', name: 'openssl', version: '1', source: built })).toEqual([])
})

test('modules: the stream that the title says, and nothing between modular packages and others', async () => {
  const { flaws } = await buildFrom({
    'a.json': alma(
      'ALSA-2024:1',
      'Moderate: nodejs:18 security update',
      { nodejs: 'i0 f1:18.20.0-1.module_el8.9.0+1' },
      ['CVE-2024-0001'],
    ),
    'b.json': alma(
      'ALSA-2024:2',
      'Moderate: nodejs:20 security update',
      { nodejs: 'i0 f1:20.11.0-1.module_el8.9.0+1' },
      ['CVE-2024-0001', 'CVE-2024-0002'],
    ),
    'c.json': alma('ALSA-2024:3', 'Moderate: nodejs security update', { nodejs: 'i0 f2:1' }, ['CVE-2024-0003']),
  })
  const node = (version: string, module?: string) =>
    flaws({ ecosystem: 'AlmaLinux:8', name: 'nodejs', version, module }).map(({ id, fixed }) => [id, fixed])
  const eighteen = [['CVE-2024-0001', '1:18.20.0-1.module_el8.9.0+1']]
  expect(node('1:18.9.0-1.module_el8.7.0+1', 'nodejs:18:8070:abc')).toEqual(eighteen)
  expect(node('1:20.1.0-1.module_el8.7.0+1', 'nodejs:20:8070:abc')).toHaveLength(2)
  expect(node('1:18.20.0-1.module_el8.9.0+1', 'nodejs:18:8070:abc')).toEqual([])
  // Without a label the stream is that of the first number.
  expect(node('1:18.9.0-1.module_el8.7.0+1')).toEqual(eighteen)
  expect(node('1:10.0.0-1.el8')).toEqual([['CVE-2024-0003', '2:1']])
})

test('Debian and Ubuntu are asked for the source package, with its version', async () => {
  const { flaws } = await buildFrom({
    'a.json': osv('DSA-1-1', 'Debian:12', 'glibc', { upstream: ['CVE-2024-0001'], ranges: [range('i0 f2.36-9')] }),
  })
  const libc = { name: 'glibc', version: '2.36-8' }
  expect(flaws({ ecosystem: 'Debian:12', name: 'libc6', version: '9.9', source: libc })).toHaveLength(1)
  expect(flaws({ ecosystem: 'Debian:12', name: 'glibc', version: '1', source: { name: 'other' } })).toEqual([])
  expect(flaws({ ecosystem: 'Debian:11', name: 'libc6', version: '9.9', source: libc })).toEqual([])
})

test('Ubuntu: a CVE and the notice that fixes it are one; Pro is a channel of its own', async () => {
  const row = (ecosystem: string, events: string) => ({
    package: { ecosystem, name: 'unzip' },
    ranges: [range(events)],
  })
  const { flaws, database } = await buildFrom({
    'a.json': osv('UBUNTU-CVE-2014-9913', '', '', {
      upstream: ['CVE-2014-9913'],
      related: ['USN-4672-1'],
      severity: [
        { type: 'CVSS_V3', score: 'CVSS:3.0/AV:L/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L' },
        { type: 'Ubuntu', score: 'negligible' },
      ],
      affected: [row('Ubuntu:16.04:LTS', 'i0'), row('Ubuntu:Pro:16.04:LTS', 'i0 f6.0-20ubuntu1.1+esm1')],
    }),
    'b.json': osv('USN-4672-1', '', '', {
      upstream: ['UBUNTU-CVE-2014-9913', 'UBUNTU-CVE-2016-9844'],
      affected: [row('Ubuntu:16.04:LTS', 'i0 f6.0-20ubuntu1.1')],
    }),
  })
  const unzip = (version: string) => flaws({ ecosystem: 'Ubuntu:16.04', name: 'unzip', version })
  expect(unzip('6.0-20ubuntu1').map(({ id, aliases, fixed }) => [id, aliases, fixed])).toEqual([
    ['CVE-2014-9913', ['USN-4672-1'], '6.0-20ubuntu1.1'],
    ['CVE-2016-9844', ['USN-4672-1'], '6.0-20ubuntu1.1'],
  ])
  expect(unzip('6.0-20ubuntu1')[0]?.ratings.map(({ by, level }) => [by, level])).toEqual([
    ['vendor', 'low'],
    ['cvss3.0', 'medium'],
  ])
  expect(unzip('6.0-20ubuntu1.1')).toHaveLength(1)
  // Fixed in a version that only Pro has.
  expect(unzip('6.0-20ubuntu1.1+esm1')).toEqual([])
  expect(database.has('Ubuntu:26.04')).toBe(false)
  expect(database.has('Ubuntu:16.04:LTS')).toBe(true)
})

test('Ubuntu: FIPS and ESM are never folded with the release, nor with each other', async () => {
  const row = (ecosystem: string, events: string) => ({
    package: { ecosystem, name: 'openssl' },
    ranges: [range(events)],
  })
  const { flaws } = await buildFrom({
    'a.json': osv('UBUNTU-CVE-2024-0001', '', '', {
      upstream: ['CVE-2024-0001'],
      affected: [
        row('Ubuntu:22.04:LTS', 'i0 f3.0.2-0ubuntu1.15'),
        row('Ubuntu:Pro:FIPS-updates:22.04:LTS', 'i0 f3.0.2-0ubuntu1.10+Fips1.2'),
      ],
    }),
    'b.json': osv('UBUNTU-CVE-2024-0002', '', '', {
      upstream: ['CVE-2024-0002'],
      affected: [row('Ubuntu:22.04:LTS', 'i0'), row('Ubuntu:Pro:22.04:LTS', 'i0 f3.0.2-0ubuntu1.15+esm3')],
    }),
  })
  const openssl = (version: string) =>
    flaws({ ecosystem: 'Ubuntu:22.04', name: 'libssl3', version, source: { name: 'openssl', version } }).map(
      ({ id, fixed }) => [id, fixed],
    )
  expect(openssl('3.0.2-0ubuntu1.10')).toEqual([
    ['CVE-2024-0001', '3.0.2-0ubuntu1.15'],
    ['CVE-2024-0002', undefined],
  ])
  expect(openssl('3.0.2-0ubuntu1.10+Fips1')).toEqual([
    ['CVE-2024-0001', '3.0.2-0ubuntu1.10+Fips1.2'],
    ['CVE-2024-0002', undefined],
  ])
  expect(openssl('3.0.2-0ubuntu1.10+Fips1.2')).toEqual([['CVE-2024-0002', undefined]])
  // One that has ESM already is told the fix that ESM has.
  expect(openssl('3.0.2-0ubuntu1.15+esm1')).toEqual([['CVE-2024-0002', '3.0.2-0ubuntu1.15+esm3']])
  expect(openssl('3.0.2-0ubuntu1.15+esm3')).toEqual([])
})

test('Red Hat: the release from its product, extended support apart', async () => {
  const { database } = await buildFrom({
    'a.json': osv('RHSA-2024:1', 'Red Hat:enterprise_linux:9::baseos', 'bash', { ranges: [range('i0 f0:5.1-9.el9')] }),
    'b.json': osv('RHSA-2024:2', 'Red Hat:rhel_aus:8.6::appstream', 'bash', { ranges: [range('i0 f0:5.1-9.el8')] }),
  })
  expect([database.has('Red Hat:9'), database.has('Red Hat:9.4'), database.has('Red Hat:8')]).toEqual([
    true,
    true,
    false,
  ])
  expect(database.has('Red Hat:rhel_aus:8.6')).toBe(true)
})

test('a distribution that calls itself Alpine is itself; one that names no release is counted', async () => {
  const { database, info } = await buildFrom({
    'a.json': osv('CLEANSTART-2026-1', 'Alpine', 'curl', { ranges: [range('i0 f9')] }),
    'b.json': osv('ALPINE-CVE-2024-0001', 'Alpine', 'curl', { ranges: [range('i0 f9')] }),
  })
  expect(database.has('CleanStart')).toBe(true)
  expect(database.has('Alpine:v3.20')).toBe(false)
  expect(info.sources.find(({ name }) => name === 'Alpine')?.leftOut).toEqual({ 'no release named': 1 })
})
