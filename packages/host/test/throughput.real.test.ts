import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scan } from '@veinmind/engine'
import { definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openExternalPlugin } from '../src/index.ts'
import { writeRawPlugin } from './raw-plugin.ts'

// What goes through the channel in a second, and that memory stays flat while it does.
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-throughput-'))
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

test('100,000 reported events through the wire', async () => {
  // The same 1,000 events again and again: what grows is the channel's, not the report's.
  const body = `let text = ''
    for (let n = 0; n < ${COUNT}; n++) {
      text += report(n % 1000) + '\\n'
      if (text.length > 65536) { if (!channel.write(text)) await new Promise((done) => channel.once('drain', done)); text = '' }
    }
    await send(text)
    for (let n = 0; n < ${COUNT}; n++) await receive()`
  // Answers are read while requests are written.
  const path = await writeRawPlugin(join(folder, 'events.mjs'), `const read = (async () => { for (let n = 0; n < ${COUNT}; n++) await receive() })()
    ${body.slice(0, body.lastIndexOf('\n'))}
    await read`)
  const plugin = await openExternalPlugin(path)
  const grown = watchMemory()
  const started = performance.now()
  const report = await scan([buildImage(layer({ a: 'x' }))], { plugins: [plugin] })
  const seconds = (performance.now() - started) / 1000
  const memory = grown()
  process.stderr.write(`events: ${Math.round(COUNT / seconds)} a second, memory +${memory} MB\n`)
  expect(report).toMatchObject({ errors: [], plugins: [{ outcome: 'ok' }] })
  expect(report.assets).toHaveLength(1000)
  expect(memory).toBeLessThan(100)
})

test('100,000 files of an image to an external plugin', async () => {
  const files = Object.fromEntries(Array.from({ length: COUNT }, (_, n) => [`srv/${n % 300}/file-${n}.conf`, `x=${n}\n`]))
  const image = buildImage(layer(files))
  const body = `let sequence = 0
    const ask = async (name, ...args) => { await send(call(++sequence, 'veinmind/entity/1', name, ...args)); const { reply, error } = await receive(); if (error) throw new Error(error); return reply[0] }
    const search = await ask('find', { patterns: ['/srv/**/*.conf'], max: 4096 })
    let count = 0, page
    do { page = await ask('next', search); count += page.files.filter((file) => file.content).length } while (!page.done)
    await send(report(count)); await receive()`
  const external = await openExternalPlugin(await writeRawPlugin(join(folder, 'files.mjs'), body))
  const walking = definePlugin({
    name: 'walk',
    title: 'Walk',
    commands: [imageCommand(async (_image, { files: tree }) => void (await Array.fromAsync(tree.walk())))],
  })
  const run = async (plugin: Plugin) => {
    const started = performance.now()
    const report = await scan([image], { plugins: [plugin] })
    expect(report).toMatchObject({ errors: [], plugins: [{ outcome: 'ok' }] })
    return { report, seconds: (performance.now() - started) / 1000 }
  }
  const alone = await run(walking)
  const grown = watchMemory()
  const hosted = await run(external)
  expect(hosted.report.assets).toMatchObject([{ detail: { n: COUNT } }])
  const figures = [alone, hosted].map(({ seconds }) => `${seconds.toFixed(2)} s`)
  process.stderr.write(`files: ${figures[0]} to walk in the process, ${figures[1]} with contents to an external plugin, memory +${grown()} MB\n`)
  expect(hosted.seconds).toBeLessThan(30)
})
