import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scan } from '@veinmind/engine'
import { buildImage, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openExternalPlugin } from '../src/index.ts'
import { writeRawPlugin } from './raw-plugin.ts'

// Much goes through the channel, all of it, and the host's memory stays bounded. How fast: `pnpm bench external`.
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-bounds-'))
})
afterAll(() => rm(folder, { recursive: true }))

const COUNT = 100_000

/** Highest resident memory above the start, in MB, looked at every 50 ms. */
function watchMemory(): () => number {
  const start = process.memoryUsage().rss
  let most = 0
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss - start)), 50)
  return () => {
    clearInterval(timer)
    return Math.round(most / 1e6)
  }
}

test('100,000 reported events', async () => {
  // The same 1,000 events again and again: what grows is the channel's, not the report's. Answers are read while requests are written.
  const body = `const read = (async () => { for (let n = 0; n < ${COUNT}; n++) await receive() })()
    let text = ''
    for (let n = 0; n < ${COUNT}; n++) {
      text += report(n % 1000) + '\\n'
      if (text.length > 65536) { if (!channel.write(text)) await new Promise((done) => channel.once('drain', done)); text = '' }
    }
    await send(text)
    await read`
  const plugin = await openExternalPlugin(await writeRawPlugin(join(folder, 'events.mjs'), body))
  const grown = watchMemory()
  const report = await scan([buildImage(layer({ a: 'x' }))], { plugins: [plugin] })
  expect(grown()).toBeLessThan(150)
  expect(report).toMatchObject({ errors: [], plugins: [{ outcome: 'ok' }] })
  expect(report.assets).toHaveLength(1000)
})

test('100,000 files with their contents', async () => {
  const image = buildImage(
    layer(Object.fromEntries(Array.from({ length: COUNT }, (_, n) => [`srv/${n % 300}/file-${n}.conf`, `x=${n}\n`]))),
  )
  const body = `let sequence = 0
    const ask = async (name, ...args) => { await send(call(++sequence, 'veinmind/entity/1', name, ...args)); const { reply, error } = await receive(); if (error) throw new Error(error); return reply[0] }
    const search = await ask('find', { patterns: ['/srv/**/*.conf'], max: 4096 })
    let count = 0, page
    do {
      page = await ask('next', search)
      count += page.files.filter(({ entry, content }) => Buffer.from(content, 'base64').toString() === 'x=' + /(\\d+)\\.conf$/.exec(entry.path)[1] + '\\n').length
    } while (!page.done)
    await send(report(count)); await receive()`
  const plugin = await openExternalPlugin(await writeRawPlugin(join(folder, 'files.mjs'), body))
  const grown = watchMemory()
  const { errors, assets, plugins } = await scan([image], { plugins: [plugin] })
  expect(grown()).toBeLessThan(600)
  expect(errors).toEqual([])
  expect(assets).toMatchObject([{ detail: { n: COUNT } }])
  // All of them are read together, not a page at a time.
  expect(plugins[0]?.coverage.rereads).toBe(1)
})
