import type { Report } from '@veinmind/report'
import { createReportService } from '@veinmind/report'
import type { Severity } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { exitCode } from '../index.ts'

const tool = { name: 'test', version: '1' }
const target = { id: 'a', kind: 'image', name: 'a', references: [] } as const

function report(of: {
  findings?: readonly Severity[]
  info?: boolean
  error?: boolean
  targets?: readonly ('ok' | 'partial' | 'failed' | 'skipped')[]
  plugin?: 'ok' | 'partial' | 'skipped'
}): Report {
  const service = createReportService({ tool })
  for (const [index, outcome] of (of.targets ?? ['ok']).entries())
    service.addTarget({ ...target, id: `${index}`, outcome, notes: [] })
  const coverage = {
    entities: 1,
    scanned: 1,
    skipped: { 'too-large': 3 },
    truncated: 1,
    errored: 0,
    rereads: 0,
    problems: [],
  }
  service.addPlugin({ name: 'p', version: '1', outcome: of.plugin ?? 'ok', durationMs: 1, coverage })
  for (const severity of of.findings ?? []) {
    const rule = { id: `R-${severity}`, title: 'rule', severity }
    service.report({ type: 'T', class: 'risk', rule, locations: [], detail: {} }, { plugin: 'p', target })
  }
  if (of.info) service.report({ type: 'T', class: 'info', locations: [], detail: {} }, { plugin: 'p', target })
  if (of.error) service.addError({ code: 'X', message: 'x' })
  return service.finish()
}

test.each([
  ['nothing found', report({}), 0],
  ['facts only', report({ info: true }), 0],
  ['a low finding', report({ findings: ['low'] }), 1],
  ['an error beside it', report({ findings: ['critical'], error: true }), 3],
  ['a partial target', report({ targets: ['ok', 'partial'] }), 3],
  ['a failed target', report({ targets: ['ok', 'failed'], findings: ['low'] }), 3],
  ['a partial plugin', report({ plugin: 'partial' }), 3],
  ['a skipped plugin', report({ plugin: 'skipped' }), 0],
  ['no target', report({ targets: [] }), 4],
  ['all failed', report({ targets: ['failed', 'skipped'], findings: ['low'] }), 4],
])('%s', (_what, given, code) => {
  expect(exitCode(given, { failOn: 'low' })).toBe(code)
})

test('the severity from which on it fails, and the code that it fails with', () => {
  const medium = report({ findings: ['low', 'medium'] })
  expect(exitCode(medium, { failOn: 'medium', exitCode: 42 })).toBe(42)
  expect(exitCode(medium, { failOn: 'high' })).toBe(0)
  expect(exitCode(medium, { failOn: 'never' })).toBe(0)
  expect(exitCode(report({ error: true }), { failOn: 'never', exitCode: 42 })).toBe(3)
})
