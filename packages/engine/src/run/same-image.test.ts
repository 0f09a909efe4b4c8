import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Image, Layer } from '@veinmind/sdk'
import { content, defineInspector, definePlugin, imageCommand } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { find, finderOptions, summarize, withLayers } from '../../test/helpers.ts'
import { scan } from '../index.ts'

const image = buildImage(layer({ a: 'secret one', b: 'x' }), layer({ 'srv/c': 'secret two' }))

const bytesOf = async (one: Layer): Promise<Buffer> => Buffer.concat(await Array.fromAsync(await one.open()))

/** The image as an archive has it that compresses its layers at a level of its own. */
async function stored(name: string, level: number, of: Image = image): Promise<Image> {
  const layers = await Promise.all(
    of.layers.map(async (one): Promise<Layer> => {
      const bytes = gzipSync(await plain(one), { level })
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
      return {
        ...one,
        digest,
        size: bytes.length,
        open: async () =>
          (async function* () {
            yield bytes
          })(),
      }
    }),
  )
  return { ...of, name, references: [name], layers }
}

/** A layer's tar, whatever it was stored as. */
async function plain(one: Layer): Promise<Buffer> {
  const bytes = await bytesOf(one)
  return bytes[0] === 0x1f ? gunzipSync(bytes) : bytes
}

test.each([1, 2])(
  'an image in two archives that store it in two ways is looked at once, %i at a time',
  async (concurrency) => {
    const inspected: string[] = []
    const inspector = defineInspector({
      id: 'look',
      version: 1,
      wants: (entry) => (entry.type === 'file' ? content({ max: 100 }) : undefined),
      inspect: ({ entry, bytes }) => {
        inspected.push(entry.path)
        return Buffer.from(bytes).toString()
      },
    })
    const plugin = definePlugin({
      name: 'look',
      title: 'Look',
      inspectors: [inspector],
      commands: [
        imageCommand((_image, ctx) => {
          for (const { record, location } of ctx.records(inspector))
            ctx.report({ type: 'T', class: 'info', locations: [location], detail: { record } })
        }),
      ],
    })
    const report = await scan([await stored('one:1', 1), await stored('two:1', 9)], {
      plugins: [plugin],
      concurrency,
      workers: 0,
    })
    expect(report.errors).toEqual([])
    expect(inspected.toSorted()).toEqual(['/a', '/b', '/srv/c'])
    expect(report.assets).toHaveLength(3)
    for (const { target } of report.assets) expect(target.places).toHaveLength(2)
    expect(report.targets.map(({ outcome, layers }) => [outcome, layers?.map(({ source }) => source)])).toEqual([
      ['ok', ['read', 'read']],
      ['ok', ['read', 'read']],
    ])
  },
)

test('one that only says that it is the same is looked at itself', async () => {
  const other = buildImage(layer({ a: 'nothing', evil: 'secret' }), layer({ 'srv/c': 'nothing' }))
  const liar = withLayers(await stored('liar:1', 9, { ...other, id: 'liar' }), (_layer, index) => ({
    diffId: image.layers[index]?.diffId ?? '',
  }))
  const report = await scan([await stored('one:1', 1), liar], finderOptions({ concurrency: 1 }))
  expect(summarize(report).filter((line) => line.startsWith('liar'))).toEqual([expect.stringContaining('/evil @0')])
  expect(summarize(report).filter((line) => !line.startsWith('liar'))).toHaveLength((await find(image)).length)
  expect(report.targets.find(({ name }) => name.startsWith('liar'))).toMatchObject({ outcome: 'partial' })
})
