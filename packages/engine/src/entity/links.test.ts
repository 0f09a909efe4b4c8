import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mib } from '@veinmind/sdk'
import { buildImage, layer, layerOfEntries, remove } from '@veinmind/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import finder from '../../test/finder-plugin.ts'
import { counted, find, finderOptions } from '../../test/helpers.ts'
import { openCache, scan } from '../index.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-links-'))
})
afterEach(() => rm(directory, { recursive: true }))

test('a hard link whose body nobody wanted when it passed: the layer is read once more for all of them', async () => {
  const image = counted(
    buildImage(
      layer({
        'opt/x': 'root:1',
        'etc/shadow': { hardLink: 'opt/x' },
        'opt/y': { content: 'z'.repeat(mib(2)) },
        'big/y': { hardLink: 'opt/y' },
        'opt/data': 'base1234',
        'var/b.db': { hardLink: 'opt/data' },
      }),
    ),
  )
  const report = await scan([image], finderOptions())
  expect(report.findings.map(({ locations: [at], detail }) => [at?.path, detail.record, detail.size])).toEqual([
    ['/var/b.db', { size: 8, last: '1234' }, 8],
    ['/etc/shadow', { first: 'root:1' }, 6],
    ['/big/y', { size: mib(2) }, mib(2)],
  ])
  expect(image.opened).toEqual([2])
  expect(report.plugins[0]?.coverage.rereads).toBe(1)
})

test('a hard link whose body was wanted where it stood is not inspected twice, its metadata is', async () => {
  const image = counted(
    buildImage(
      layer({
        'bin/a': { content: 'a secret', mode: 0o4755 },
        'bin/b': { hardLink: 'bin/a', mode: 0o4755 },
      }),
    ),
  )
  expect(await find(image)).toEqual([
    'F-suid /bin/a @0 {"size":8,"given":0}',
    'F-suid /bin/b @0 {"size":8,"given":0}',
    'F-words /bin/a @0 {"words":["secret"],"size":8,"truncated":false}',
  ])
  expect(image.opened).toEqual([1])
})

test('a hard link to a file of a lower layer, after a copy-up', async () => {
  const image = counted(
    buildImage(layer({ 'opt/x': 'root:1' }), layer({ 'etc/shadow': { hardLink: 'opt/x' } }), layer({})),
  )
  expect(await find(image)).toEqual(['F-shadow /etc/shadow @1 {"first":"root:1"}'])
  expect(image.opened).toEqual([2, 1, 1])
})

test('hard links in a circle or to nothing are counted, and harm nobody', async () => {
  const report = await scan(
    [
      buildImage(
        layer({
          'etc/shadow': { hardLink: 'opt/a' },
          'opt/a': { hardLink: 'etc/shadow' },
          'opt/b': { hardLink: 'nowhere' },
          c: 'secret',
        }),
      ),
    ],
    finderOptions(),
  )
  expect(report.findings).toHaveLength(1)
  expect(report.errors).toEqual([])
  expect(report.plugins[0]?.coverage.skipped).toMatchObject({ unreadable: expect.any(Number) })
})

const file = { 'data/shadow': 'root:1' }

test.each([
  ['to a file', file, { 'etc/shadow': { symlink: '../data/shadow' } }],
  ['through links', file, { 'etc/shadow': { symlink: '/l1' }, l1: { symlink: 'l2' }, l2: { symlink: '/data/shadow' } }],
  ['of a folder', file, { etc: { symlink: 'data' } }],
  [
    'of a folder through folders',
    { 'real/shadow': 'root:1' },
    { etc: { symlink: '/s/r' }, s: { symlink: 'x' }, 'x/r': { symlink: '/real' } },
  ],
])('a symbolic link %s, in another layer than the file', async (_what, lowerFiles, upperFiles) => {
  const [lower, upper] = [layer(lowerFiles), layer(upperFiles)]
  const cache = await openCache({ directory: join(directory, 'cache'), key: Buffer.alloc(32) })
  for (const layers of [
    [lower, upper],
    [upper, lower],
  ]) {
    const image = counted(buildImage(...layers))
    const expected = [`F-shadow /etc/shadow @${layers.indexOf(lower)} {"first":"root:1"}`]
    expect(await find(image, { cache })).toEqual(expected)
    const opened = [...image.opened]
    expect(await find(image, { cache })).toEqual(expected)
    expect(image.opened).toEqual(opened)
  }
})

