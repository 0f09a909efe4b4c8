import { expect, test } from 'vitest'
import { buildFrom, osv, range } from './built-database.ts'

const npm = (version: string) => ({ ecosystem: 'npm', name: 'left', version })

test('several introduced, out of order; the fix of the branch, not the highest', async () => {
  const { flaws } = await buildFrom({
    'a.json': osv('GHSA-aaaa-bbbb-cccc', 'npm', 'left', { ranges: [range('i3.0.0 f3.1.5 i0 f1.2.3 i2.0.0 f2.4.1')] }),
  })
  expect(flaws(npm('1.0.0'))[0]).toMatchObject({ status: 'fixed', fixed: '1.2.3' })
  expect(flaws(npm('2.1.0'))[0]).toMatchObject({ fixed: '2.4.1' })
  expect(flaws(npm('3.1.4'))[0]).toMatchObject({ fixed: '3.1.5' })
  expect(flaws(npm('1.2.3'))).toEqual([])
  expect(flaws(npm('2.4.1'))).toEqual([])
})

test('of two advisories on one flaw the lower fix above the version is told', async () => {
  const { flaws } = await buildFrom({
    'a.json': osv('GHSA-aaaa-bbbb-cccc', 'npm', 'left', { aliases: ['CVE-2024-0001'], ranges: [range('i0 f2.0.0')] }),
    'b.json': osv('OSV-2024-1', 'npm', 'left', { aliases: ['CVE-2024-0001'], ranges: [range('i0 f1.5.0')] }),
  })
  const found = flaws(npm('1.0.0'))
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({
    id: 'CVE-2024-0001',
    aliases: ['GHSA-aaaa-bbbb-cccc', 'OSV-2024-1'],
    fixed: '1.5.0',
    sources: ['GitHub', 'OSV'],
  })
  expect(flaws(npm('1.6.0'))[0]).toMatchObject({ fixed: '2.0.0' })
})

test('last_affected, limit, versions alone', async () => {
  const { flaws } = await buildFrom({
    'a.json': osv('GHSA-aaaa-bbbb-0001', 'npm', 'left', { ranges: [range('i1.0.0 l1.4.0')] }),
    'b.json': osv('GHSA-aaaa-bbbb-0002', 'npm', 'left', { ranges: [range('i0 u2.0.0')] }),
    'c.json': osv('GHSA-aaaa-bbbb-0003', 'npm', 'left', { versions: ['3.0.0', '3.0.2'] }),
  })
  expect(flaws(npm('1.4.0')).map(({ id, status }) => [id, status])).toEqual([
    ['GHSA-aaaa-bbbb-0001', 'affected'],
    ['GHSA-aaaa-bbbb-0002', 'affected'],
  ])
  expect(flaws(npm('1.4.1')).map(({ id }) => id)).toEqual(['GHSA-aaaa-bbbb-0002'])
  expect(flaws(npm('2.0.0'))).toEqual([])
  expect(flaws(npm('3.0.2')).map(({ id }) => id)).toEqual(['GHSA-aaaa-bbbb-0003'])
  expect(flaws(npm('3.0.1'))).toEqual([])
})

test('what GitHub knows to be affected last bounds a range without a fix', async () => {
  const affected = (known: string) => [
    {
      package: { ecosystem: 'npm', name: 'left' },
      ranges: [range('i0')],
      database_specific: { last_known_affected_version_range: known },
    },
  ]
  const { flaws } = await buildFrom({
    'a.json': osv('GHSA-aaaa-bbbb-0001', '', '', { affected: affected('<= 1.0.0') }),
    'b.json': osv('GHSA-aaaa-bbbb-0002', '', '', { affected: affected('< 1.0.0') }),
  })
  expect(flaws(npm('0.9.0'))).toHaveLength(2)
  expect(flaws(npm('1.0.0')).map(({ id }) => id)).toEqual(['GHSA-aaaa-bbbb-0001'])
  expect(flaws(npm('1.0.1'))).toEqual([])
})

