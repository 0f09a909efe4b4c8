import { createRandom } from '@veinmind/testing'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildDatabase, matchPackage, openDatabase } from '../src/index.ts'
import { makeTestFolder, osv, range, writeFiles } from './built-database.ts'

/** Whole documents of several sources, as text. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  'osv.json': JSON.stringify(
    osv('GHSA-aaaa-bbbb-0001', 'npm', 'left', {
      aliases: ['CVE-2024-0001'],
      ranges: [range('i0 f1.0.0 i2.0.0 l2.4.0')],
      versions: ['0.1.0', '3.0.0'],
      severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
      database_specific: { severity: 'HIGH', cwe_ids: ['CWE-79'] },
    }),
  ),
  'list.json': JSON.stringify([
    osv('ALSA-2024:1', 'AlmaLinux:9', 'bash', { related: ['CVE-2024-2'], ranges: [range('i0 f2')] }),
  ]),
  'osv.yaml':
    'id: PYSEC-2024-1\nmodified: 2024-01-01T00:00:00Z\naffected:\n- package: {ecosystem: PyPI, name: left}\n  ranges:\n  - type: ECOSYSTEM\n    events:\n    - introduced: "0"\n    - fixed: "2"\n',
  'secdb.json': JSON.stringify({
    distroversion: 'v3.20',
    reponame: 'main',
    urlprefix: 'https://dl-cdn.alpinelinux.org/alpine',
    packages: [{ pkg: { name: 'left', secfixes: { '1.2-r0': ['CVE-2024-0003 XSA-1'], '0': ['CVE-2024-0004'] } } }],
  }),
  'debian.json': JSON.stringify({
    left: {
      'CVE-2024-0005': {
        releases: { bookworm: { status: 'open', urgency: 'low' }, sid: { status: 'resolved', fixed_version: '2' } },
      },
    },
  }),
  'nvd.json': JSON.stringify({
    format: 'NVD_CVE',
    vulnerabilities: [
      {
        cve: {
          id: 'CVE-2024-0001',
          metrics: {
            cvssMetricV31: [
              { type: 'Primary', cvssData: { vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' } },
            ],
          },
        },
      },
    ],
  }),
  'epss.csv': '#model_version:v1,score_date:2026-01-01T00:00:00+0000\ncve,epss,percentile\nCVE-2024-0001,0.5,0.9\n',
  'kev.json': JSON.stringify({
    catalogVersion: '1',
    vulnerabilities: [{ cveID: 'CVE-2024-0001', dateAdded: '2024-02-03' }],
  }),
  'gem.yml':
    'gem: left\ncve: 2024-0006\ntitle: x\npatched_versions:\n  - "~> 1.2.3"\n  - ">= 2.0"\nunaffected_versions:\n  - "< 0.5"\n',
  'php.yaml':
    "title: x\ncve: CVE-2024-0007\nbranches:\n  1.x:\n    time: 2024-01-01\n    versions: ['>=1', '<1.5']\nreference: composer://a/left\n",
  'left.json': JSON.stringify({ releases: { 1: { name: '1', eol: '2020-01-01' } } }),
}

const HOSTILE = [
  '',
  '0',
  '-1',
  '9'.repeat(5000),
  '{"a":',
  '[[[[',
  '\u0000',
  '../../x',
  '__proto__',
  'null',
  '"\\u0000"',
  '1e999',
  '*',
  '~>',
  '%',
]

/** A document with a stretch of it cut out, doubled, replaced or flipped. */
function mutate(text: string, random: () => number): string {
  const pick = (below: number): number => Math.floor(random() * below)
  const [a, b] = [pick(text.length), pick(text.length)].sort((x, y) => x - y) as [number, number]
  switch (pick(5)) {
    case 0:
      return text.slice(0, a)
    case 1:
      return text.slice(0, a) + text.slice(b)
    case 2:
      return text.slice(0, b) + text.slice(a)
    case 3:
      return text.slice(0, a) + (HOSTILE[pick(HOSTILE.length)] ?? '') + text.slice(Math.min(a + pick(12), text.length))
    default:
      return text.replace(/[\w.]+/g, (word) => (random() < 0.1 ? (HOSTILE[pick(HOSTILE.length)] ?? '') : word))
  }
}

const COUNT = process.env['VEINMIND_LONG_TESTS'] ? 2000 : 300

test(`${COUNT} mutated advisories: none stops the build or the match, and the whole one beside them is found`, async () => {
  const random = createRandom(20_261_130)
  const files: Record<string, string> = {
    'whole.json': JSON.stringify(osv('GHSA-zzzz-zzzz-zzzz', 'npm', 'whole', { ranges: [range('i0')] })),
  }
  const names = Object.keys(DOCUMENTS)
  for (let at = 0; at < COUNT; at++) {
    const name = names[at % names.length] ?? ''
    files[`${at}/${name}`] = mutate(DOCUMENTS[name] ?? '', random)
  }
  const folder = makeTestFolder()
  writeFiles(join(folder, 'from'), files)
  const info = await buildDatabase({ from: [join(folder, 'from')], folder: join(folder, 'db') })
  expect(info.bad.count).toBeGreaterThan(COUNT / 10)
  using database = await openDatabase(join(folder, 'db'))
  if (database === undefined) throw new TypeError('there is no database')
  const match = (ecosystem: string, name: string) =>
    matchPackage(database, { ecosystem, name, version: '0.9' }).flaws.map(({ id }) => id)
  expect(match('npm', 'whole')).toEqual(['GHSA-zzzz-zzzz-zzzz'])
  for (const ecosystem of ['npm', 'PyPI', 'RubyGems', 'Packagist', 'Alpine:v3.20', 'Debian:12', 'AlmaLinux:9'])
    for (const name of ['left', 'bash', 'a/left', '__proto__', '*']) match(ecosystem, name)
})
