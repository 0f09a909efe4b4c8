import { fileURLToPath } from 'node:url'
import { scan } from '@veinmind/engine'
import { createReportService } from '@veinmind/report'
import { CONF_NAMESPACE, createConfService, Registry } from '@veinmind/internal/services'
import type { Image, Plugin } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { beforeAll, expect, test } from 'vitest'
import { openExternalPlugin } from '../src/index.ts'
import looksAt from './fixtures/looks-at.ts'

// The same plugin in the process and as a hosted executable: the report does not tell which it was, but for the time that it took.
const EXECUTABLE = fileURLToPath(new URL('fixtures/looks-at-bin.ts', import.meta.url))
let external: Plugin
beforeAll(async () => {
  external = await openExternalPlugin(EXECUTABLE)
})

async function reportBy(plugin: Plugin, images: readonly Image[]) {
  const { plugins, targets, findings, errors, summary } = await scan(images, {
    plugins: [plugin],
    pluginTimeout: 60_000,
  })
  return {
    plugins: plugins.map(({ durationMs: _duration, ...rest }) => rest),
    targets,
    findings: findings.map(({ time: _time, ...rest }) => rest),
    // Errors of a layer are those of the target alone when it is read in the process.
    errors: errors.map(({ plugin: _plugin, ...rest }) => rest),
    summary,
  }
}

async function* one(part: Uint8Array): AsyncGenerator<Uint8Array> {
  yield part
}

test.each([
  [
    'all is well',
    buildImage(layer({ 'a.txt': 'find me', 'b.txt': 'nothing', c: 'not wanted' }), layer({ 'd.txt': 'find me too' })),
  ],
  [
    'files that are too large',
    buildImage(layer({ 'a.txt': 'find me', 'big.txt': 'x'.repeat(5000), 'cut.txt': 'x'.repeat(500) })),
  ],
  ['a file whose inspection fails', buildImage(layer({ 'a.txt': 'find me', 'b.txt': 'throw' }))],
  ['part that it says it has not done', buildImage(layer({ 'a.txt': 'find me', 'b.txt': 'incomplete' }))],
  ['a scan that fails', buildImage(layer({ 'a.txt': 'find me', 'b.txt': 'fail' }))],
  ['two images', [buildImage(layer({ 'a.txt': 'find me' })), buildImage(layer({ 'b.txt': 'fail' }))]],
])('%s', async (_what, image) => {
  const images = [image].flat()
  expect(await reportBy(external, images)).toEqual(await reportBy(looksAt, images))
})

test('a file on disk, below Node’s permission model: it lies in the private folder', async () => {
  const image = buildImage(layer({ 'var/x.db': `${'x'.repeat(2000)}end` }))
  const folder = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '')
  const sandboxed = await openExternalPlugin(EXECUTABLE, { sandbox: { folder, network: false, addons: false } })
  for (const plugin of [looksAt, external, sandboxed]) {
    expect(await scan([image], { plugins: [plugin] })).toMatchObject({
      errors: [],
      assets: [{ type: 'End', detail: { text: 'end' } }],
    })
  }
})

test('the configuration that the user gives', async () => {
  const registry = new Registry().define(
    CONF_NAMESPACE,
    createConfService(new Map([['words', Buffer.from('some words')]])),
  )
  const image = buildImage(layer({ a: 'x' }))
  const service = () => createReportService({ tool: { name: 'test', version: '1.0.0' }, hosted: true })
  for (const plugin of [looksAt, external]) {
    const { assets, errors } = await scan([image], { plugins: [plugin], registry, report: service() })
    expect(errors).toEqual([])
    expect(assets).toMatchObject([{ detail: { text: 'some words', hosted: true } }])
    const none = new Registry().define(CONF_NAMESPACE, createConfService(new Map()))
    expect(await scan([image], { plugins: [plugin], registry: none })).toMatchObject({
      errors: [{ code: 'CONF_UNKNOWN' }],
    })
  }
})

test('a layer that cannot be read', async () => {
  const image = buildImage(layer({ 'a.txt': 'find me' }), layer({ 'b.txt': 'find me' }))
  const layers = image.layers.map((each) =>
    each.index === 0 ? each : { ...each, open: async () => one(new Uint8Array(each.size)) },
  )
  const [hosted, own] = [
    await reportBy(external, [{ ...image, layers }]),
    await reportBy(looksAt, [{ ...image, layers }]),
  ]
  expect(own.errors).toMatchObject([{ code: 'IMAGE_DIGEST_MISMATCH' }])
  expect(hosted.targets[0]).toMatchObject({ outcome: 'partial', layers: [{ source: 'read' }, { source: 'none' }] })
  // Which of the two says that the layer is broken is all that differs.
  expect(hosted).toEqual({ ...own, targets: hosted.targets })
})
