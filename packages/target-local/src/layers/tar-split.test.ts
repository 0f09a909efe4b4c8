import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assembleTar } from './tar-split.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tar-split-'))
  mkdirSync(join(folder, 'diff/etc'), { recursive: true })
  writeFileSync(join(folder, 'diff/etc/a'), 'content')
  writeFileSync(Buffer.concat([Buffer.from(join(folder, 'diff/')), Buffer.from([0xff])]), 'raw')
  writeFileSync(join(folder, 'secret'), 'secret!')
  symlinkSync(folder, join(folder, 'diff/out'))
  symlinkSync('../secret', join(folder, 'diff/link'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function assemble(entries: readonly object[]): Promise<string> {
  const path = join(folder, 'split.gz')
  writeFileSync(path, gzipSync(entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')))
  const chunks = await Array.fromAsync(assembleTar(path, join(folder, 'diff')))
  return Buffer.concat(chunks).toString('latin1')
}
const segment = (text: string): object => ({ type: 2, payload: Buffer.from(text).toString('base64') })

test('segments and files in their order', async () => {
  const text = await assemble([
    segment('<'),
    { type: 1, name: './etc/a', size: 7 },
    segment('|'),
    { type: 1, name: 'etc/.wh.b' },
    { type: 1, name_raw: '/w==', size: 3 },
    segment('>'),
  ])
  expect(text).toBe('<content|raw>')
})

test.each(['out/secret', 'link', '../secret', 'etc', 'gone', 'etc/a/b'])('%s is not read', async (name) => {
  await expect(assemble([{ type: 1, name, size: 7 }])).rejects.toMatchObject({ code: 'LOCAL_LAYER_CHANGED' })
})

test('a file of another size, and what is no tar-split', async () => {
  await expect(assemble([{ type: 1, name: 'etc/a', size: 6 }])).rejects.toMatchObject({ code: 'LOCAL_LAYER_CHANGED' })
  const path = join(folder, 'damaged.gz')
  for (const bytes of ['no gzip', gzipSync('{"type":1'), gzipSync('[]').subarray(0, 15)]) {
    writeFileSync(path, bytes)
    await expect(Array.fromAsync(assembleTar(path, join(folder, 'diff')))).rejects.toMatchObject({
      code: 'LOCAL_LAYER_UNREADABLE',
    })
  }
})
