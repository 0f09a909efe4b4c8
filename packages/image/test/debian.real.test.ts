import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Entry, Image } from '@veinmind/sdk'
import { debianImage, removeTemporary, requireTool, run, temporaryFolder } from '@veinmind/services'
import { afterAll, expect, test } from 'vitest'
import {
  createLayerIndexBuilder,
  createTarReader,
  mergeLayers,
  openImages,
  parseLayerIndex,
  readLayer,
} from '../src/index.ts'
import type { LayerIndex } from '../src/index.ts'

const folder = temporaryFolder('image-debian')
afterAll(() => removeTemporary(folder))

/** What must be the same of a name, whatever layer it came from. */
const line = ({ path, type, mode, uid, gid, linkTarget = '', hardLink, size }: Entry): string =>
  [path, type, mode.toString(8), uid, gid, linkTarget, hardLink ?? '', hardLink === undefined ? size : 0].join(' ')

async function indexLayers(image: Image): Promise<LayerIndex[]> {
  const indexes: LayerIndex[] = []
  for (const layer of image.layers) {
    const builder = createLayerIndexBuilder()
    const { notes } = await readLayer(layer, {
      entry(entry) {
        builder.add(entry)
        return undefined
      },
      note: () => {},
    })
    expect(notes).toEqual([])
    indexes.push(parseLayerIndex(builder.finish().serialize()))
  }
  return indexes
}

/** The file system of an image as crane flattens it. */
async function flatten(archive: string): Promise<string[]> {
  const flat = join(folder, 'flat.tar')
  await run('sh', ['-c', '"$0" export - "$1" < "$2"', await requireTool('crane'), flat, archive])
  const paths = new Map<string, string>()
  const tar = createTarReader({
    entry: (entry) => void paths.set(entry.path, line(entry)),
    note: () => {},
  })
  tar.write(readFileSync(flat))
  tar.end()
  rmSync(flat)
  return [...paths.values()].toSorted()
}

test('a Debian image, from a layout and from a docker-archive, is what crane flattens it to', async () => {
  const { layout, dockerArchive } = await debianImage()
  const expected = await flatten(dockerArchive)
  expect(expected.length).toBeGreaterThan(25_000)
  for (const path of [layout, dockerArchive]) {
    const { images, close } = await openImages(path)
    const [image] = images.flatMap((found) => ('entity' in found ? [found.entity as Image] : []))
    const tree = mergeLayers(await indexLayers(image as Image))
    const walked = Array.from(tree.walk(), ({ entry }) => line(entry))
    expect(walked.toSorted()).toEqual(expected.filter((text) => !text.startsWith('/ ')))
    await close()
  }
})
