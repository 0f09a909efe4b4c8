import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLayerIndexBuilder, mergeLayers } from '@veinmind/image'
import type { LayerIndex } from '@veinmind/image'
import type { Layer } from '@veinmind/sdk'
import { buildImage, layer, remove } from '@veinmind/testing'
import type { LayerSpec } from '@veinmind/testing'
import { expect, test } from 'vitest'
import finder from '../../test/finder-plugin.ts'
import { containerOf, counted, finderOptions, summarize } from '../../test/helpers.ts'
import { randomImage } from '../../test/random-image.ts'
import { changedLinkedFiles, isStillThere } from './changed-links.ts'
import type { LayerData } from '../store/layer-data.ts'
import type { LinkedFile } from './links.ts'
import { linkedFiles } from './links.ts'
import type { ScanOptions } from '../index.ts'
import { openCache, scan } from '../index.ts'

async function dataOf(from: Layer): Promise<LayerData> {
  const builder = createLayerIndexBuilder()
  const hardLinks: number[] = []
  let position = 0
  for await (const entry of from.entries()) {
    builder.add(entry)
    if (entry.hardLink !== undefined) hardLinks.push(position)
    position += 1
  }
  const index = builder.finish()
  const orphans = hardLinks.filter((at) => index.find(index.entry(at).hardLink ?? '') < 0)
  return { diffId: from.diffId, index, notes: [], orphans, results: new Map(), reread: new Set(), source: 'read' }
}

const nameOf = ({ entry, layer: from, body }: LinkedFile): string =>
  `${entry.path} ${from} ${body.layer} ${body.position}`
const merge = (data: readonly LayerData[]) => mergeLayers(data.map(({ index }): LayerIndex => index))

/** What the links of all layers lead to, and what those of the lower ones and of the topmost together do. */
async function bothWays(
  layers: readonly Layer[],
): Promise<{ readonly whole: readonly string[]; readonly parts: readonly string[]; readonly own: readonly string[] }> {
  const data = await Promise.all(layers.map(dataOf))
  const [tree, below] = [merge(data), merge(data.slice(0, -1))]
  const own = [...changedLinkedFiles(tree, below, data)].map(nameOf)
  const kept = [...linkedFiles(below, data.slice(0, -1))].filter((file) =>
    isStillThere(tree, data, { path: file.entry.path, record: '', ...file }),
  )
  return {
    whole: [...new Set([...linkedFiles(tree, data)].map(nameOf))].sort(),
    parts: [...new Set([...kept.map(nameOf), ...own])].sort(),
    own,
  }
}

test('what is known of an image and what is new in its container are all that links lead to, of 100 random ones', async () => {
  let seen = 0
  for (let seed = 0; seed < 100; seed += 1) {
    const { whole, parts } = await bothWays(randomImage(seed, 2 + (seed % 3), 10).layers)
    expect(parts, `seed ${seed}`).toEqual(whole)
    seen += whole.length
  }
  expect(seen).toBeGreaterThan(500)
})

const ownNames = async (...specs: readonly LayerSpec[]): Promise<readonly string[]> => {
  const { own } = await bothWays(buildImage(...specs).layers)
  return own.map((name) => name.split(' ', 2).join(' ')).sort()
}

test('a link whose way is another now, and whose end is not, is none that has changed', async () => {
  const below = layer({ 'usr/real/b': 'b', dir: { symlink: 'usr/real' }, x: { symlink: 'dir/b' } })
  expect(await ownNames(below, layer({ dir: { symlink: '/usr/real' } }))).toEqual(['/dir/b 0'])
})

test('only what the container has made another is new', async () => {
  const image = buildImage(
    layer({
      bin: { symlink: 'usr/bin' },
      'usr/bin/a': 'a',
      'usr/bin/b': 'b',
      'usr/bin/c': { symlink: 'a' },
      'etc/alias': { symlink: '/usr/bin/b' },
      'etc/gone': { symlink: '/usr/bin/a' },
    }),
    layer({ 'usr/bin/a': 'changed', 'usr/bin/new': 'new', ...remove('etc/gone') }),
  )
  const { own } = await bothWays(image.layers)
  expect(own.map((name) => name.split(' ', 2).join(' ')).sort()).toEqual([
    '/bin/a 1',
    '/bin/c 1',
    '/bin/new 1',
    '/usr/bin/c 1',
  ])
})

test('a container that has changed nothing has nothing new', async () => {
  const { whole, own } = await bothWays([...randomImage(7, 3).layers, ...buildImage(layer({})).layers])
  expect(own).toEqual([])
  expect(whole.length).toBeGreaterThan(1)
})

/** Without workers, which take time to start. */
function inProcess(more: Partial<ScanOptions> = {}): ScanOptions {
  const { module: _module, ...plugin } = finder
  return finderOptions({ plugins: [plugin], ...more })
}

test('a container is found to have what an image of the same layers has; one that has changed nothing reads no layer of a known image', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'engine-changed-'))
  const unchanged = buildImage(layer({})).layers[0]
  try {
    for (let seed = 300; seed < 306; seed += 1) {
      const whole = randomImage(seed, 3, 100)
      const changes = whole.layers[2] as Layer
      const expected = summarize(await scan([whole], inProcess()))
      const image = counted({ ...whole, layers: whole.layers.slice(0, 2) })
      expect(summarize(await scan([containerOf(image, changes)], inProcess())), `seed ${seed}`).toEqual(expected)
      const cache = await openCache({ directory: join(directory, String(seed)), key: Buffer.alloc(32) })
      await scan([image], inProcess({ cache }))
      expect(summarize(await scan([containerOf(image, changes)], inProcess({ cache })))).toEqual(expected)
      const ofImage = summarize(await scan([image], inProcess({ cache })))
      image.opened.fill(0)
      expect(summarize(await scan([containerOf(image, unchanged)], inProcess({ cache })))).toEqual(ofImage)
      expect(image.opened).toEqual([0, 0])
    }
  } finally {
    await rm(directory, { recursive: true })
  }
})
