import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeName } from '@veinmind/sdk/target'
import type { Image } from '@veinmind/sdk'
import { removeTemporary, requireTools, run, runBytes, temporaryFolder } from '@veinmind/services'
import { buildImage, layer, opaque, remove, writeOciLayout } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLayerIndexBuilder, mergeLayers, openImages, readLayer } from '../src/index.ts'
import type { MergedTree } from '../src/index.ts'

const folder = temporaryFolder('image-tools')
const layout = join(folder, 'layout')
let tools: Record<'umoci' | 'skopeo' | 'gzip' | 'zstd', string>

const DIRECTORY = { directory: true } as const

/** Every way in which a layer changes those below. */
const IMAGE = buildImage(
  layer({
    'etc/': { directory: true, mode: 0o711 },
    'etc/kept': 'kept',
    'etc/deleted': 'x',
    'etc/replaced': 'old',
    'etc/type': 'a file',
    'srv/': DIRECTORY,
    'srv/a/': DIRECTORY,
    'srv/a/b/': DIRECTORY,
    'srv/a/b/c': 'deep',
    'var/': DIRECTORY,
    'var/old': 'x',
    'var/sub/': DIRECTORY,
    'var/sub/x': 'x',
    'usr/': DIRECTORY,
    'usr/bin/': DIRECTORY,
    'usr/bin/tool': 'tool',
    bin: { symlink: 'usr/bin' },
    'opt/': DIRECTORY,
    'opt/dir/': DIRECTORY,
    'opt/dir/in': 'x',
    'ünï-\u00e4': 'name',
  }),
  layer({
    ...remove('etc/deleted', 'srv/a/b'),
    'etc/replaced': 'newer',
    'etc/type/': DIRECTORY,
    'etc/type/inside': 'x',
    'var/': DIRECTORY,
    ...opaque('var'),
    'var/new': 'new',
    'opt/dir': 'now a file',
  }),
  layer({
    'srv/a/b/': DIRECTORY,
    'srv/a/b/again': 'again',
    'usr/bin/again': 'x',
    'usr/bin/alias': { hardLink: 'usr/bin/again' },
  }),
  { references: ['local/app:1'], config: { Env: ['A=1'] } },
)

beforeAll(async () => {
  tools = await requireTools(['umoci', 'skopeo', 'gzip', 'zstd'])
  await writeOciLayout(layout, IMAGE)
})

afterAll(() => removeTemporary(folder))

async function merge(image: Image): Promise<MergedTree> {
  const indexes = []
  for (const each of image.layers) {
    const builder = createLayerIndexBuilder()
    await readLayer(each, {
      entry(entry) {
        builder.add(entry)
        return undefined
      },
      note: () => {},
    })
    indexes.push(builder.finish())
  }
  return mergeLayers(indexes)
}

/** Path, type letter and size of every file, as `find -printf` writes them. */
function listTree(tree: MergedTree): string[] {
  const letters = { file: 'f', directory: 'd', symlink: 'l', character: 'c', block: 'b', fifo: 'p', socket: 's' }
  return Array.from(tree.walk(), (found) => {
    const size = found.entry.type === 'file' ? (tree.contentOf(found)?.entry.size ?? -1) : 0
    return `${found.entry.path} ${letters[found.entry.type]} ${size}`
  }).toSorted()
}

async function listFolder(root: string): Promise<string[]> {
  const { bytes } = await runBytes('find', [root, '-mindepth', '1', '-printf', '/%P\\0%y\\0%s\\0'])
  const fields = decodeName(bytes).split('\0')
  const lines: string[] = []
  for (let at = 0; at + 2 < fields.length; at += 3) {
    lines.push(`${fields[at]} ${fields[at + 1]} ${fields[at + 1] === 'f' ? fields[at + 2] : 0}`)
  }
  return lines.toSorted()
}

async function openOne(path: string): Promise<{ image: Image; close: () => Promise<void> }> {
  const { images, close } = await openImages(path)
  const [found] = images
  if (images.length !== 1 || found === undefined || !('entity' in found) || found.entity.kind !== 'image') {
    throw new Error(`${path} should hold one image: ${JSON.stringify(images)}`)
  }
  return { image: found.entity, close }
}

test('merged layers are what umoci unpacks', async () => {
  await run(tools.umoci, ['unpack', '--image', `${layout}:1`, join(folder, 'bundle')])
  const { image, close } = await openOne(layout)
  expect(listTree(await merge(image))).toEqual(await listFolder(join(folder, 'bundle/rootfs')))
  await close()
})

test.each(['oci-archive', 'docker-archive'])('what skopeo writes as %s is the same image', async (transport) => {
  const path = join(folder, `${transport}.tar`)
  await run(tools.skopeo, ['copy', `oci:${layout}:1`, `${transport}:${path}:local/app:1`])
  await run(tools.gzip, ['-k', path])
  await run(tools.zstd, ['-q', path])
  for (const each of [path, `${path}.gz`, `${path}.zst`]) {
    const { image, close } = await openOne(each)
    expect(image.config.env).toEqual(['A=1'])
    expect(image.layers.map(({ diffId }) => diffId)).toEqual(IMAGE.layers.map(({ diffId }) => diffId))
    expect(listTree(await merge(image))).toEqual(listTree(await merge(IMAGE)))
    await close()
  }
})

test('what skopeo writes as dir: is the same image', async () => {
  const path = join(folder, 'skopeo-dir')
  await run(tools.skopeo, ['copy', `oci:${layout}:1`, `dir:${path}`])
  const { image, close } = await openOne(path)
  expect(image.layers.map(({ diffId }) => diffId)).toEqual(IMAGE.layers.map(({ diffId }) => diffId))
  expect(listTree(await merge(image))).toEqual(listTree(await merge(IMAGE)))
  await close()
})

test('what umoci builds is read', async () => {
  const built = join(folder, 'built')
  const root = join(folder, 'tree')
  mkdirSync(join(root, 'etc'), { recursive: true })
  writeFileSync(join(root, 'etc/one'), 'one')
  await run(tools.umoci, ['init', '--layout', built])
  await run(tools.umoci, ['new', '--image', `${built}:v1`])
  await run(tools.umoci, ['insert', '--image', `${built}:v1`, root, '/'])
  const { image, close } = await openOne(built)
  expect((await merge(image)).lookup('/etc/one')).toMatchObject({ entry: { size: 3 } })
  expect(image.references).toEqual(['built:v1'])
  await close()
})
