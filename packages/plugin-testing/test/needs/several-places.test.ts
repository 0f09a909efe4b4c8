import { content, defineInspector, definePlugin, imageCommand, kib } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'

const accounts = defineInspector({
  id: 'accounts',
  version: 1,
  wants: ({ path }) => (path === '/etc/passwd' || path === '/etc/shadow') && content({ max: kib(64) }),
  inspect: ({ bytes }) =>
    Buffer.from(bytes)
      .toString()
      .split('\n')
      .map((line, index) => ({ name: line.split(':', 1)[0] ?? '', line: index + 1 })),
})

/** One finding at several places: an account that stands in two files. */
const plugin = definePlugin({
  name: 'accounts',
  title: 'Accounts',
  inspectors: [accounts],
  commands: [
    imageCommand((_image, ctx) => {
      const found = ctx.records(accounts).filter(({ visible }) => visible)
      const places = found.flatMap(({ record, location }) =>
        record.filter(({ name }) => name === 'toor').map(({ line }) => ({ ...location, line })),
      )
      if (places.length > 0)
        ctx.report({
          type: 'Account',
          class: 'risk',
          rule: { id: 'NEED-TOOR', title: 'x', severity: 'high' },
          evidence: 'toor',
          locations: places,
          detail: {},
        })
    }),
  ],
})

test('the first place is the main one, the others belong to the same finding', async () => {
  const image = buildImage(layer({ 'etc/passwd': 'root:x:0:0\ntoor:x:0:0\n' }), layer({ 'etc/shadow': 'toor:!:1\n' }))
  const report = await scanWith(plugin, image)
  expect(report.findings).toHaveLength(1)
  expect(report.findings[0]?.locations.map(({ path, line, layer: at }) => [path, line, at?.index])).toEqual([
    ['/etc/passwd', 2, 0],
    ['/etc/shadow', 1, 1],
  ])
})
