import { buildImage, layer, remove } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { inventoryOf, namesOf } from '../../../test/inventory-of.ts'
import { mutantsOf } from '../../../test/mutants.ts'
import { berkeleyDatabase, headerBlob, ndbDatabase, sqliteDatabase } from '../../../test/rpm-databases.ts'
import { readHeaders } from './database.ts'
import { TAG } from './header.ts'
import { rpmPackages } from './packages.ts'

const OS_RELEASE =
  'ID=rhel\nVERSION_ID="9.4"\nPRETTY_NAME="Red Hat Enterprise Linux 9.4"\nCPE_NAME="cpe:/o:redhat:enterprise_linux:9"\n'

const bash = headerBlob(
  new Map<number, string | readonly string[] | readonly number[] | Uint16Array>([
    [TAG.name, 'bash'],
    [TAG.version, '5.1.8'],
    [TAG.release, '9.el9'],
    [TAG.arch, 'x86_64'],
    [TAG.license, 'GPLv3+'],
    [TAG.vendor, 'Red Hat, Inc.'],
    [TAG.sourceRpm, 'bash-5.1.8-9.el9.src.rpm'],
    [TAG.baseNames, ['bash', 'bashrc', 'log']],
    [TAG.directories, ['/usr/bin/', '/etc/', '/var/']],
    [TAG.directoryIndexes, [0, 1, 2]],
    [TAG.fileDigestKind, [8]],
    [TAG.fileDigests, ['aa'.repeat(32), 'bb'.repeat(32), '']],
    [TAG.fileModes, Uint16Array.of(0o100755, 0o100644, 0o100600)],
    [TAG.fileFlags, [0, 1, 64]],
    [TAG.fileUsers, ['root', 'root', 'log']],
    [TAG.fileGroups, ['root', 'root', 'log']],
  ]),
)

function plain(
  name: string,
  version: string,
  more: readonly (readonly [number, string | readonly number[]])[] = [],
): Buffer {
  return headerBlob(
    new Map<number, string | readonly number[]>([
      [TAG.name, name],
      [TAG.version, version],
      [TAG.release, '1'],
      ...more,
    ]),
  )
}

const node = plain('nodejs', '18.1', [
  [TAG.epoch, [1]],
  [TAG.modularity, 'nodejs:18:9040:abc'],
  [TAG.sourceRpm, 'nodejs18-18.1-2.src.rpm'],
])

test.each([
  ['rpmdb.sqlite', sqliteDatabase([bash, node])],
  ['Packages.db', ndbDatabase([bash, node])],
  ['Packages', berkeleyDatabase([bash, node])],
  ['Packages', berkeleyDatabase([bash, node], false)],
])('%s: packages, and the files that they own', async (file, bytes) => {
  const { packages, owners, gaps } = await inventoryOf(
    buildImage(layer({ 'etc/os-release': OS_RELEASE, [`var/lib/rpm/${file}`]: bytes })),
  )
  expect(gaps).toEqual([])
  expect(namesOf(packages)).toEqual(['bash 5.1.8-9.el9', 'nodejs 1:18.1-1'])
  expect(packages[0]).toMatchObject({
    purl: 'pkg:rpm/redhat/bash@5.1.8-9.el9?arch=x86_64&distro=rhel-9.4&upstream=bash-5.1.8-9.el9.src.rpm',
    ecosystem: 'Red Hat:enterprise_linux:9',
    meta: { vendor: 'Red Hat, Inc.' },
  })
  expect(packages[0]).not.toHaveProperty('source')
  expect(packages[1]).toMatchObject({
    source: { name: 'nodejs18', version: '18.1-2' },
    meta: { modularity: 'nodejs:18:9040:abc' },
  })
  const owner = packages[0]?.purl
  expect(owners).toEqual([
    {
      path: '/usr/bin/bash',
      digest: `sha256:${'aa'.repeat(32)}`,
      mode: 0o755,
      user: 'root',
      group: 'root',
      package: owner,
    },
    {
      path: '/etc/bashrc',
      digest: `sha256:${'bb'.repeat(32)}`,
      mode: 0o644,
      user: 'root',
      group: 'root',
      isConfig: true,
      package: owner,
    },
    { path: '/var/log', user: 'log', group: 'log', package: owner },
  ])
})

