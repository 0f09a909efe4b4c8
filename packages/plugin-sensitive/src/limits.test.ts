import { scanWith } from '@veinmind/plugin-testing'
import { buildContainer, buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { buildSample } from '../test/samples.ts'
import sensitive from './index.ts'

test('each finding of a file with more secrets than are told says of how many', async () => {
  const text = Array.from(
    { length: 400 },
    (_unused, index) => `token = "${buildSample('ghp_{alnum:36}', `limit ${index}`)}"\n`,
  ).join('')
  const { findings, plugins } = await scanWith(
    sensitive,
    buildImage(layer({ 'srv/tokens.txt': text, 'srv/one.txt': 'password = "kX9vQ2mLp4TkW7"\n' })),
    { workers: 0 },
  )
  const inMany = findings.filter(({ locations: [at] }) => at?.path === '/srv/tokens.txt')
  expect(inMany.length).toBeGreaterThan(10)
  for (const { listed } of inMany) {
    expect(listed?.count).toBe(inMany.length)
    expect(listed?.atLeast).toBeGreaterThan(inMany.length)
  }
  expect(plugins[0]?.reason).toMatch(/of at least \d+ secrets/)
  expect(findings.filter(({ locations: [at] }) => at?.path === '/srv/one.txt').map(({ listed }) => listed)).toEqual([
    undefined,
  ])
})

test.each([
  ['a variable', buildContainer({ env: [`A=${'x '.repeat(140_000)}`] }), 'the configuration'],
  ['a label', buildImage({ config: { Labels: { a: 'x '.repeat(140_000) } } }, layer({ a: '1' })), 'the configuration'],
  [
    'a step',
    buildImage({ history: [{ created_by: `RUN ${'x '.repeat(140_000)}` }] }, layer({ a: '1' })),
    'the history',
  ],
])('%s that is longer than what is searched is said to be', async (_name, entity, place) => {
  const { plugins } = await scanWith(sensitive, entity, { workers: 0 })
  expect([plugins[0]?.outcome, plugins[0]?.reason]).toEqual([
    'partial',
    expect.stringContaining(`a text of ${place} is longer than 262144`),
  ])
})
