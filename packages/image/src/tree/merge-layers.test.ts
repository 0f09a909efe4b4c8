import { createRandom, layer, opaque, remove } from '@veinmind/testing'
import type { FileSpec } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { readTar } from '../../test/read-tar.ts'
import { createLayerIndexBuilder } from '../layer/index-builder.ts'
import type { LayerIndex, MergedTree } from '../types.ts'
import { createFileSystem } from './file-system.ts'
import { mergeLayers } from './merge-layers.ts'
import { resolvePath } from './resolve.ts'

type Files = Readonly<Record<string, FileSpec>>

const DIRECTORY = { directory: true } as const
const symlink = (target: string): FileSpec => ({ symlink: target })

function index(files: Files): LayerIndex {
  const builder = createLayerIndexBuilder()
  for (const { entry } of readTar(layer(files).tar).files) builder.add(entry)
  return builder.finish()
}

const merge = (...layers: readonly Files[]): MergedTree => mergeLayers(layers.map(index))
const paths = (tree: MergedTree, root?: string): string[] => [...tree.walk(root)].map(({ entry }) => entry.path)
const names = (tree: MergedTree, path: string): string[] =>
  tree.readdir(path).map(({ entry, layer: from }) => `${entry.path} ${from}`)

const LOWER: Files = {
  'etc/': DIRECTORY,
  'etc/a': '1',
  'etc/b': '2',
  'srv/app/x': '3',
  bin: symlink('usr/bin'),
  'usr/bin/sh': '4',
}

test('a name of an upper layer takes the place of one below', () => {
  const tree = merge(LOWER, { 'etc/a': 'new' })
  expect(tree.lookup('/etc/a')).toMatchObject({ layer: 1, entry: { size: 3 } })
  expect(tree.hiddenBy(0, '/etc/a')).toBe(1)
  expect(tree.hiddenBy(0, '/etc/b')).toBeUndefined()
  expect(names(tree, '/etc')).toEqual(['/etc/a 1', '/etc/b 0'])
})

test('a whiteout hides a file, or a folder with all that is below', () => {
  const tree = merge(LOWER, remove('etc/a', 'srv/app'))
  expect(tree.hiddenBy(0, '/etc/a')).toBe(1)
  expect(tree.hiddenBy(0, '/srv/app/x')).toBe(1)
  expect(tree.lookup('/etc/a')).toBeUndefined()
  expect(tree.lookup('/srv/app/x')).toBeUndefined()
  expect(tree.lookup('/srv')).toMatchObject({ entry: { type: 'directory' } })
  expect(tree.lookup('/etc/.wh.a')).toBeUndefined()
  expect(paths(tree)).toEqual(['/bin', '/etc', '/etc/b', '/srv', '/usr', '/usr/bin', '/usr/bin/sh'])
})

test('a whiteout does not hide what its own layer brings', () => {
  const tree = merge(LOWER, { ...remove('etc/a'), 'etc/a': 'again', ...opaque('srv/app'), 'srv/app/y': 'own' })
  expect(tree.lookup('/etc/a')).toMatchObject({ layer: 1 })
  expect(tree.hiddenBy(1, '/etc/a')).toBeUndefined()
  expect(tree.hiddenBy(0, '/etc/a')).toBe(1)
  expect(names(tree, '/srv/app')).toEqual(['/srv/app/y 1'])
})

test('an opaque folder hides everything below it in lower layers, and not itself', () => {
  const tree = merge(LOWER, opaque('srv'), { 'srv/z': 'above' })
  expect(tree.hiddenBy(0, '/srv/app/x')).toBe(1)
  expect(tree.hiddenBy(0, '/srv')).toBeUndefined()
  expect(paths(tree, '/srv')).toEqual(['/srv/z'])
  expect(paths(merge(LOWER, { '.wh..wh..opq': '', only: '' }))).toEqual(['/only'])
})

test('a folder that becomes something else takes what was in it along', () => {
  for (const other of ['a file', symlink('elsewhere'), { fifo: true } as const]) {
    const tree = merge(LOWER, { srv: other })
    expect(tree.hiddenBy(0, '/srv/app/x')).toBe(1)
    expect(tree.lookup('/srv/app/x')).toBeUndefined()
    expect(tree.readdir('/srv')).toEqual([])
  }
})

