import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import finder from '../test/finder-plugin.ts'
import { finderOptions } from '../test/helpers.ts'
import { scan } from './index.ts'
import { docsOf } from './plugin-docs.ts'

test('a finding links to the README of its plugin’s package', async () => {
  const report = await scan([buildImage(layer({ a: 'secret' }))], finderOptions())
  expect(report.findings[0]?.rule.docs).toBe('https://www.npmjs.com/package/@veinmind/engine#f-words')
})

test('a plugin without a package has no address', () => {
  expect(docsOf({ ...finder, module: 'file:///no/such/src/index.js' })).toBeUndefined()
  expect(docsOf({ ...finder, module: 'not a url' })).toBeUndefined()
})
