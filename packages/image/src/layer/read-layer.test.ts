import { bombLayer, buildImage, digestOf, layer, layerOfTar, writePax, writeTar } from '@veinmind/testing'
import type { LayerSpec } from '@veinmind/testing'
import { mib } from '@veinmind/sdk'
import type { Entry, Layer } from '@veinmind/sdk'
import type { LayerEntry } from '@veinmind/sdk/target'
import { describe, expect, test } from 'vitest'
import { codeOf } from '../../test/read-tar.ts'
import { createLayer } from '../image/create-image.ts'
import type { LayerSource } from '../image/create-image.ts'
import type { LayerHandler, LayerRead, ReadLayerOptions } from '../types.ts'
import { readLayer as readAny } from './read-layer.ts'

function layerOf(spec: LayerSpec, more: Partial<LayerSource> = {}, step = 65_536): Layer {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < spec.stored.length; at += step) yield spec.stored.subarray(at, at + step)
  }
  return createLayer(
    {
      digest: digestOf(spec.stored),
      diffId: digestOf(spec.tar),
      size: spec.stored.length,
      mediaType: '',
      open: async () => chunks(),
      ...more,
    },
    0,
  )
}

const NOTHING: LayerHandler = { entry: () => undefined, note: () => {} }
const WRONG = `sha256:${'0'.repeat(64)}`
const FILES = {
  'etc/': { directory: true },
  'etc/a': 'content of a',
  b: 'x'.repeat(100_000),
  c: { hardLink: 'b' },
} as const

describe.each([
  ['in this thread', Infinity],
  ['in a thread of its own', 0],
])('%s', (_where, threadFrom) => {
  const readLayer = (from: Layer, handler: LayerHandler, options: ReadLayerOptions = {}): Promise<LayerRead> =>
    readAny(from, handler, { ...options, threadFrom })

  test.each(['gzip', 'zstd', 'none'] as const)('a layer (%s) is read and verified', async (compress) => {
    const spec = layer(FILES, { compress })
    const paths: string[] = []
    const read = await readLayer(layerOf(spec), { ...NOTHING, entry: (entry) => void paths.push(entry.path) })
    expect(paths).toEqual(['/etc', '/etc/a', '/b', '/c'])
    expect(read).toEqual({
      diffId: digestOf(spec.tar),
      storedBytes: spec.stored.length,
      tarBytes: spec.tar.length,
      entries: 4,
      notes: [],
    })
  })

  test('sha512 digests are verified too', async () => {
    const spec = layer(FILES)
    const digests = { digest: digestOf(spec.stored, 'sha512'), diffId: digestOf(spec.tar, 'sha512') }
    expect((await readLayer(layerOf(spec, digests), NOTHING)).diffId).toBe(digests.diffId)
  })

  test('a layer as a plain tar may have digests of two algorithms, or none', async () => {
    const spec = layer(FILES, { compress: 'none' })
    const digests = { digest: digestOf(spec.stored, 'sha512'), diffId: digestOf(spec.tar) }
    expect((await readLayer(layerOf(spec, digests), NOTHING)).diffId).toBe(digests.diffId)
    const swapped = { digest: digestOf(spec.stored), diffId: digestOf(spec.tar, 'sha512') }
    expect((await readLayer(layerOf(spec, swapped), NOTHING)).diffId).toBe(swapped.diffId)
    await expect(readLayer(layerOf(spec, { ...digests, diffId: WRONG }), NOTHING)).rejects.toMatchObject({
      code: 'IMAGE_DIGEST_MISMATCH',
    })
  })

  test('who asks to be told of entries ahead gets the same entries again, with their contents', async () => {
    const foreseen: Entry[] = []
    const read: Entry[] = []
    const handler: LayerHandler = {
      ...NOTHING,
      entry: (entry) => void read.push(entry),
      foresee: async (entries) => void foreseen.push(...entries),
    }
    await readLayer(layerOf(layer(FILES)), handler)
    expect(foreseen.map(({ path }) => path)).toEqual(['/etc', '/etc/a', '/b', '/c'])
    expect(read.every((entry, at) => entry === foreseen[at])).toBe(true)
  })

  test.each([
    ['a wrong digest', { digest: WRONG }, 'IMAGE_DIGEST_MISMATCH'],
    ['a wrong diff id', { diffId: WRONG }, 'IMAGE_DIGEST_MISMATCH'],
    ['a digest that is none', { digest: 'md5:00' }, 'IMAGE_DIGEST_INVALID'],
    ['too large a size', { size: 1_000_000 }, 'IMAGE_SIZE_MISMATCH'],
    ['too small a size', { size: 10 }, 'IMAGE_SIZE_MISMATCH'],
    ['a reason not to be read', { unavailable: 'a foreign layer' }, 'IMAGE_LAYER_UNAVAILABLE'],
  ])('a layer with %s is an error', async (_what, more, code) => {
    for (const compress of ['gzip', 'zstd', 'none'] as const) {
      await expect(readLayer(layerOf(layer(FILES, { compress }), more), NOTHING)).rejects.toMatchObject({ code })
    }
  })

  test('what cannot be decompressed and is not what was asked for is said to be the latter', async () => {
    const spec = layer(FILES)
    const stored = Buffer.from(spec.stored).fill(0xff, 20, 60)
    const broken = { ...spec, stored }
    await expect(readLayer(layerOf(broken, { digest: WRONG }), NOTHING)).rejects.toMatchObject({
      code: 'IMAGE_DIGEST_MISMATCH',
    })
    await expect(readLayer(layerOf(broken), NOTHING)).rejects.toMatchObject({ code: 'IMAGE_LAYER_CORRUPT' })
  })

  test('a gzip bomb ends early', async () => {
    const bomb = bombLayer(8)
    let bytes = 0
    const handler: LayerHandler = {
      ...NOTHING,
      entry: () => ({ data: (chunk) => void (bytes += chunk.length), end: () => {} }),
    }
    await expect(readLayer(layerOf(bomb), handler)).rejects.toMatchObject({ code: 'IMAGE_COMPRESSION_RATIO' })
    expect(bytes).toBeLessThan(mib(600))
  })

  test('an aborted signal ends the reading with its reason and lets the source go', async () => {
    const spec = layer({ big: Buffer.alloc(mib(3)) }, { compress: 'none' })
    const controller = new AbortController()
    const reason = new Error('enough')
    let isReleased = false
    const open = async (): Promise<AsyncIterable<Uint8Array>> =>
      (async function* () {
        try {
          for (;;) yield spec.tar.subarray(0, 65_536)
        } finally {
          isReleased = true
        }
      })()
    const handler: LayerHandler = { ...NOTHING, progress: () => controller.abort(reason) }
    await expect(readLayer(layerOf(spec, { open, size: 0 }), handler, { signal: controller.signal })).rejects.toBe(
      reason,
    )
    await new Promise(setImmediate)
    expect(isReleased).toBe(true)
  })

  test('an error of the handler reaches the caller and lets the source go', async () => {
    let given: AbortSignal | undefined
    const spec = layer(FILES)
    const open: LayerSource['open'] = async (options) => {
      given = options?.signal
      return [spec.stored] as unknown as AsyncIterable<Uint8Array>
    }
    const handler: LayerHandler = {
      ...NOTHING,
      entry: () => {
        throw new Error('full')
      },
    }
    await expect(
      readLayer(
        layerOf(spec, {
          open: async (options) => {
            await open(options)
            return layerOf(spec).open()
          },
        }),
        handler,
      ),
    ).rejects.toThrow('full')
    expect(given?.aborted).toBe(true)
  })

  test('the reader waits for what is slower', async () => {
    const spec = layer({ big: Buffer.alloc(mib(8), 'x') }, { compress: 'none' })
    let pending = 0
    let most = 0
    const handler: LayerHandler = {
      ...NOTHING,
      entry: () => ({ data: () => void (most = Math.max(most, (pending += 1))), end: () => {} }),
      drain: async () => {
        await new Promise(setImmediate)
        pending = 0
      },
    }
    await readLayer(layerOf(spec), handler)
    expect(most).toBeLessThanOrEqual(2)
  })

  test('notes are given to the handler and in the result', async () => {
    const notes: string[] = []
    const spec = layerOfTar(writeTar([{ name: '../a' }], { end: false }))
    const read = await readLayer(layerOf(spec), { ...NOTHING, note: ({ code }) => void notes.push(code) })
    expect(notes).toEqual(['tar-path-escapes', 'tar-no-end'])
    expect(read.notes.map(({ code }) => code)).toEqual(notes)
  })
})

