import { createRandom, writeTar } from '@veinmind/testing'
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
  'photon/cve_data_photon5.0.json': JSON.stringify([
    { cve_id: 'CVE-2024-0008', pkg: 'left', cve_score: 7.5, aff_ver: 'all', res_ver: '8.1-2.ph5' },
  ]),
  'updateinfo.xml': `<?xml version="1.0"?><updates><update type="security"><id>ALAS2023-2023-126</id><title>x</title>
    <issued date="2023-02-17 01:21"/><severity>medium</severity><references><reference id="CVE-2022-0009" type="cve"/></references>
    <pkglist><collection><package name="left" epoch="0" version="1" release="1.amzn2023" arch="x86_64"/></collection></pkglist></update></updates>`,
  'oval.xml': `<?xml version="1.0"?><oval_definitions><definitions><definition id="d" class="patch"><metadata><title>ELSA-2021-1024: left</title>
    <reference source="CVE" ref_id="CVE-2021-3449"/></metadata><criteria operator="AND"><criterion comment="Oracle Linux 8 is installed" test_ref="t9"/>
    <criterion comment="left is earlier than 1:1-15.el8" test_ref="t1"/></criteria></definition></definitions>
    <rpminfo_test id="t1"><object object_ref="o1"/><state state_ref="s1"/></rpminfo_test><rpminfo_object id="o1"><name>left</name></rpminfo_object>
    <rpminfo_state id="s1"><evr operation="less than">1:1-15.el8</evr></rpminfo_state></oval_definitions>`,
  'jammy.xml': `<?xml version="1.0"?><oval_definitions><definition class="vulnerability" id="oval:com.ubuntu.jammy:def:1"><metadata><title>CVE-2024-0010</title>
    <affected><platform>Ubuntu 22.04 LTS</platform></affected></metadata><criteria><criterion test_ref="t" comment="left is affected"/></criteria></definition>
    <dpkginfo_test id="t"><object object_ref="o"/><state state_ref="s"/></dpkginfo_test><dpkginfo_object id="o"><name var_ref="v"/></dpkginfo_object>
    <dpkginfo_state id="s"><evr operation="less than">2</evr></dpkginfo_state><constant_variable id="v"><value>left</value></constant_variable></oval_definitions>`,
  'csaf.json': JSON.stringify({
    document: {
      csaf_version: '2.0',
      category: 'csaf_vex',
      publisher: { name: 'Red Hat' },
      tracking: { id: 'CVE-2024-0011' },
    },
    product_tree: {
      branches: [
        {
          product: {
            product_id: 'B',
            product_identification_helper: { cpe: 'cpe:/o:redhat:enterprise_linux:9::baseos' },
          },
        },
        {
          product: { product_id: 'l', product_identification_helper: { purl: 'pkg:rpm/redhat/left@1-1.el9?arch=src' } },
        },
      ],
      relationships: [
        { product_reference: 'l', relates_to_product_reference: 'B', full_product_name: { product_id: 'B:l' } },
      ],
    },
    vulnerabilities: [{ cve: 'CVE-2024-0011', product_status: { fixed: ['B:l'] } }],
  }),
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

/** `VEINMIND_LONG_TESTS=1` makes ten times as many. */
const COUNT = process.env['VEINMIND_LONG_TESTS'] ? 20_000 : 2000

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
  // One archive: two thousand files would take longer to write than to read.
  const entries = Object.entries(files).map(([name, content]) => ({ name, content }))
  writeFiles(folder, { 'from.tar': writeTar(entries) })
  const info = await buildDatabase({ from: [join(folder, 'from.tar')], folder: join(folder, 'db') })
  expect(info.bad.count).toBeGreaterThan(COUNT / 10)
  using database = await openDatabase(join(folder, 'db'))
  if (database === undefined) throw new TypeError('there is no database')
  const match = (ecosystem: string, name: string) =>
    matchPackage(database, { ecosystem, name, version: '0.9' }).flaws.map(({ id }) => id)
  expect(match('npm', 'whole')).toEqual(['GHSA-zzzz-zzzz-zzzz'])
  for (const ecosystem of [
    'npm',
    'PyPI',
    'RubyGems',
    'Packagist',
    'Alpine:v3.20',
    'Debian:12',
    'AlmaLinux:9',
    'Ubuntu:22.04',
    'Red Hat:9',
  ])
    for (const name of ['left', 'bash', 'a/left', '__proto__', '*']) match(ecosystem, name)
})
