import { layer, opaque, remove } from '@veinmind/testing'
import type { FileSpec } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { readTar } from '../../test/read-tar.ts'
import { createLayerIndexBuilder } from '../layer/index-builder.ts'
import type { LayerIndex } from '../types.ts'
import { lookupIn, partsOfFolder, placeIn } from './folder-parts.ts'
import { followHardLinks, lookupFrom } from './lookup.ts'
import { readFolder } from './read-folder.ts'

function index(files: Readonly<Record<string, FileSpec>>): LayerIndex {
  const builder = createLayerIndexBuilder()
  for (const { entry } of readTar(layer(files).tar).files) builder.add(entry)
  return builder.finish()
}

const LAYERS = [
  index({ 'srv/a': 'one', 'srv/b': 'two', 'srv/c': { hardLink: 'srv/b' } }),
  undefined,
  index({ ...remove('srv/a'), 'srv/b': 'again' }),
  index({ ...opaque('srv'), 'srv/d': 'three', 'srv/e': { hardLink: 'srv/d' } }),
]

test('a folder has the parts of each layer, the uppermost first, down to one that hides the rest', () => {
  expect(partsOfFolder(LAYERS, '/srv').map((part) => part.layer)).toEqual([3, 2, 0])
  const removed = [...LAYERS, index(remove('srv')), index({ 'srv/f': 'new' })]
  expect(partsOfFolder(removed, '/srv').map((part) => part.layer)).toEqual([5])
  expect(partsOfFolder(LAYERS, '/none')).toEqual([])
})

test.each(['/srv/a', '/srv/b', '/srv/c', '/srv/d', '/srv/none', '/srv/.wh.a'])(
  'what stands at %s is the same by the parts of its folder and by every layer',
  (path) => {
    for (const layers of [LAYERS, LAYERS.slice(0, 3), LAYERS.slice(0, 1)]) {
      const parts = partsOfFolder(layers, '/srv')
      expect(lookupIn(parts, path)).toEqual(lookupFrom(layers, layers.length - 1, path))
    }
  },
)

test('a name that a layer deletes stands nowhere', () => {
  expect(placeIn(partsOfFolder(LAYERS.slice(0, 3), '/srv'), 'a')).toBeUndefined()
  expect(placeIn(partsOfFolder(LAYERS.slice(0, 1), '/srv'), 'a')?.layer).toBe(0)
})

test('a folder lists what shows, by name', () => {
  const listed = (layers: typeof LAYERS): string[] =>
    readFolder(layers, '/srv').map(({ layer: from, entry }) => `${entry.path} ${from}`)
  expect(listed(LAYERS)).toEqual(['/srv/d 3', '/srv/e 3'])
  expect(listed(LAYERS.slice(0, 3))).toEqual(['/srv/b 2', '/srv/c 0'])
  expect(readFolder(LAYERS, '/srv/d')).toEqual([])
})

test('a hard link leads to the file of its own layer, whatever layers above have in its place', () => {
  const link = lookupFrom(LAYERS, 2, '/srv/c')
  expect(link && followHardLinks(LAYERS, link)).toMatchObject({ layer: 0, entry: { path: '/srv/b', size: 3 } })
  const folder = lookupFrom(LAYERS, 2, '/srv')
  expect(folder && followHardLinks(LAYERS, folder)).toBeUndefined()
})
