import { definePlugin, imageCommand } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from './index.ts'
import type { ExpectedFinding } from './index.ts'

const plugin = definePlugin({
  name: 'one',
  title: 'One finding',
  commands: [
    imageCommand((image, ctx) => {
      if (image.layers.length === 0) return
      const locations = [{ path: '/a', line: 3, layer: { index: 0, digest: 'sha256:x' }, hiddenBy: 1, object: 'b[0]' }]
      ctx.report({
        type: 'One',
        class: 'risk',
        rule: { id: 'ONE-1', title: 'One', severity: 'high' },
        evidence: 'what was found',
        locations,
        detail: {},
      })
    }),
  ],
})

const WHOLE: ExpectedFinding = {
  rule: 'ONE-1',
  severity: 'high',
  type: 'One',
  path: '/a',
  line: 3,
  layer: 0,
  hiddenBy: 1,
  object: 'b[0]',
  evidence: /was/,
}

test('a finding fits when everything that is named is as it is named', async () => {
  const report = await scanWith(plugin, buildImage(layer({ a: '' })))
  expect(report).toReport(WHOLE)
  expect(report).toReport({})
  const others: ExpectedFinding = {
    rule: 'ONE-2',
    severity: 'low',
    type: 'Two',
    path: '/b',
    line: 4,
    layer: 1,
    hiddenBy: null,
    object: '',
    evidence: 'were',
    step: 0,
    confidence: 'low',
  }
  for (const [member, value] of Object.entries(others)) expect(report).not.toReport({ ...WHOLE, [member]: value })
  expect(report).not.toReportNothing()
  expect(() => expect(report).toReport({ rule: 'ONE-2' })).toThrow(/ONE-1 high .*what was found/)
  expect(() => expect(report).toReportNothing()).toThrow(/without findings/)
  // @ts-expect-error -- a member that is misspelt does not compile
  expect(() => expect(report).toReport({ rules: 'ONE-1' })).not.toThrow()
})

test('a scan with an error, or of nothing, does not pass for one without findings', async () => {
  const report = await scanWith(plugin, buildImage())
  expect(report).toReportNothing()
  expect(report).not.toReport({})
  expect({ ...report, errors: [{ code: 'X', message: 'no' }] }).not.toReportNothing()
  expect({ ...report, targets: [] }).not.toReportNothing()
})
