import { pluginContract, scanWith } from '@veinmind/plugin-testing'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import asset from './index.ts'
import { denying } from './denied.ts'

const INSTALLED = `P:busybox
V:1.36.1-r15
A:x86_64
L:GPL-2.0-only

P:dual
V:1
A:x86_64
L:GPL-3.0-or-later OR MIT

P:own
V:1
A:x86_64
L:our own terms

P:musl
V:1.2.4-r2
A:x86_64
L:MIT
`
const image = buildImage(
  layer(
    { 'etc/os-release': 'ID=alpine\nVERSION_ID=3.19.1\n', 'lib/apk/db/installed': INSTALLED },
    { createdBy: 'ADD root' },
  ),
)

test('the packages of an image are its inventory, and no finding', async () => {
  const report = await scanWith(asset, image)
  expect(report).toReportNothing()
  expect(report.inventory.map(({ name }) => name)).toEqual(['busybox', 'dual', 'musl', 'own'])
  expect(report.inventory[0]).toMatchObject({
    type: 'apk',
    version: '1.36.1-r15',
    purl: 'pkg:apk/alpine/busybox@1.36.1-r15?arch=x86_64&distro=alpine-3.19.1',
    ecosystem: 'Alpine:v3.19',
    licenses: ['GPL-2.0-only'],
    plugin: 'asset',
    places: [{ path: '/lib/apk/db/installed', layer: { index: 0 } }],
  })
})

test('a licence that is not wanted is a finding at its place, unless there is another to choose', async () => {
  const report = await scanWith(asset, image, { options: { 'deny-licenses': ['GPL-*'] } })
  expect(report.findings).toHaveLength(1)
  expect(report).toReport({
    rule: 'ASSET-001',
    path: '/lib/apk/db/installed',
    layer: 0,
    evidence: 'busybox 1.36.1-r15: GPL-2.0-only',
  })
})

test('a file of licences is one more list', async () => {
  const file = { path: 'denied.txt', text: '# copyleft\nGPL-2.0-only # and no later one\r\n\nGPL-3.0*\n' }
  const report = await scanWith(asset, image, { options: { 'deny-licenses-from': file } })
  expect(report.findings.map(({ evidence }) => evidence)).toEqual(['busybox 1.36.1-r15: GPL-2.0-only'])
})

test('a licence that nobody can judge is a finding where that is asked for', async () => {
  const report = await scanWith(asset, image, { options: { 'deny-licenses': ['MIT'], 'unknown-licenses': true } })
  expect(report.findings.map(({ rule, evidence }) => [rule.id, evidence])).toEqual([
    ['ASSET-001', 'musl 1.2.4-r2: MIT'],
    ['ASSET-002', 'own 1: our own terms'],
  ])
})

test.each([
  ['gpl-3.0', 'GPL-3.0-or-later', true],
  ['gpl-3.0', 'GPL-3.0-only', true],
  ['gpl-3.0-only', 'GPL-3.0-or-later', true],
  ['gpl-3.0-only', 'GPL-2.0-or-later', false],
  ['gpl-2.0-only,gpl-3.0-only', 'GPL-2.0-or-later', true],
  ['gpl-2.0-only', 'GPL-2.0-or-later', false],
  ['gpl-2.0-or-later', 'GPL-3.0-only', true],
  ['GPL-2.0+', 'GPL-3.0-or-later', true],
  ['GPL-3.0+', 'GPL-2.0-or-later', false],
  ['Apache-1.1+', 'Apache-2.0', true],
  ['Apache-2.0', 'Apache-1.1+', false],
  ['GPL-2.0-only', 'GPL-2.0-only WITH Classpath-exception-2.0', true],
  ['GPL-2.0-only', 'GPL-2.0-with-classpath-exception', true],
  ['GPL-2.0-only WITH Classpath-exception-2.0', 'GPL-2.0-only', false],
  ['* with classpath-*', 'GPL-2.0-or-later WITH Classpath-exception-2.0', true],
  ['GPL-*,!* WITH *', 'GPL-2.0-only WITH Classpath-exception-2.0', false],
  ['GPL-*,!* WITH *', 'GPL-2.0-only', true],
  ['GPL-*,!GPL-2.0*', 'MIT AND GPL-2.0-or-later', false],
  ['GPL-*', 'LGPL-2.1-only', false],
  ['*GPL-*', 'LGPL-2.1-only', true],
  ['GPL-*', 'MIT AND GPL-2.0-only', true],
  ['GPL-*,MIT', 'MIT OR GPL-2.0-only', true],
  ['*', 'anything at all', true],
  ['our own*terms', 'Our own special terms', true],
  ['a*b*a', 'aba', true],
  ['a*b*a', 'ab', false],
  ['', '', false],
])('%s denies %s: %s', (patterns, license, expected) => {
  expect(denying(patterns.split(','))(license)).toBe(expected)
})

pluginContract(asset, {
  samples: [image],
  paths: [
    'var/lib/dpkg/status',
    'var/lib/rpm/Packages',
    'var/lib/rpm/rpmdb.sqlite',
    'lib/apk/db/installed',
    'etc/os-release',
  ],
  options: { 'deny-licenses': ['GPL-*'], 'unknown-licenses': true },
})
