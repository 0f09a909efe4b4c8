import { expect, test } from 'vitest'
import { compare } from './compare.ts'

/** Each list is in order, oldest first; `=` stands between versions that are one. */
const ORDERED: Readonly<Record<string, readonly string[]>> = {
  deb: [
    '1.0~~',
    '1.0~rc1',
    '1.0 = 0:1.0 = 1.0-0',
    '1.0-1~bpo1',
    '1.0-1',
    '1.0-1+b1',
    '1.0a',
    '1.0+dfsg',
    '1.0.1',
    '1:0.5',
  ],
  rpm: ['1.0~rc1', '1.0', '1.0-1.el8', '1.0-1.el9', '1.0^git1', '1.0a-1', '1.0.1', '1.10', '1:0.1'],
  apk: [
    '1.2_alpha',
    '1.2_alpha2',
    '1.2_rc1',
    '1.2',
    '1.2-r1',
    '1.2-r10',
    '1.2_git20240101',
    '1.2_p1',
    '1.2b',
    '1.2.0',
    '1.10',
  ],
  npm: [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-rc.1',
    '1.0.0 = v1.0.0 = 1.0.0+build',
    '1.0.1',
    '1.10.0',
    '99999999999999999999.0.0',
  ],
  go: [
    'v0.0.0-20190101000000-abcdefabcdef',
    'v0.0.0-20200101000000-000000000000',
    'v1.2.3-0.20200101000000-abcdefabcdef',
    'v1.2.3 = 1.2.3+incompatible',
    'v2.0.0',
  ],
  'Go:stdlib': [
    'go1.20',
    'go1.21beta1',
    'go1.21rc2',
    'go1.21 = go1.21.0 = 1.21.0',
    'go1.21.10 = go1.21.10 X:boringcrypto',
  ],
  pub: ['1.0.0-dev', '1.0.0', '1.0.0+1', '1.0.0+2'],
  nuget: ['1.0.0-Beta = 1.0.0-beta', '1.0.0 = 1.0 = 1.0.0.0', '1.0.0.1'],
  pypi: [
    '1.0-bulbasaur',
    '1.0.dev1',
    '1.0a1.dev1',
    '1.0a1',
    '1.0b1',
    '1.0rc1 = 1.0c1',
    '1.0 = 1 = v1.0.0',
    '1.0+local',
    '1.0.post1.dev1',
    '1.0.post1 = 1.0-1',
    '1.1',
    '1!0.1',
  ],
  maven: [
    '1-alpha-1 = 1a1',
    '1-beta-1',
    '1-rc1 = 1-cr1',
    '1-SNAPSHOT',
    '1 = 1.0.0 = 1-ga = 1.Final',
    '1-sp',
    '1-foo',
    '1-1 = 1-ga-1',
    '1.1',
  ],
  gem: ['1.0.a', '1.0.b1', '1.0.rc1', '1.0 = 1 = 1.0.0', '1.0.1', '1.10'],
  packagist: [
    'dev-main',
    '1.0-dev',
    '1.0-alpha1 = 1.0a1',
    '1.0-beta',
    '1.0RC1',
    '1.0 = v1.0',
    '1.0.1',
    '1.0pl1',
    '1.10',
  ],
  hackage: ['1', '1.0', '1.0.0', '1.0.1', '1.10'],
  cran: ['0.9', '0.75', '1.0-1 = 1.0.1', '1.0.1.0'],
  conan: ['1.0.0-rc1', '1.0.0 = 1.0', '1.1.1', '1.1.1+1', '1.1.1k', '1.2', 'cci.20200203'],
}

test.each(Object.entries(ORDERED))('%s: every two of a list, both ways', (ecosystem, list) => {
  const ranks = list.flatMap((line, rank) => line.split(' = ').map((version) => ({ version, rank })))
  for (const a of ranks) {
    for (const b of ranks) {
      expect([a.version, b.version, compare(ecosystem, a.version, b.version)]).toEqual([
        a.version,
        b.version,
        Math.sign(a.rank - b.rank),
      ])
    }
  }
})

test('names of OSV and of purl, in any case, with or without a release', () => {
  for (const name of ['Debian', 'Debian:12', 'debian:12', 'deb', 'Ubuntu:22.04:LTS'])
    expect(compare(name, '1.0~rc1', '1.0')).toBe(-1)
  for (const name of ['Alpine:v3.20', 'apk', 'Wolfi', 'Chainguard']) expect(compare(name, '1.2_rc1', '1.2')).toBe(-1)
  for (const name of [
    'Red Hat:enterprise_linux:9::baseos',
    'AlmaLinux:9',
    'Rocky Linux',
    'SUSE:Linux Enterprise Server 15',
  ]) {
    expect(compare(name, '1.0~rc1', '1.0')).toBe(-1)
  }
})

test('what has no order is said to have none: neither equal nor older', () => {
  expect(compare('npm', 'latest', '1.0.0')).toBeUndefined()
  expect(compare('npm', '1.0.0', '')).toBeUndefined()
  expect(compare('go', '(devel)', 'v1.0.0')).toBeUndefined()
  expect(compare('hackage', '1.a', '1.0')).toBeUndefined()
  expect(compare('an ecosystem of tomorrow', '1', '2')).toBeUndefined()
  expect(compare('constructor', '1', '2')).toBeUndefined()
  expect(compare('deb', '1'.repeat(2000), '2')).toBeUndefined()
})

test('random texts of each ecosystem: no throw, and an order that is the same both ways', () => {
  const random = seeded(20)
  const pieces = [
    '0',
    '1',
    '10',
    '00',
    '9'.repeat(30),
    'a',
    'rc',
    'beta',
    'α',
    'ga',
    'dev',
    'p',
    '.',
    '-',
    '_',
    '+',
    '~',
    '^',
    ':',
    '!',
    '-r',
    ' ',
    'v',
    '#',
    '\u0000',
    '_alpha',
  ]
  const text = (): string => Array.from({ length: random(8) }, () => pieces[random(pieces.length)]).join('')
  const wrong: unknown[] = []
  for (const ecosystem of Object.keys(ORDERED)) {
    for (let count = 0; count < 5_000; count++) {
      const [a, b] = [text(), text()]
      const [order, back, same] = [compare(ecosystem, a, b), compare(ecosystem, b, a), compare(ecosystem, a, a) ?? 0]
      if (same !== 0 || (order === undefined ? back !== undefined : back !== 0 - order))
        wrong.push([ecosystem, a, b, order, back, same])
    }
  }
  expect(wrong).toEqual([])
})

test('texts of a thousand characters cost no more than their length', () => {
  const hostile = [
    '1.'.repeat(512),
    '1-'.repeat(512),
    'a1'.repeat(512),
    '~'.repeat(1024),
    '0'.repeat(1024),
    '-'.repeat(1024),
    '^1'.repeat(512),
    '.'.repeat(1024),
  ]
  for (const ecosystem of Object.keys(ORDERED)) {
    for (const a of hostile) for (const b of hostile) expect([-1, 0, 1, undefined]).toContain(compare(ecosystem, a, b))
  }
})

function seeded(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return (state >> 8) % below
  }
}