test('entries can be read in a loop, with their contents', async () => {
  const [built] = buildImage(layer(FILES)).specs
  const contents: Record<string, string> = {}
  for await (const entry of layerOf(built as LayerSpec).entries()) {
    if (entry.type === 'file')
      contents[entry.path] = await entry.bytes({ max: 1000 }).then((bytes) => Buffer.from(bytes).toString(), codeOf)
  }
  expect(contents).toEqual({ '/etc/a': 'content of a', '/b': 'FILE_TOO_LARGE', '/c': '' })
})

test('a content that has passed by is not to be had', async () => {
  const seen: LayerEntry[] = []
  for await (const entry of layerOf(layer(FILES)).entries()) seen.push(entry)
  await expect(seen[1]?.bytes()).rejects.toMatchObject({ code: 'IMAGE_CONTENT_PASSED' })
})

test('a file that is one hole has its zeros, also when nothing of it is stored', async () => {
  const hole = layerOfTar(
    writeTar([
      writePax({ 'GNU.sparse.map': '0,0', 'GNU.sparse.numblocks': '1', 'GNU.sparse.size': '5000' }),
      { name: 'hole' },
      { name: 'next', content: 'x' },
    ]),
  )
  const contents: [string, number][] = []
  for await (const entry of layerOf(hole).entries()) contents.push([entry.path, (await entry.bytes()).length])
  expect(contents).toEqual([
    ['/hole', 5000],
    ['/next', 1],
  ])
})

test('a loop over entries sees a wrong digest at its end, and may end early', async () => {
  const wrong = layerOf(layer(FILES), { digest: WRONG })
  const all = async (): Promise<void> => {
    for await (const entry of wrong.entries()) expect(entry.path).not.toBe('')
  }
  await expect(all()).rejects.toMatchObject({ code: 'IMAGE_DIGEST_MISMATCH' })
  for await (const entry of wrong.entries()) if (entry.path === '/etc') break
})
