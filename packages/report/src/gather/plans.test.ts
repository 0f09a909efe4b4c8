import { expect, test } from 'vitest'
import { target } from '../../test/sample.ts'
import { fixPlan } from '../events/inventory.ts'
import { formatOf } from '../output/formats.ts'
import { createReportService } from './service.ts'

const STEP = {
  type: 'deb',
  package: 'openssl',
  packages: ['libssl3'],
  from: '3.0.9',
  to: '3.0.13',
  removes: 4,
  worst: 'high',
  ids: ['CVE-2024-0001'],
  inBase: true,
} as const

function reportOf(...events: readonly ReturnType<typeof fixPlan>[]) {
  const service = createReportService({ tool: { name: 'test', version: '0' } })
  const one = target('1.0')
  for (const event of events) service.report(event, { plugin: 'vuln', target: one })
  const report = service.finish()
  service.close()
  return report
}

const shown = async (report: ReturnType<typeof reportOf>, format: string, language: 'en' | 'zh') =>
  (await formatOf(format).load()).render(report, { language, verbose: false, color: false, width: 100 })

test('a plan is no fact among others, and is told in both languages', async () => {
  const base = { name: 'debian:12', layers: 1, by: 'layers', total: 5, removable: 4 }
  const report = reportOf(fixPlan({ total: 6, removable: 4, steps: [STEP], base }))
  expect(report.assets).toEqual([])
  expect(report.plan).toMatchObject([{ target: { name: target('1.0').name }, total: 6, steps: [STEP], base }])
  const cli = await shown(report, 'cli', 'en')
  expect(cli).toContain('1 upgrade removes 4 of 6; the rest has no fix')
  expect(cli).toMatch(/openssl +3\.0\.9 +3\.0\.13 +4 {2}high {2}base image/)
  expect(await shown(report, 'cli', 'zh')).toContain('1 项升级可消除 6 个漏洞中的 4 个；其余尚无修复版本')
})

test('what any plugin calls a plan and is none stays a fact', () => {
  const wrong = [
    { total: 1, removable: 1, steps: [{ ...STEP, removes: -1 }] },
    { total: 1, removable: 1, steps: [null] },
    { total: 'many', removable: 1, steps: [] },
    { total: 1, removable: 1, steps: [], base: { name: 1 } },
  ]
  const report = reportOf(
    ...wrong.map((detail) => ({ ...fixPlan({ total: 0, removable: 0, steps: [] }), detail }) as never),
  )
  expect(report.plan).toBeUndefined()
  expect(report.assets).toHaveLength(wrong.length)
})