test('a file wanted under its own name is not inspected again for links to it', async () => {
  const image = counted(
    buildImage(layer({ 'usr/lib/a': 'secret', lib: { symlink: 'usr/lib' }, b: { symlink: 'usr/lib/a' } })),
  )
  expect(await find(image)).toHaveLength(1)
  expect(image.opened).toEqual([1])
})

test('links that loop, dangle, leave the root or show a folder in itself', async () => {
  const image = buildImage(
    layer({
      a: { symlink: 'b' },
      b: { symlink: 'a' },
      c: { symlink: 'nowhere' },
      'etc/shadow': { symlink: '../../../../data/s' },
      'data/s': 'root:1',
      'data/self': { symlink: '.' },
      'data/up': { symlink: '..' },
      all: { symlink: '/' },
    }),
  )
  expect(await find(image)).toEqual(['F-shadow /etc/shadow @0 {"first":"root:1"}'])
})

test('what is seen through a link follows the layers above', async () => {
  const base = [layer({ 'etc/shadow': { symlink: '/data/s' } }), layer({ 'data/s': 'root:1' })] as const
  const cache = await openCache({ directory: join(directory, 'cache'), key: Buffer.alloc(32) })
  expect(await find(buildImage(...base), { cache })).toHaveLength(1)
  expect(await find(buildImage(...base, layer(remove('data/s'))), { cache })).toEqual([])
  expect(await find(buildImage(...base, layer({ 'data/s': 'root:2' })), { cache })).toEqual([
    'F-shadow /etc/shadow @2 {"first":"root:2"}',
  ])
})

test('names are bytes: names that are not UTF-8 stay apart', async () => {
  const named = (byte: number) => Buffer.from([0x61, byte])
  const entries = [0xff, 0xfe].map((byte) => ({ name: named(byte), content: 'secret' }))
  const found = await find(buildImage(layerOfEntries(entries)))
  expect(new Set(found).size).toBe(2)
})

test('a path that comes twice in a layer: the earlier one is hidden by its own layer', async () => {
  const entries = ['secret 1', 'secret token='].map((content) => ({ name: 'a', content }))
  const found = await find(buildImage(layerOfEntries(entries)))
  expect(found).toEqual([
    'F-words /a @0 hidden by 0 {"words":["secret"],"size":8,"truncated":false}',
    'F-words /a @0 {"words":["secret","token="],"size":13,"truncated":false}',
  ])
})

test('a layer that is listed twice, and an empty one', async () => {
  const twice = layer({ a: 'secret' })
  const image = counted(buildImage(twice, layer({}), twice))
  expect(await find(image)).toEqual([
    'F-words /a @0 hidden by 2 {"words":["secret"],"size":6,"truncated":false}',
    'F-words /a @2 {"words":["secret"],"size":6,"truncated":false}',
  ])
  expect(image.opened).toEqual([1, 1, 0])
})

test('a search by keywords follows symbolic links only where its inspector asks for it', async () => {
  const image = counted(buildImage(layer({ 'skip/a.jpg': 'secret', 'www/a.php': { symlink: '/skip/a.jpg' } })))
  expect(await find(image)).toEqual([])
  expect(image.opened).toEqual([1])
  const { module: _module, ...local } = finder
  const plugins = [{ ...local, inspectors: local.inspectors.map((inspector) => ({ ...inspector, searchLinks: true })) }]
  expect(await find(image, { plugins })).toEqual([
    'F-words /www/a.php @0 {"words":["secret"],"size":6,"truncated":false}',
  ])
})