test('a file that becomes a folder is hidden, listed or implied; a folder listed again is, implied it is not', () => {
  expect(merge(LOWER, { 'etc/a/': DIRECTORY }).hiddenBy(0, '/etc/a')).toBe(1)
  const implied = merge(LOWER, { 'etc/a/inside': '' })
  expect(implied.hiddenBy(0, '/etc/a')).toBe(1)
  expect(implied.lookup('/etc/a')).toMatchObject({ layer: 1, entry: { type: 'directory' } })
  expect(implied.hiddenBy(0, '/etc')).toBeUndefined()
  expect(merge(LOWER, { 'etc/': { directory: true, mode: 0o700 } }).hiddenBy(0, '/etc')).toBe(1)
})

test('an implied folder has the metadata of the one below', () => {
  const tree = merge({ 'etc/': { directory: true, mode: 0o700 } }, { 'etc/c': '' })
  expect(tree.lookup('/etc')).toMatchObject({ layer: 0, entry: { mode: 0o700 } })
  const hidden = merge({ 'etc/': { directory: true, mode: 0o700 } }, remove('etc'), { 'etc/c': '' })
  expect(hidden.lookup('/etc')).toMatchObject({ layer: 2, entry: { mode: 0o755 } })
})

test('a layer of three may hide, show again and hide', () => {
  const tree = merge({ a: '1' }, remove('a'), { a: '3' }, remove('a'))
  expect([0, 1, 2].map((from) => tree.hiddenBy(from, '/a'))).toEqual([1, 2, 3])
  expect(tree.lookup('/a')).toBeUndefined()
})

test('a layer that could not be read hides nothing', () => {
  const tree = mergeLayers([index(LOWER), undefined, index({ 'etc/a': 'new' })])
  expect(tree.hiddenBy(0, '/etc/a')).toBe(2)
  expect(tree.lookup('/etc/b')).toMatchObject({ layer: 0 })
})

test('an image without layers has a root and nothing in it', () => {
  expect(mergeLayers([]).lookup('/')).toMatchObject({ entry: { type: 'directory' } })
  expect(paths(mergeLayers([]))).toEqual([])
})

test('links are followed inside the root', () => {
  const tree = merge(LOWER, {
    'etc/up': symlink('../../../../etc/b'),
    'etc/absolute': symlink('/bin/sh'),
    'etc/chain': symlink('absolute'),
    'etc/dotdot': symlink('../bin/../lib'),
    'usr/lib': symlink('bin'),
    loop: symlink('loop'),
    dangling: symlink('nowhere'),
  })
  expect(tree.resolve('/etc/up').path).toBe('/etc/b')
  expect(tree.resolve('/etc/chain').path).toBe('/usr/bin/sh')
  expect(tree.resolve('/etc/dotdot/sh').path).toBe('/usr/bin/sh')
  expect(tree.resolve('/bin', { keepLast: true })).toMatchObject({ path: '/bin', entry: { type: 'symlink' } })
  expect(tree.resolve('/../..').path).toBe('/')
  for (const [path, code] of [
    ['/loop', 'FILE_LINK_LOOP'],
    ['/dangling', 'FILE_NOT_FOUND'],
    ['/etc/b/c', 'FILE_NOT_A_DIRECTORY'],
    ['/no', 'FILE_NOT_FOUND'],
  ]) {
    expect(() => tree.resolve(path as string)).toThrow(expect.objectContaining({ code }))
  }
})

test('the visible links are those of no layer above', () => {
  const tree = merge({ a: symlink('x'), b: symlink('x') }, { ...remove('a'), c: symlink('y') })
  expect([...tree.links()].map(({ entry, layer: from }) => [entry.path, from])).toEqual([
    ['/b', 0],
    ['/c', 1],
  ])
})

test('a hard link ends at the name with the body, in its layer or below it', () => {
  const tree = merge(
    { body: 'abc', gone: 'x' },
    {
      first: { hardLink: 'body' },
      second: { hardLink: 'first' },
      self: { hardLink: 'self' },
      lost: { hardLink: 'no' },
    },
    { body: 'changed' },
  )
  const content = (path: string) => tree.contentOf(tree.resolve(path))
  expect(content('/second')).toMatchObject({ layer: 0, entry: { path: '/body', size: 3 } })
  expect(content('/body')).toMatchObject({ layer: 2 })
  expect(content('/self')).toBeUndefined()
  expect(content('/lost')).toBeUndefined()
})

