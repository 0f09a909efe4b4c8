import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileSystem, Image, RandomAccess } from '@veinmind/sdk'
import { definePlugin, imageCommand, mib } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { counted } from '../../test/helpers.ts'
import { scan } from '../index.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-files-'))
})
afterEach(() => rm(directory, { recursive: true }))

/** Scans with a plugin that only uses its file system. */
async function use(image: Image, action: (files: FileSystem) => Promise<void>) {
  const plugin = definePlugin({
    name: 'user',
    title: 'User',
    commands: [imageCommand(async (_image, ctx) => action(ctx.files))],
  })
  const report = await scan([image], { plugins: [plugin], spoolDir: directory })
  if (report.errors.length > 0) throw new Error(JSON.stringify(report.errors))
  return report
}

test('a plugin that uses no file costs no layer', async () => {
  const image = counted(buildImage(layer({ a: 'x' })))
  const report = await use(image, async () => undefined)
  expect(image.opened).toEqual([0])
  expect(report.targets[0]).toMatchObject({ outcome: 'ok', layers: [{ source: 'none' }] })
})

test('files that are asked for at the same time cost one reading of a layer, and are counted', async () => {
  const image = counted(
    buildImage(
      layer({ a: 'one', b: 'two', c: { hardLink: 'a' }, l: { symlink: 'b' } }),
      layer({ d: 'three', b: 'new' }),
    ),
  )
  const report = await use(image, async (files) => {
    const texts = await Promise.all(
      ['/a', '/b', '/c', '/l', '/d', '/a'].map(async (path) => Buffer.from(await files.readFile(path)).toString()),
    )
    expect(texts).toEqual(['one', 'new', 'one', 'new', 'three', 'one'])
    expect(Buffer.from(await files.readFile('/a')).toString()).toBe('one')
    await expect(files.readFile('/none')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await expect(files.readFile('/d', { max: 3 })).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' })
  })
  expect(image.opened).toEqual([2, 2])
  expect(report.plugins[0]?.coverage.rereads).toBe(2)
})

test('a file to be read at random is a private file until the entity is done', async () => {
  const big = Buffer.alloc(mib(3), 'abcdefghij')
  let kept: RandomAccess | undefined
  await use(buildImage(layer({ 'var/big.db': big })), async (files) => {
    const [file, again] = await Promise.all([files.open('/var/big.db'), files.open('/var/big.db')])
    expect(file.size).toBe(mib(3))
    expect(Buffer.from(await again.read(mib(3) - 5, 100))).toEqual(big.subarray(-5))
    expect(Buffer.from(await file.read(10, 3)).toString()).toBe('abc')
    expect(await readdir(directory)).toHaveLength(1)
    kept = file
  })
  expect(await readdir(directory)).toEqual([])
  await expect(kept?.read(0, 1)).rejects.toThrow(/closed|EBADF|ENOENT/)
})

test('a layer that cannot be read makes the use of files partial, and says so', async () => {
  const image = buildImage(layer({ a: 'x' }))
  const broken = { ...image, layers: image.layers.map((one) => ({ ...one, unavailable: 'it is elsewhere' })) }
  const plugin = definePlugin({
    name: 'user',
    title: 'User',
    commands: [imageCommand(async (_image, ctx) => void (await Array.fromAsync(ctx.files.walk())))],
  })
  const report = await scan([broken], { plugins: [plugin] })
  expect(report.plugins[0]).toMatchObject({ outcome: 'partial', reason: expect.stringContaining('it is elsewhere') })
  expect(report.targets[0]).toMatchObject({ outcome: 'failed' })
})

test('what a plugin does to a content reaches no other that reads it', async () => {
  await use(buildImage(layer({ a: 'one' })), async (files) => {
    for (let time = 0; time < 3; time += 1) {
      const bytes = await files.readFile('/a')
      expect(Buffer.from(bytes).toString()).toBe('one')
      bytes.fill(0)
    }
  })
})
