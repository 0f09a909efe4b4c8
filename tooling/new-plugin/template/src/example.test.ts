import { scanWith } from '@veinmind/plugin-testing'
import '@veinmind/plugin-testing/setup'
import { buildImage, layer, remove } from '@veinmind/testing'
import { expect, test } from 'vitest'
import example from './index.ts'

test('a file that every user may change is found, also when an upper layer deletes it', async () => {
  const image = buildImage(
    layer({ 'srv/open': { content: 'x', mode: 0o666 }, 'srv/closed': { content: 'x', mode: 0o644 } }),
    layer(remove('srv/open')),
  )
  const report = await scanWith(example, image)
  expect(report.findings).toHaveLength(1)
  expect(report).toReport({ rule: 'EXAMPLE-001', path: '/srv/open', hiddenBy: 1 })
})

test('an image without such files has no finding', async () => {
  expect(await scanWith(example, buildImage(layer({ 'srv/closed': 'x' })))).toReportNothing()
})
