import { expect, test } from 'vitest'
import { target } from '../../../test/sample.ts'
import { createReportService } from '../../gather/service.ts'
import type { ReportService } from '../../gather/service.ts'
import { cli } from './cli.ts'

const CONTEXT = { language: 'en', verbose: false, color: false, width: 80 } as const
const SOURCE = { plugin: 'p', target: target('1.0') }

function service(): ReportService {
  return createReportService({ tool: { name: 'veinmind', version: '1' }, now: () => new Date(0) })
}

test.each([
  [3, undefined],
  [50, undefined],
  [52, '2 more: -v shows them'],
])('of %i targets that are skipped and nothing else, fifty are listed', async (count, more) => {
  const reports = service()
  for (let number = 0; number < count; number++) reports.addSkipped({ target: `app:${number}`, reason: 'a signature' })
  const text = await cli.render(reports.finish(), CONTEXT)
  expect(text.match(/app:\d+: a signature/g)).toHaveLength(Math.min(count, 50))
  expect(/\d+ more: -v shows them/.exec(text)?.[0]).toBe(more)
})

test('the summary counts packages from one on, and errors and failed files only where there are some', async () => {
  const reports = service()
  reports.addPackage(
    { purl: 'pkg:npm/a@1.0.0', type: 'npm', name: 'a', version: '1.0.0', places: [{ path: '/a' }], licenses: [] },
    SOURCE,
  )
  reports.addTarget({ ...SOURCE.target, outcome: 'ok', notes: [] })
  const coverage = { entities: 1, scanned: 9, skipped: {}, truncated: 0, errored: 0, rereads: 0, problems: [] }
  reports.addPlugin({ name: 'p', version: '1', outcome: 'ok', durationMs: 1, coverage })
  const text = await cli.render(reports.finish(), CONTEXT)
  expect(text).toContain('packages: 1 (')
  expect(text).not.toMatch(/errors: |\d failed/)
})

test('facts keep to the width', async () => {
  const reports = service()
  reports.report(
    {
      type: 'Image',
      class: 'info',
      locations: [{ path: `/srv/${'folder with words/'.repeat(12)}end` }],
      detail: { names: 'a name '.repeat(20) },
    },
    SOURCE,
  )
  reports.addTarget({ ...SOURCE.target, outcome: 'ok', notes: [] })
  const report = reports.finish()
  for (let width = 60; width < 80; width++) {
    const lines = (await cli.render(report, { ...CONTEXT, verbose: true, width })).split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width)
  }
})
