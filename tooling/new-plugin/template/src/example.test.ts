import { pluginContract, scanWith } from '@veinmind/plugin-testing'
import { buildImage, layer, remove } from '@veinmind/testing'
import { expect, test } from 'vitest'
import example from './index.ts'

const image = buildImage(
  layer({ 'srv/open': { content: 'x', mode: 0o666 }, 'srv/closed': { content: 'x', mode: 0o644 } }),
  layer(remove('srv/open')),
)

test('a file that every user may change is found, also when an upper layer deletes it', async () => {
  const report = await scanWith(example, image)
  expect(report).toReport({ rule: 'EXAMPLE-001', path: '/srv/open', hiddenBy: 1 })
  expect(report.findings).toHaveLength(1)
})

test('an image without such files has no finding', async () => {
  expect(await scanWith(example, buildImage(layer({ 'srv/closed': 'x' })))).toReportNothing()
})

pluginContract(example, { samples: [image], paths: ['srv/open'] })
