import { SILENT } from '@veinmind/internal'
import { fsTarget } from './fs-target.ts'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Image } from '@veinmind/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { imageTarget } from '../index.ts'
import { discoverLocalImages } from '../targets/image-target.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rootfs-'))
  mkdirSync(join(folder, 'root/etc'), { recursive: true })
  writeFileSync(join(folder, 'root/etc/passwd'), 'root:x:0:0::/root:/bin/sh\n')
  symlinkSync(folder, join(folder, 'root/out'))
})
afterAll(() => rmSync(folder, { recursive: true }))

test.each([
  ['rootfs', ''],
  [undefined, 'rootfs:'],
] as const)('a folder as an image of one layer (--from %s, prefix %s)', async (from, prefix) => {
  const { signal } = new AbortController()
  const found = await Array.fromAsync(
    discoverLocalImages([`${prefix}${join(folder, 'root')}`], { signal, options: { from } }),
  )
  const { entity, source } = found[0] as { entity: Image; source: string }
  const names = (await Array.fromAsync(entity.layers[0]!.entries())).map(({ type, path }) => `${type} ${path}`)
  expect(names).toEqual(['directory /etc', 'file /etc/passwd', 'symlink /out'])
  expect([entity.notes, source]).toEqual([[], `rootfs (${join(folder, 'root')})`])
})

test('what is no folder', async () => {
  const { signal } = new AbortController()
  const words = [join(folder, 'root/etc/passwd'), join(folder, 'gone')]
  const found = await Array.fromAsync(discoverLocalImages(words, { signal, options: { from: 'rootfs' } }))
  expect(found).toMatchObject(words.map((target) => ({ target, error: { code: 'LOCAL_ROOTFS_INVALID' } })))
  expect(imageTarget.options.from.choices).toContain('rootfs')
})

test('a name that would mark a deletion hides nothing, and is said once, however often the folder is read', async () => {
  const odd = join(folder, 'odd')
  mkdirSync(join(odd, 'etc'), { recursive: true })
  writeFileSync(join(odd, '.wh.etc'), '')
  const { signal } = new AbortController()
  const [found] = await Array.fromAsync(discoverLocalImages([`rootfs:${odd}`], { signal }))
  const { entity } = found as { entity: Image }
  for (let time = 0; time < 2; time += 1) {
    expect((await Array.fromAsync(entity.layers[0]!.entries())).map(({ path }) => path)).toEqual(['/%2Ewh.etc', '/etc'])
  }
  expect(entity.notes).toEqual([
    'content of /.wh.etc: its name means something else in a layer; it is read as /%2Ewh.etc',
  ])
})

test('scan fs: a folder as an image of one layer, whose lock files count', async () => {
  const context = { signal: new AbortController().signal, options: {}, log: SILENT }
  const found = await Array.fromAsync(fsTarget.discover([join(folder, 'root'), join(folder, 'nothing')], context))
  expect(found).toMatchObject([
    { entity: { kind: 'image', facts: { '@veinmind/inventory/source-tree': true } } },
    { error: { code: 'LOCAL_ROOTFS_INVALID' } },
  ])
  await expect(Array.fromAsync(fsTarget.discover([], context))).rejects.toMatchObject({ code: 'USAGE' })
})
