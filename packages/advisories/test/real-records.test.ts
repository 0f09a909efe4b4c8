import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { buildDatabase, chooseRating, matchPackage, openDatabase, RATING_SOURCES } from '../src/index.ts'
import type { AdvisoryDatabase, DatabaseInfo, PackageToMatch } from '../src/index.ts'
import { writeFiles } from './built-database.ts'

/**
 * Records as their sources publish them (Go CC-BY-4.0, AlmaLinux MIT, Bitnami Apache-2.0, Drupal MIT, GitHub CC-BY-4.0, OpenSSF Apache-2.0,
 * RustSec CC0, Ubuntu CC-BY-SA-4.0, PyPA CC-BY-4.0), without their texts: the traps that were counted in the whole of them.
 */
const RECORDS = readFileSync(join(import.meta.dirname, 'records.json'), 'utf8')

const PYPA = {
  'vulns/picklescan/PYSEC-2025-19.yaml': `id: PYSEC-2025-19
modified: 2027-07-09T15:54:00Z
published: 2025-03-03T19:15:34Z
aliases:
- CVE-2025-1889
- GHSA-769v-p64c-89pr
affected:
- package:
    ecosystem: PyPI
    name: picklescan
  ranges:
  - type: ECOSYSTEM
    events:
    - introduced: "0"
    - fixed: 0.0.22
  versions:
  - 0.0.1
  - 0.0.21
severity:
- type: CVSS_V3
  score: CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H
`,
  'vulns/loguru/PYSEC-2022-15.yaml': `id: PYSEC-2022-15
affected:
- package:
    name: loguru
    ecosystem: PyPI
  versions:
  - 0.5.3
aliases:
- CVE-2022-0329
modified: "2022-01-29T16:47:14.527876Z"
withdrawn: "2022-02-22T16:15:07Z"
`,
}

let folder = ''
let info: DatabaseInfo
let database: AdvisoryDatabase

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'veinmind-records-'))
  writeFiles(join(folder, 'from'), { 'records.json': RECORDS, ...PYPA })
  info = await buildDatabase({ from: [join(folder, 'from')], folder: join(folder, 'db'), now: new Date('2026-11-30') })
  const opened = await openDatabase(join(folder, 'db'))
  if (opened === undefined) throw new TypeError('there is no database')
  database = opened
  return () => {
    opened[Symbol.dispose]()
    rmSync(folder, { recursive: true })
  }
})

const find = (ecosystem: string, name: string, version: string, more: Partial<PackageToMatch> = {}) =>
  matchPackage(database, { ecosystem, name, version, ...more }).flaws
const fixes = (...[ecosystem, name, version, more]: Parameters<typeof find>) =>
  find(ecosystem, name, version, more).map(({ id, fixed }) => `${id} ${fixed ?? '-'}`)

test('all are read; what is no flaw is counted by its reason', () => {
  expect([info.bad.count, info.unknown.count]).toEqual([0, 0])
  const left = Object.fromEntries(info.sources.map(({ name, leftOut }) => [name, leftOut]))
  expect(left).toMatchObject({
    AlmaLinux: { 'no security': 2 },
    GitHub: { withdrawn: 1 },
    Go: { withdrawn: 1 },
    PyPA: { withdrawn: 1 },
    RustSec: { unmaintained: 1, withdrawn: 1 },
  })
})

test('ALBA and ALEA: their packages are affected by nothing', () => {
  expect(find('AlmaLinux:8', 'icedtea-web', '1.7.1-17.el8')).toEqual([])
  expect(find('AlmaLinux:8', 'frr', '7.5-1.el8')).toEqual([])
})

