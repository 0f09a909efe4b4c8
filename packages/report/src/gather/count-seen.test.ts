import { describe, expect, it, test } from 'vitest'
import { sawNothing } from './count-seen.ts'
import { NOTHING_OF_ITS_KIND } from '../model/skip-reasons.ts'
import { html } from '../html/html.ts'
import type { LayerReport, PluginReport, ReportedError, TargetReport } from '../model/model.ts'
import { cli } from '../renderers/cli/cli.ts'
import { json } from '../renderers/json.ts'
import { createReportService } from './service.ts'

const CONTEXT = { language: 'en', verbose: false, color: false, width: 80 } as const
const COVERAGE: PluginReport['coverage'] = {
  entities: 1,
  scanned: 10,
  skipped: {},
  truncated: 0,
  errored: 0,
  rereads: 0,
  problems: [],
}
const PLUGIN: PluginReport = { name: 'p', version: '1', outcome: 'ok', durationMs: 1, coverage: COVERAGE }

const target = (name: string, more: Partial<TargetReport> = {}): TargetReport => ({
  id: name,
  kind: 'image',
  name,
  references: [name],
  outcome: 'ok',
  notes: [],
  ...more,
})

const layer = (index: number, source: LayerReport['source']): LayerReport => ({
  index,
  digest: `sha256:${index}`,
  diffId: '',
  size: 1,
  source,
})

function reportOf(
  targets: readonly TargetReport[],
  plugins: readonly PluginReport[] = [PLUGIN],
  errors: readonly ReportedError[] = [],
) {
  const service = createReportService({ tool: { name: 'veinmind', version: '1' } })
  for (const each of targets) service.addTarget(each)
  for (const each of plugins) service.addPlugin(each)
  for (const each of errors) service.addError(each)
  return service.finish()
}

describe('coverage', () => {
  it('is whole only when every target and layer was read, and every plugin ran', () => {
    const layers = [layer(0, 'read'), layer(1, 'none')]
    const failed = { ...PLUGIN, name: 'q', outcome: 'failed' } as const
    expect(reportOf([target('a')]).summary.coverage).toBe(1)
    expect(reportOf([target('a', { outcome: 'partial', layers })]).summary.coverage).toBe(0.5)
    expect(reportOf([target('a'), target('b', { outcome: 'skipped' })]).summary.coverage).toBe(0.5)
    expect(reportOf([target('a')], [PLUGIN, failed]).summary.coverage).toBe(0.5)
  })

  it('counts no layer that no plugin asked for', () => {
    expect(reportOf([target('a', { layers: [layer(0, 'none')] })]).summary.coverage).toBe(1)
  })

  it('is one number in every format, and never whole where something was not seen that nobody can count', async () => {
    const partial = { ...PLUGIN, outcome: 'partial', reason: 'out of time' } as const
    const all = [layer(0, 'read')]
    for (const report of [
      reportOf([target('a')], [partial]),
      reportOf([target('a', { outcome: 'partial', reason: 'links could not be followed' })]),
      reportOf([target('a', { outcome: 'partial', layers: all })]),
      reportOf([target('a')], [PLUGIN], [{ code: 'X', message: 'x' }]),
    ]) {
      expect(report.summary.coverage).toBe(0.9999)
      expect(JSON.parse(await json.render(report, CONTEXT))).toMatchObject({ summary: { coverage: 0.9999 } })
      expect(await cli.render(report, CONTEXT)).toContain('coverage 99.99 %')
      expect(await html.render(report, CONTEXT)).toContain('<dd>99.99 %</dd>')
    }
    expect(await cli.render(reportOf([target('a')]), CONTEXT)).toContain('coverage 100 %')
  })
})

test('files of other kinds are no part of what was to be seen, unless there is nothing else', () => {
  const skipped = { [NOTHING_OF_ITS_KIND]: 9 }
  const coverageOf = (scanned: number): number =>
    reportOf([target('a', { kind: 'iac' })], [{ ...PLUGIN, coverage: { ...COVERAGE, scanned, skipped } }]).summary
      .coverage
  expect(coverageOf(1)).toBe(1)
  expect(coverageOf(0)).toBe(0)
})

describe('nothing was seen', () => {
  const file = target('chart/templates/web.yaml', { kind: 'iac', references: [] })
  const seen = (coverage: Partial<PluginReport['coverage']>): PluginReport => ({
    ...PLUGIN,
    coverage: { ...COVERAGE, scanned: 0, ...coverage },
  })

  it.each([
    ['no target', reportOf([]), true],
    [
      'targets that failed or were skipped',
      reportOf([target('a', { outcome: 'failed' }), target('b', { outcome: 'skipped' })]),
      true,
    ],
    ['templates alone', reportOf([file], [seen({ skipped: { template: 3 } })]), true],
    ['files of other kinds alone', reportOf([file], [seen({ skipped: { [NOTHING_OF_ITS_KIND]: 2 } })]), true],
    [
      'a file beside those of other kinds',
      reportOf([file], [seen({ scanned: 1, skipped: { [NOTHING_OF_ITS_KIND]: 2 } })]),
      false,
    ],
    ['templates beside a file', reportOf([file], [seen({ scanned: 1, skipped: { template: 3 } })]), false],
    ['a file that was cut', reportOf([file], [seen({ scanned: 1, truncated: 1 })]), false],
    [
      'an image whose files are all too large',
      reportOf([target('a', { layers: [layer(0, 'read')] })], [seen({ skipped: { 'too-large': 1 } })]),
      false,
    ],
    ['a cluster of which no files are counted', reportOf([target('a', { kind: 'cluster' })], [seen({})]), false],
  ])('%s', async (_what, report, expected) => {
    expect(sawNothing(report)).toBe(expected)
    for (const format of [cli, html]) {
      const text = await format.render(report, CONTEXT)
      expect(text.includes('Nothing was scanned.')).toBe(expected)
      expect(text.includes('Nothing was found.')).toBe(!expected)
    }
  })
})
