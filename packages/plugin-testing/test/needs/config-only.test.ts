import { definePlugin, imageCommand } from '@veinmind/sdk'
import type { Rule } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'

const RULE: Rule = { id: 'NEED-001', title: 'latest is installed', severity: 'low' }

/** Configuration and history only: no inspector, so no layer is read. */
const plugin = definePlugin({
  name: 'config-only',
  title: 'Configuration only',
  commands: [
    imageCommand((image, ctx) => {
      for (const { index, createdBy, layer: made } of image.history) {
        if (!createdBy.includes('@latest')) continue
        const { digest = '' } = image.layers[made ?? -1] ?? {}
        ctx.report({
          type: 'Latest',
          class: 'risk',
          rule: RULE,
          evidence: `${createdBy} as ${image.config.user}`,
          locations: [
            { step: { index, createdBy }, ...(made === undefined ? {} : { layer: { index: made, digest } }) },
          ],
          detail: {},
        })
      }
    }),
  ],
})

test('configuration and history only, without a layer being read', async () => {
  const image = buildImage(
    layer({ a: '1' }, { createdBy: 'ADD a /' }),
    layer({ b: '2' }, { createdBy: 'RUN npm i -g npm@latest' }),
    { config: { User: 'node' } },
  )
  const report = await scanWith(plugin, image)
  expect(report).toReport({ rule: 'NEED-001', step: 1, layer: 1, evidence: /npm@latest as node$/ })
  expect(report.targets[0]?.layers?.map(({ source }) => source)).toEqual(['none', 'none'])
})