test('a database that fills many pages, of the smallest and the largest size', () => {
  const headers = Array.from({ length: 700 }, (_unused, index) =>
    plain(`p${index}`, '1', [[TAG.license, 'x'.repeat((index * 37) % 4000)]]),
  )
  for (const pageSize of [512, 1024, 65_536]) {
    const gaps: string[] = []
    const names = [...readHeaders(sqliteDatabase(headers, pageSize), (gap) => gaps.push(gap))].map((header) =>
      header.text(TAG.name),
    )
    expect([gaps, names]).toEqual([[], headers.map((_header, index) => `p${index}`)])
  }
})

test('the database of a newer format hides what rpm has left of an older one; a layer that removes one does not', async () => {
  const old = layer({ 'var/lib/rpm/Packages': berkeleyDatabase([plain('old', '1')]) })
  const newer = layer({ 'var/lib/rpm/rpmdb.sqlite': sqliteDatabase([plain('new', '2')]) })
  expect(namesOf((await inventoryOf(buildImage(old, newer))).packages)).toEqual(['new 2-1'])
  const removed = buildImage(old, newer, layer(remove('var/lib/rpm/rpmdb.sqlite')))
  expect(namesOf((await inventoryOf(removed)).packages)).toEqual(['old 1-1'])
})

test('the manifest of images without a package manager', async () => {
  const { packages } = await inventoryOf(
    buildImage(
      layer({
        'etc/os-release': 'ID=mariner\nVERSION_ID="2.0"\n',
        'var/lib/rpmmanifest/container-manifest-2':
          'mariner-release\t2.0-12.cm2\t1653816591\t1653753130\tMicrosoft Corporation\t(none)\t580\tnoarch\t0\tmariner-release-2.0-12.cm2.src.rpm\n' +
          'libgcc\t11.2.0-2.cm2\t1\t1\t(none)\t(none)\t1\tx86_64\t2\tgcc-11.2.0-2.cm2.src.rpm\nno columns\n',
      }),
    ),
  )
  expect(namesOf(packages)).toEqual(['libgcc 2:11.2.0-2.cm2', 'mariner-release 2.0-12.cm2'])
  expect(packages[0]).toMatchObject({
    source: { name: 'gcc', version: '11.2.0-2.cm2' },
    ecosystem: 'Azure Linux:2',
  })
})

test('what is no database, or breaks off, is said', async () => {
  const whole = sqliteDatabase([bash, node])
  const { gaps } = await inventoryOf(
    buildImage(
      layer({ 'var/lib/rpm/rpmdb.sqlite': whole.subarray(0, 4096), 'opt/var/lib/rpm/Packages': 'no database' }),
    ),
  )
  expect(gaps.join('\n')).toMatch(/the database of packages is damaged/)
  expect((await inventoryOf(buildImage(layer({ 'var/lib/rpm/Packages': '' })))).gaps).toEqual([])
})

test('a log that was not folded into the database is said, an empty one is none', async () => {
  const database = { 'var/lib/rpm/rpmdb.sqlite': sqliteDatabase([bash]) }
  const { packages, gaps } = await inventoryOf(
    buildImage(layer({ ...database, 'var/lib/rpm/rpmdb.sqlite-wal': 'pages' })),
  )
  expect(namesOf(packages)).toEqual(['bash 5.1.8-9.el9'])
  expect(gaps.join()).toContain('what the log of the database of packages holds was not read')
  expect((await inventoryOf(buildImage(layer({ ...database, 'var/lib/rpm/rpmdb.sqlite-wal': '' })))).gaps).toEqual([])
})

test('mutants of every format give packages or a gap, never a failure, in bounded time', () => {
  const many = Array.from({ length: 40 }, (_unused, index) =>
    plain(`p${index}`, '1', [[TAG.license, 'x'.repeat(50 * index)]]),
  )
  const samples = [
    sqliteDatabase([...many, bash], 512),
    ndbDatabase([...many, bash]),
    berkeleyDatabase([...many, bash].slice(0, 20)),
  ]
  for (const sample of samples)
    for (const mutant of mutantsOf(sample, { count: 150, seed: 7 })) {
      const gaps: string[] = []
      const file = {
        bytes: mutant,
        entry: { path: '/var/lib/rpm/Packages' },
        incomplete: (gap: string) => gaps.push(gap),
      }
      const record = rpmPackages.inspect(file as never, { options: {} })
      expect(JSON.stringify(record ?? gaps).length).toBeLessThan(4 * sample.length)
    }
})
