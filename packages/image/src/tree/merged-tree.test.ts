import { buildImage, layer, remove } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { mergedTree } from './merged-tree.ts'

test('an image is read and laid together in one step', async () => {
  const image = buildImage(
    layer({ 'etc/a': 'lower', 'etc/b': 'x', 'etc/link': { symlink: 'a' } }),
    layer({ 'etc/a': 'upper' }),
    layer(remove('etc/b')),
  )
  const tree = await mergedTree(image)
  expect(tree.lookup('/etc/a')).toMatchObject({ layer: 1, entry: { path: '/etc/a', size: 5 } })
  expect(tree.resolve('/etc/link').path).toBe('/etc/a')
  expect(tree.lookup('/etc/b')).toBeUndefined()
  expect(tree.hiddenBy(0, '/etc/b')).toBe(2)
})

test('an abort ends it', async () => {
  const signal = AbortSignal.abort(new Error('enough'))
  await expect(mergedTree(buildImage(layer({ a: 'x' })), { signal })).rejects.toThrow('enough')
})
