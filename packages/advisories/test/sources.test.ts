import { expect, test } from 'vitest'
import { buildFrom, osv, range } from './built-database.ts'

test('Debian’s tracker: states of releases, urgency, and what no release ever had', async () => {
  const { flaws, info } = await buildFrom({
    'tracker.json': {
      glibc: {
        'CVE-2024-0001': {
          description: 'a flaw',
          releases: {
            bookworm: { status: 'resolved', fixed_version: '2.36-9+deb12u4', urgency: 'not yet assigned' },
            bullseye: { status: 'open', urgency: 'low**', nodsa_reason: 'ignored' },
            buster: { status: 'open', urgency: 'end-of-life' },
            sid: { status: 'resolved', fixed_version: '0', urgency: 'unimportant' },
            trixie: { status: 'undetermined', urgency: 'medium' },
          },
        },
        'TEMP-0000001': { releases: { bookworm: { status: 'open' } } },
      },
    },
  })
  const libc = (release: string) =>
    flaws({
      ecosystem: `Debian:${release}`,
      name: 'libc6',
      version: '2.1',
      source: { name: 'glibc', version: '2.1' },
    }).map(({ status, fixed, ratings }) => [status, fixed, ratings[0]?.level])
  expect(libc('12')).toEqual([['fixed', '2.36-9+deb12u4', undefined]])
  expect(libc('11')).toEqual([['will not fix', undefined, 'low']])
  expect(libc('13')).toEqual([['under investigation', undefined, 'medium']])
  expect([libc('10'), libc('sid')]).toEqual([[], []])
  expect(info.sources[0]?.leftOut).toEqual({ 'no lasting id': 1 })
})

test('security databases of Alpine and Wolfi: several ids of a flaw, and version 0 for what never was', async () => {
  const secdb = (more: object, name: string) => ({
    reponame: 'main',
    packages: [
      {
        pkg: {
          name,
          secfixes: { '1.2-r1': ['CVE-2024-0001 XSA-123', 'CVE_2024-0002 (+ fix)'], '0': ['CVE-2024-0003'] },
        },
      },
    ],
    ...more,
  })
  const { flaws, info } = await buildFrom({
    'main.json': secdb({ distroversion: 'v3.20', urlprefix: 'https://dl-cdn.alpinelinux.org/alpine' }, 'xen'),
    'security.json': secdb({ urlprefix: 'https://packages.wolfi.dev' }, 'xen'),
    'none.json': secdb({ urlprefix: 'https://example.com' }, 'xen'),
  })
  for (const ecosystem of ['Alpine:v3.20', 'Alpine:3.20.1', 'Wolfi'])
    expect(flaws({ ecosystem, name: 'xen-libs', version: '1.2-r0', source: { name: 'xen' } })).toMatchObject([
      { id: 'CVE-2024-0001', aliases: ['XSA-123'], fixed: '1.2-r1' },
      { id: 'CVE-2024-0002' },
    ])
  expect(flaws({ ecosystem: 'Alpine:v3.19', name: 'xen', version: '1.2-r0' })).toEqual([])
  expect(info.bad.count).toBe(1)
})

test.each([
  [
    '~> 1.2.3 and >= 2.0, unaffected < 0.5',
    ['~> 1.2.3', '>= 2.0'],
    ['< 0.5'],
    { '0.4': false, '0.5': true, '1.2.2': true, '1.2.3': false, '1.2.9': false, '1.3': true, '2.0': false, '3': false },
  ],
  [
    'two conditions',
    ['~> 4.2.5, >= 4.2.5.1', '>= 5'],
    [],
    { '4.2.5': true, '4.2.5.1': false, '4.2.9': false, '4.3': true, '5': false },
  ],
  ['nothing patched', [], [], { '0.1': true, '9': true }],
  ['above, not with', ['> 1.0'], [], { '1.0': true, '1.0.1': false }],
  ['up to', ['>= 3'], ['<= 1.0'], { '1.0': false, '1.1': true, '2': true, '3': false }],
  ['one version', ['>= 3'], ['1.5'], { '1.4': true, '1.5': false, '1.6': true, '3': false }],
])('RubySec: %s', async (_name, patched, unaffected, expected) => {
  const list = (name: string, versions: readonly string[]) =>
    versions.length === 0 ? '' : `${name}:\n${versions.map((version) => `  - "${version}"\n`).join('')}`
  const { flaws } = await buildFrom({
    'CVE-2024-0001.yml': `gem: left\ncve: 2024-0001\nghsa: aaaa-bbbb-cccc\ntitle: x\ndate: 2024-01-01\ncvss_v3: 6.3\n${list('patched_versions', patched)}${list('unaffected_versions', unaffected)}`,
  })
  const found = Object.keys(expected).map((version) => [
    version,
    flaws({ ecosystem: 'RubyGems', name: 'left', version }).length > 0,
  ])
  expect(Object.fromEntries(found)).toEqual(expected)
})

test('FriendsOfPHP, NVD, EPSS and KEV add to what is known of one flaw; a rejected CVE is none', async () => {
  const cve = (id: string, more: object) => ({ cve: { id, lastModified: '2024-05-01T00:00:00.000', ...more } })
  const { flaws } = await buildFrom({
    'php/2024.yaml':
      "title: A flaw\nlink: https://example.com\ncve: CVE-2024-0001\nbranches:\n  '1.x':\n    time: 2024-01-02 10:00:00\n    versions: ['>=1.0', '<1.4.2']\n  '2.x':\n    time: 2024-01-03\n    versions: ['>=2.0', '<=2.1']\nreference: composer://acme/left\n",
    'a.json': osv('GHSA-aaaa-bbbb-0002', 'Packagist', 'acme/left', {
      aliases: ['CVE-2024-0002'],
      ranges: [range('i0')],
    }),
    'nvd.json': {
      format: 'NVD_CVE',
      vulnerabilities: [
        cve('CVE-2024-0001', {
          metrics: {
            cvssMetricV31: [
              { type: 'Secondary', cvssData: { vectorString: 'CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N' } },
              { type: 'Primary', cvssData: { vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' } },
            ],
          },
          weaknesses: [{ description: [{ value: 'CWE-79' }] }],
        }),
        cve('CVE-2024-0002', { vulnStatus: 'Rejected' }),
      ],
    },
    'epss.csv':
      '#model_version:v1,score_date:2026-01-01T00:00:00+0000\ncve,epss,percentile\nCVE-2024-0001,0.5,0.9\nno line\n',
    'kev.json': {
      catalogVersion: '1',
      vulnerabilities: [{ cveID: 'CVE-2024-0001', dateAdded: '2024-02-03', knownRansomwareCampaignUse: 'Known' }],
    },
  })
  expect(flaws({ ecosystem: 'Packagist', name: 'acme/left', version: 'v1.4.0' })).toMatchObject([
    {
      id: 'CVE-2024-0001',
      fixed: '1.4.2',
      ratings: [{ by: 'cvss3.1', score: 9.8 }],
      cwes: ['CWE-79'],
      epss: { score: 0.5, percentile: 0.9, date: '2026-01-01' },
      kev: { added: '2024-02-03', ransomware: true },
    },
  ])
  expect(flaws({ ecosystem: 'Packagist', name: 'acme/left', version: '2.1.0' })).toEqual([])
  expect(flaws({ ecosystem: 'Packagist', name: 'acme/left', version: '2.1' })).toMatchObject([{ status: 'affected' }])
})
