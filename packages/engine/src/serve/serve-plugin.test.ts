import { defineInspector, definePlugin, imageCommand } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { servePlugin } from './serve-plugin.ts'

const base = defineInspector({ id: 'one', version: 1, wants: () => false, inspect: () => 1 })

test('how records of a plugin in a process of its own are kept is told in its manifest', async () => {
  const plugin = definePlugin({
    name: 'served',
    title: 'Served',
    version: '1.0.0',
    inspectors: [
      { ...base, id: 'always' },
      { ...base, id: 'never', cache: false },
      { ...base, id: 'by-key', cacheKey: () => 'a key' },
    ],
    commands: [imageCommand(() => undefined)],
  })
  const served = await servePlugin(plugin)
  expect(served.inspectors.map(({ id, keeps }) => [id, keeps])).toEqual([
    ['always', 'always'],
    ['never', 'never'],
    ['by-key', 'by-key'],
  ])
})