test('a chain of 39 hard links is followed, and a longer one is none', () => {
  const chain = Array.from({ length: 40 }, (_, at) => [`l${at + 1}`, { hardLink: `l${at}` }] as const)
  const tree = merge({ l0: 'abc', ...Object.fromEntries(chain) })
  const content = (path: string) => tree.contentOf(tree.resolve(path))
  expect(content('/l39')).toMatchObject({ entry: { path: '/l0', size: 3 } })
  expect(content('/l40')).toBeUndefined()
})

test('the file system reads through links and says what is wrong', async () => {
  const tree = merge(LOWER, { hard: { hardLink: 'usr/bin/sh' }, fifo: { fifo: true } })
  const asked: unknown[] = []
  const files = createFileSystem(tree, {
    read: async ({ layer: from, entry }, { max }) => {
      asked.push([from, entry.path, max])
      return Buffer.from('content')
    },
    open: () => expect.unreachable(),
  })
  expect(await files.stat('/hard')).toMatchObject({ path: '/hard', size: 1 })
  expect(await files.lstat('/bin')).toMatchObject({ type: 'symlink' })
  expect(await files.stat('/bin')).toMatchObject({ path: '/usr/bin', type: 'directory' })
  expect(await files.realpath('bin/../bin/sh')).toBe('/usr/bin/sh')
  expect((await files.readdir('/bin')).map(({ path }) => path)).toEqual(['/usr/bin/sh'])
  expect(Buffer.from(await files.readFile('/hard', { max: 9 })).toString()).toBe('content')
  expect(asked).toEqual([[0, '/usr/bin/sh', 9]])
  const walked: string[] = []
  for await (const { path } of files.walk('/bin')) walked.push(path)
  expect(walked).toEqual(['/usr/bin/sh'])
  await expect(files.readFile('/etc')).rejects.toMatchObject({ code: 'FILE_IS_A_DIRECTORY' })
  await expect(files.readFile('/etc/a', { max: 0 })).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' })
  await expect(files.readFile('/fifo')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  await expect(files.readdir('/etc/a')).rejects.toMatchObject({ code: 'FILE_NOT_A_DIRECTORY' })
})

test('what a link leads to is what a look at its path finds, in any layers', () => {
  const random = createRandom(7)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const few = ['a', 'b', 'c', 'd']
  const some = (): Files => {
    const files: Record<string, FileSpec> = {}
    for (let count = 0; count < 12; count += 1) {
      const path = Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(few))
      const kind = random()
      if (kind < 0.15) Object.assign(files, remove(path.join('/')))
      else if (kind < 0.25) Object.assign(files, opaque(path.join('/')))
      else
        files[kind < 0.4 ? `${path.join('/')}/` : path.join('/')] =
          kind < 0.4
            ? DIRECTORY
            : kind < 0.7
              ? symlink(Array.from({ length: 2 }, () => pick([...few, '..'])).join('/'))
              : 'x'
    }
    return files
  }
  let links = 0
  for (let round = 0; round < 400; round += 1) {
    const indexes = [some(), some(), some()].map(index)
    const tree = mergeLayers(indexes)
    const seen = indexes.flatMap((each, from) =>
      Array.from({ length: each.count }, (_, at) => ({
        layer: from,
        entry: each.entry(at),
        isLast: each.find(each.entry(at).path) === at,
      })),
    )
    const expected = seen.filter(
      ({ entry, layer: from, isLast }) =>
        isLast &&
        entry.type === 'symlink' &&
        !entry.path.includes('.wh.') &&
        tree.hiddenBy(from, entry.path) === undefined &&
        tree.lookup(entry.path)?.layer === from,
    )
    expect([...tree.links()].map(({ entry, layer: from }) => `${from} ${entry.path}`)).toEqual(
      expected.map(({ entry, layer: from }) => `${from} ${entry.path}`),
    )
    for (const link of tree.links()) {
      const ways = [{}, { link }].map((options) => {
        try {
          const { path, layer: from, entry } = resolvePath((at) => tree.lookup(at), link.entry.path, options)
          return [path, from, entry.type]
        } catch (error) {
          return (error as { code: string }).code
        }
      })
      let found: unknown
      try {
        const { path, layer: from, entry } = tree.resolve(link.entry.path, { link })
        found = [path, from, entry.type]
      } catch (error) {
        found = (error as { code: string }).code
      }
      expect([found, found]).toEqual(ways)
      links += 1
    }
  }
  expect(links).toBeGreaterThan(500)
})
