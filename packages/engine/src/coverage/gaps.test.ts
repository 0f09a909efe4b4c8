import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { render } from '@veinmind/report'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildImage, layer } from '@veinmind/testing'
import { content, defineInspector, definePlugin, imageCommand, kib } from '@veinmind/sdk'
import { openCache, scan } from '../index.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-gaps-'))
})
afterAll(() => rm(directory, { recursive: true }))

const halves = defineInspector({
  id: 'halves',
  version: 1,
  wants: ({ path }) => path.startsWith('/data/') && content({ max: kib(1) }),
  inspect: ({ bytes, incomplete }) => {
    const text = Buffer.from(bytes).toString()
    if (text === 'throw') throw new Error('it is damaged')
    for (const reason of text.split('\n')) if (reason !== '') incomplete(reason)
    return { text }
  },
})

const plugin = definePlugin({
  name: 'halves',
  title: 'Halves',
  version: '1.0.0',
  inspectors: [halves],
  commands: [
    imageCommand((_image, context) => {
      if (context.records(halves).length > 4) context.incomplete('there are too many', { path: '/data' })
    }),
  ],
})

test('what inspectors and scans did not see is counted, and the first of it is told with its path, from a cache too', async () => {
  const image = buildImage(
    layer({ 'data/a': 'too deep\ntoo deep\nencrypted', 'data/b': '', 'data/c': 'throw', 'data/d': 'cut off' }),
    layer({ 'data/e': '', 'data/f': 'cut off' }),
  )
  const cache = await openCache({ directory, key: Buffer.alloc(32, 1) })
  for (const round of ['cold', 'warm']) {
    const report = await scan([image], { plugins: [plugin], workers: 0, cache })
    expect([round, report.plugins[0]]).toMatchObject([
      round,
      {
        outcome: 'partial',
        reason: `${image.name}: there are too many`,
        gaps: {
          count: 6,
          first: [
            { target: image.name, path: '/data', reason: 'there are too many' },
            { target: image.name, path: '/data/a', reason: 'too deep' },
            { target: image.name, path: '/data/a', reason: 'encrypted' },
          ],
        },
        coverage: { scanned: 6, truncated: 3, errored: 1 },
      },
    ])
  }
})

test('an inspector alone makes its plugin partial, and the first three reasons stand in each format', async () => {
  const image = buildImage(layer({ 'data/a': 'one', 'data/b': 'two', 'data/c': 'three', 'data/d': 'four' }))
  const report = await scan([image], { plugins: [plugin], workers: 0 })
  expect(report.plugins[0]).toMatchObject({ outcome: 'partial', reason: `${image.name}: /data/a: one` })
  expect(report.targets[0]).toMatchObject({ outcome: 'partial', reason: 'plugin halves: /data/a: one' })
  for (const format of ['cli', 'html', 'json'] as const) {
    const chunks: string[] = []
    const stdout = { write: (chunk: string) => chunks.push(chunk) }
    const options = { language: 'en', verbose: false, color: false, width: 100, stdout } as const
    expect((await render(report, new Map([[format, 'stdout']]), options)).errors).toEqual([])
    const text = chunks.join('')
    for (const line of ['/data/a', 'two', '/data/c', 'three', format === 'json' ? '"count": 4' : 'and 1 more'])
      expect([format, line, text.includes(line)]).toEqual([format, line, true])
  }
})