test('AlmaLinux: CVEs of `related`, by binary names, of the stream that the title alone says', () => {
  const of = (stream: string, version: string): readonly string[] =>
    fixes('AlmaLinux:9', 'nodejs', version, { module: `nodejs:${stream}:9050020250101:abc` })
  expect(of('18', '1:18.19.0-1.module_el9.4.0+1')).toEqual([
    'CVE-2025-22150 1:18.20.6-1.module_el9.5.0+136+92f38f3c',
    'CVE-2025-23085 1:18.20.6-1.module_el9.5.0+136+92f38f3c',
  ])
  expect(of('20', '1:20.18.0-1.module_el9.5.0+1')).toEqual(['CVE-2025-23166 1:20.19.2-1.module_el9.6.0+169+c9cb05c2'])
  expect(of('22', '1:22.1.0-1.module_el9.5.0+1')).toEqual([])
  // The same CVE-less package outside of the module, and another release.
  expect(fixes('AlmaLinux:9', 'nodejs', '1:16.20.2-8.el9_4')).toEqual([])
  const sixteen = { module: 'nodejs:16:8080:x' }
  expect(fixes('AlmaLinux:8', 'npm', '1:8.1.0-1.16.1.0.1.module_el8.6.0+1', sixteen)).toEqual([
    'CVE-2023-44487 1:8.19.4-1.16.20.2.3.module_el8.8.0+3653+c77a731f',
  ])
})

test('Go: dates of the year 1 are none, and where ranges say "all" custom_ranges say which', () => {
  const [bolt] = find('Go', 'github.com/boltdb-go/bolt', 'v1.3.1')
  expect(bolt).toMatchObject({ id: 'GO-2025-3451', status: 'affected' })
  expect([bolt?.published, bolt?.modified]).toEqual([undefined, undefined])
  const linkerd = (version: string) => fixes('Go', 'github.com/linkerd/linkerd2', version)
  expect(linkerd('v0.5.1-0.20250101000000-aaaaaaaaaaaa')).toEqual(['CVE-2025-43915 0.6.0-20250501173313-4823b7af3e1e'])
  expect(linkerd('v0.6.0-20250501173313-4823b7af3e1e')).toEqual([])
})

test('Go: the standard library from the pre-release on, with its functions', () => {
  const [flaw] = find('Go', 'stdlib', '1.21.0')
  expect(flaw).toMatchObject({
    id: 'CVE-2023-39321',
    aliases: ['GO-2023-2044'],
    fixed: '1.21.1',
    imports: [{ path: 'crypto/tls', symbols: ['QUICConn.HandleData'] }],
  })
  expect([find('Go', 'stdlib', '1.21.1'), find('Go', 'stdlib', '1.20.14')]).toEqual([[], []])
  expect(find('Go', 'stdlib', '1.21.0-rc.2')).toHaveLength(1)
})

test('several `introduced`: the fix of the own branch, also where the events have no order', () => {
  const cd = (version: string) => fixes('Go', 'github.com/argoproj/argo-cd', version)
  expect([cd('v1.7.0'), cd('v1.7.14'), cd('v1.8.1'), cd('v1.8.7')]).toEqual([
    ['GHSA-6w87-g839-9wv7 1.7.14'],
    [],
    ['GHSA-6w87-g839-9wv7 1.8.7'],
    [],
  ])
  // introduced 0, introduced 4.0.1, fixed 4.0.5, fixed 3.0.21
  const passenger = (version: string) => fixes('RubyGems', 'passenger', version)
  expect(['3.0.20', '3.0.21', '4.0.0', '4.0.1', '4.0.4', '4.0.5'].map(passenger)).toEqual([
    ['CVE-2013-2119 3.0.21'],
    [],
    [],
    ['CVE-2013-2119 4.0.5'],
    ['CVE-2013-2119 4.0.5'],
    [],
  ])
  const mixin = (version: string) => fixes('npm', 'mixin-deep', version)
  expect(['1.3.1', '1.3.2', '2.0.0', '2.0.1'].map(mixin)).toEqual([
    ['CVE-2019-10746 1.3.2'],
    [],
    ['CVE-2019-10746 2.0.1'],
    [],
  ])
  expect(find('npm', 'mixin-deep', '1.3.1')[0]?.cwes).toEqual(['CWE-88'])
  expect(fixes('crates.io', 'serde-json-wasm', '1.0.0')).toEqual(['CVE-2024-58264 1.0.1'])
  expect(fixes('crates.io', 'serde-json-wasm', '0.5.2')).toEqual([])
  expect(fixes('Bitnami', 'node', '20.19.1')).toEqual(['CVE-2025-23122 20.19.2'])
  expect(fixes('Bitnami', 'node', '21.0.0')).toEqual(['CVE-2025-23122 22.15.1'])
})