test('withdrawn records, errata without security, notices and `*` are no flaws, and are counted', async () => {
  const { flaws, info, database } = await buildFrom({
    'a.json': osv('GHSA-aaaa-bbbb-0001', 'npm', 'left', { ranges: [range('i0')], withdrawn: '2025-01-01T00:00:00Z' }),
    'b.json': osv('ALBA-2024:1', 'AlmaLinux:9', 'bash', { ranges: [range('i0 f9')] }),
    'c.json': osv('ALEA-2024:2', 'AlmaLinux:9', 'bash', { ranges: [range('i0 f9')] }),
    'd.json': osv('RUSTSEC-2024-0001', '', '', {
      affected: [
        {
          package: { ecosystem: 'crates.io', name: 'old' },
          ranges: [range('i0')],
          database_specific: { informational: 'unmaintained' },
        },
      ],
    }),
    'e.json': osv('ALSA-2024:3', 'AlmaLinux:9', '*', { ranges: [range('i0')] }),
    'f.json': osv('ALSA-2024:4', 'AlmaLinux:9', 'zlib', { ranges: [range('i0 f2')] }),
  })
  expect(flaws(npm('1.0.0'))).toEqual([])
  expect(flaws({ ecosystem: 'AlmaLinux:9', name: 'bash', version: '5' })).toEqual([])
  expect(flaws({ ecosystem: 'crates.io', name: 'old', version: '1.0.0' })).toEqual([])
  expect(info.sources.map(({ name, records, leftOut }) => [name, records, leftOut])).toEqual([
    ['AlmaLinux', 1, { 'no security': 2, 'no versions': 1 }],
    ['GitHub', 0, { withdrawn: 1 }],
    ['RustSec', 0, { unmaintained: 1 }],
  ])
  expect(database.has('npm')).toBe(false)
})

test('a newer copy of a record replaces the older, also when it takes it back', async () => {
  const old = osv('GHSA-aaaa-bbbb-0001', 'npm', 'left', { ranges: [range('i0')], modified: '2024-01-01T00:00:00Z' })
  const { flaws } = await buildFrom({
    'a/1.json': osv('GHSA-aaaa-bbbb-0001', 'npm', 'left', {
      ranges: [range('i0')],
      modified: '2025-01-01T00:00:00Z',
      withdrawn: '2025-01-01T00:00:00Z',
    }),
    'b/1.json': old,
    'b/2.json': osv('GHSA-aaaa-bbbb-0002', 'npm', 'left', { ranges: [range('i0 f1.0.0')] }),
    'c/2.json': osv('GHSA-aaaa-bbbb-0002', 'npm', 'left', {
      ranges: [range('i0 f3.0.0')],
      modified: '2026-06-01T00:00:00Z',
    }),
  })
  expect(flaws(npm('2.0.0')).map(({ id, fixed }) => [id, fixed])).toEqual([['GHSA-aaaa-bbbb-0002', '3.0.0']])
})

test('Go: which versions custom_ranges says counts, and functions are kept; the year 1 is no date', async () => {
  const { flaws } = await buildFrom({
    'a.json': osv('GO-2025-0001', '', '', {
      modified: '0001-01-01T00:00:00Z',
      published: '0001-01-01T00:00:00Z',
      affected: [
        {
          package: { ecosystem: 'Go', name: 'example.com/m' },
          ranges: [range('i0', 'SEMVER')],
          ecosystem_specific: {
            custom_ranges: [range('i2.9.0 f2.9.12')],
            imports: [{ path: 'example.com/m/x', symbols: ['Do'] }],
          },
        },
      ],
    }),
  })
  const at = (version: string) => flaws({ ecosystem: 'Go', name: 'example.com/m', version })
  expect(at('v2.9.3')[0]).toMatchObject({ fixed: '2.9.12', imports: [{ path: 'example.com/m/x', symbols: ['Do'] }] })
  expect(at('v2.9.3')[0]).not.toHaveProperty('published')
  expect(at('v2.9.12')).toEqual([])
  expect(at('v2.8.0')).toEqual([])
})

test('versions without an order are neither affected nor safe', async () => {
  const { database } = await buildFrom({
    'a.json': osv('GHSA-aaaa-bbbb-0001', 'npm', 'left', { ranges: [range('i0 f2.0.0')] }),
  })
  const { matchPackage } = await import('../src/index.ts')
  expect(matchPackage(database, npm('next'))).toMatchObject({ flaws: [], unknown: ['GHSA-aaaa-bbbb-0001'] })
})

test('names are one where the ecosystem takes them for one', async () => {
  const { flaws } = await buildFrom({
    'a.json': osv('PYSEC-2024-1', 'PyPI', 'Zope.Interface_x', { ranges: [range('i0')] }),
    'b.json': osv('GHSA-aaaa-bbbb-0001', 'Packagist', 'Symfony/Yaml', { ranges: [range('i0')] }),
  })
  expect(flaws({ ecosystem: 'PyPI', name: 'zope-interface-X', version: '1' })).toHaveLength(1)
  expect(flaws({ ecosystem: 'Packagist', name: 'symfony/yaml', version: '1' })).toHaveLength(1)
  expect(flaws({ ecosystem: 'npm', name: 'symfony/yaml', version: '1' })).toEqual([])
})
