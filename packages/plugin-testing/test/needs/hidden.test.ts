import { content, defineInspector, definePlugin, imageCommand, kib } from '@veinmind/sdk'
import { buildImage, layer, opaque, remove } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'

/** "The file that is there at the end" against "the file of a lower layer that was deleted or replaced later". */
const keys = defineInspector({
  id: 'keys',
  version: 1,
  keywords: ['private key'],
  wants: ({ type }) => type === 'file' && content({ max: kib(64), keywords: true }),
  inspect: ({ bytes, keywords }) => ({ keywords: [...keywords], text: Buffer.from(bytes).toString() }),
})

const plugin = definePlugin({
  name: 'keys',
  title: 'Keys',
  inspectors: [keys],
  commands: [
    imageCommand((_image, ctx) => {
      for (const { record, location, visible } of ctx.records(keys)) {
        const rule = { id: visible ? 'NEED-KEY' : 'NEED-HIDDEN-KEY', title: 'x', severity: 'high' } as const
        ctx.report({
          type: 'Key',
          class: 'risk',
          rule,
          evidence: `${record.text} ${record.keywords.join()}`,
          locations: [location],
          detail: {},
        })
      }
    }),
  ],
})

test('each record says which layer hides it, and the step that made it', async () => {
  const image = buildImage(
    layer(
      {
        'srv/a': 'PRIVATE KEY 1',
        'srv/b': 'PRIVATE KEY 2',
        'opt/c': 'Private Key 3',
        'etc/d': 'private key 4',
        'etc/e': 'nothing',
      },
      { createdBy: 'COPY keys /' },
    ),
    layer({ ...remove('srv/a'), 'srv/b': 'PRIVATE KEY 5' }),
    layer(opaque('opt')),
  )
  const report = await scanWith(plugin, image)
  expect(report.findings).toHaveLength(5)
  expect(report).toReport({ rule: 'NEED-HIDDEN-KEY', path: '/srv/a', layer: 0, step: 0, hiddenBy: 1 })
  expect(report).toReport({ rule: 'NEED-HIDDEN-KEY', path: '/srv/b', layer: 0, hiddenBy: 1, evidence: 'KEY 2' })
  expect(report).toReport({ rule: 'NEED-HIDDEN-KEY', path: '/opt/c', hiddenBy: 2 })
  expect(report).toReport({ rule: 'NEED-KEY', path: '/etc/d', hiddenBy: null, evidence: 'private key 4 private key' })
  expect(report).toReport({ rule: 'NEED-KEY', path: '/srv/b', layer: 1, hiddenBy: null, evidence: 'KEY 5' })
})