test('`last_affected` is affected, and what comes after it is not', () => {
  const node = (version: string) => find('Bitnami', 'node', version).map(({ id, status }) => [id, status])
  expect(node('19.9.0')).toContainEqual(['CVE-2025-23088', 'affected'])
  expect(node('19.9.1')).not.toContainEqual(['CVE-2025-23088', 'affected'])
  expect(find('Packagist', 'drupal/oauth_server_sso', '1.0.0')).toHaveLength(1)
  expect(find('Packagist', 'drupal/oauth_server_sso', '1.0.1')).toEqual([])
  const rttys = (version: string) => find('Go', 'github.com/zhaojh329/rttys', version)
  expect([rttys('v3.9.0'), rttys('v4.0.3')]).toEqual([[], []])
  const [flaw] = rttys('v4.0.2')
  expect(flaw).toMatchObject({ id: 'CVE-2022-38867', cwes: ['CWE-89'] })
  expect(flaw && chooseRating(flaw.ratings, RATING_SOURCES)).toMatchObject({ by: 'advisory', level: 'high' })
  expect(flaw && chooseRating(flaw.ratings, ['cvss3.1'])).toMatchObject({ score: 8.8 })
})

test('`versions` alone; a package that is malicious', () => {
  expect(find('RubyGems', 'paranoid2', '1.1.6')).toHaveLength(1)
  expect(find('RubyGems', 'paranoid2', '1.1.5')).toEqual([])
  expect(find('PyPI', '123bla', '0.0.1')).toMatchObject([{ id: 'MAL-2024-10238', isMalicious: true }])
  expect(find('PyPI', '123bla', '0.0.2')).toEqual([])
})

test('withdrawn is no flaw, whatever its ranges say; a date to come does not make the database younger', () => {
  expect(find('Go', 'k8s.io/kubernetes', 'v1.20.0')).toEqual([])
  expect(find('RubyGems', 'activesupport', '4.2.1')).toEqual([])
  expect(find('crates.io', 'dirs', '3.0.0')).toEqual([])
  expect(find('crates.io', 'odbc', '0.17.0')).toEqual([])
  expect(find('PyPI', 'loguru', '0.5.3')).toEqual([])
  expect(fixes('PyPI', 'picklescan', '0.0.21')).toEqual(['CVE-2025-1889 0.0.22'])
  expect(info.sources.find(({ name }) => name === 'PyPA')?.date).toBe('2022-01-29')
  expect(info.date <= '2026-11-30').toBe(true)
})

test('Ubuntu: Pro is a release of its own, severity is the vendor’s word, and a release without data is known to be none', () => {
  const unzip = (release: string, version: string) => find(`Ubuntu:${release}`, 'unzip', version)
  expect(unzip('Pro:14.04', '6.0-9ubuntu1.5')).toMatchObject([{ id: 'CVE-2014-9913', fixed: '6.0-9ubuntu1.6' }])
  expect(unzip('Pro:14.04', '6.0-9ubuntu1.6')).toEqual([])
  const [flaw] = unzip('Pro:14.04', '6.0-9ubuntu1.5')
  expect(flaw?.ratings.map(({ by, level }) => [by, level])).toEqual([
    ['vendor', 'low'],
    ['cvss3.0', 'medium'],
  ])
  expect(database.has('Ubuntu:26.04')).toBe(false)
})
