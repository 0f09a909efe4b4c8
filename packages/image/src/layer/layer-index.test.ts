import type { Entry } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { countEach, createRandom, mutate, outcomeOf } from '../../test/read-tar.ts'
import { createLayerIndexBuilder } from './index-builder.ts'
import { parseLayerIndex } from './layer-index.ts'

const BASE = {
  type: 'file',
  size: 0,
  mode: 0o644,
  uid: 0,
  gid: 0,
  userName: 'root',
  groupName: 'root',
  mtime: 1.5,
} as const

const ENTRIES: readonly Entry[] = [
  { ...BASE, path: '/', type: 'directory', mode: 0o755 },
  {
    ...BASE,
    path: '/usr/bin/sudo',
    size: 2 ** 40,
    mode: 0o4755,
    xattrs: new Map([
      ['security.capability', Uint8Array.of(0, 255)],
      ['user.\udcff', new Uint8Array()],
    ]),
  },
  { ...BASE, path: '/bin', type: 'symlink', mode: 0o777, linkTarget: 'usr/bin', atime: -1.25, ctime: 7 },
  { ...BASE, path: '/usr/bin/su', hardLink: '/usr/bin/sudo' },
  { ...BASE, path: '/dev/sda', type: 'block', device: { major: 8, minor: 0 } },
  { ...BASE, path: '/dev/tty', type: 'character', device: { major: 5, minor: 0 } },
  { ...BASE, path: '/fifo', type: 'fifo', uid: 2 ** 33, gid: -2, userName: 'ünal', groupName: '' },
  { ...BASE, path: '/usr/bin/.wh.gone', mtime: -3 },
  { ...BASE, path: '/latin1-\udce4' },
  { ...BASE, path: '/latin1-\udcf6' },
  { ...BASE, path: '/fifo', size: 3 },
]

function build(entries: Iterable<Entry>) {
  const builder = createLayerIndexBuilder()
  for (const entry of entries) builder.add(entry)
  return builder.finish()
}

test('an index gives back every entry, in order, before and after it is written', () => {
  const index = build(ENTRIES)
  for (const each of [index, parseLayerIndex(index.serialize())]) {
    expect(each.count).toBe(ENTRIES.length)
    expect(ENTRIES.map((_, position) => each.entry(position))).toEqual(ENTRIES)
  }
})

test('names are found; of several of one path the last counts', () => {
  const index = build(ENTRIES)
  expect(index.find('/usr/bin/su')).toBe(3)
  expect(index.find('/fifo')).toBe(10)
  expect(index.find('/')).toBe(0)
  expect(index.find('/latin1-\udcf6')).toBe(9)
  expect(index.find('/usr')).toBe(-1)
  expect(index.find('/usr/bin/nothing')).toBe(-1)
  const bin = index.child(index.child(0, 'usr'), 'bin')
  expect(index.position(bin)).toBe(-1)
  expect(index.childNames(bin).toSorted()).toEqual(['.wh.gone', 'su', 'sudo'])
})

test('an empty index is one too', () => {
  const index = parseLayerIndex(build([]).serialize())
  expect([index.count, index.find('/'), index.find('/a')]).toEqual([0, -1, -1])
})

test('names by the ten thousand are all found', () => {
  const paths = Array.from({ length: 20_000 }, (_, index) => `/folder-${index % 97}/${index % 13}/file-${index}`)
  const index = build(paths.map((path) => ({ ...BASE, path })))
  expect(paths.every((path, position) => index.find(path) === position && index.entry(position).path === path)).toBe(
    true,
  )
})

test('1,000 damaged indexes are refused or usable, and never anything else', () => {
  const bytes = build(ENTRIES).serialize()
  const random = createRandom(42)
  const outcomes = Array.from({ length: 1000 }, () => {
    const damaged = mutate(bytes, random)
    return outcomeOf(() => {
      const index = parseLayerIndex(damaged)
      for (let position = 0; position < index.count; position += 1) index.find(index.entry(position).path)
    })
  })
  const counts = countEach(outcomes)
  expect(Object.keys(counts).toSorted()).toEqual(['IMAGE_INDEX_INVALID', 'ok'])
  expect(counts['IMAGE_INDEX_INVALID']).toBeGreaterThan(500)
})

test.each(['..', '.', '.a', '..a', '...'])('an index with a file called %j', (name) => {
  // Another name of that length stands in its place while the index is made, which would not take it.
  const bytes = Buffer.from(
    build([
      { ...BASE, path: `/${'~'.repeat(name.length)}` },
      { ...BASE, path: '/b' },
    ]).serialize(),
  )
  bytes.write(name, bytes.indexOf('~'))
  const isName = name !== '.' && name !== '..'
  expect(outcomeOf(() => parseLayerIndex(bytes))).toBe(isName ? 'ok' : 'IMAGE_INDEX_INVALID')
})

test.each([
  ['nothing', new Uint8Array()],
  ['text', Buffer.from('this is no index, and long enough for a header')],
])('%s is refused', (_what, bytes) => {
  expect(() => parseLayerIndex(bytes)).toThrow(expect.objectContaining({ code: 'IMAGE_INDEX_INVALID' }))
})
