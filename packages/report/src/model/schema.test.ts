import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { hostileReport } from '../../test/hostile.ts'
import { sampleReport } from '../../test/sample.ts'
import { createReportService, reportSchema } from '../index.ts'
import { json } from '../renderers/json.ts'

const validate = new Ajv2020({ allErrors: true, strictTypes: false }).compile(reportSchema)
const context = { language: 'en', verbose: false, color: false, width: 80 } as const
const written = (report: Parameters<typeof json.render>[0]): unknown =>
  JSON.parse(json.render(report, context) as string)

describe('the JSON schema', () => {
  const empty = createReportService({ tool: { name: 'veinmind', version: '1' } }).finish()
  it.each([
    ['sample', sampleReport()],
    ['hostile', hostileReport()],
    ['empty', empty],
  ])('accepts the %s report', (_, report) => {
    validate(written(report))
    expect(validate.errors ?? []).toEqual([])
  })

  it('refuses what is no report', () => {
    const report = written(sampleReport()) as { findings: Record<string, unknown>[]; summary: unknown }
    for (const broken of [
      {},
      { ...report, schemaVersion: '2.0' },
      { ...report, summary: {} },
      { ...report, findings: [{ ...report.findings[0], severity: 'worst' }] },
      { ...report, findings: [{ ...report.findings[0], fingerprint: undefined }] },
    ]) {
      expect(validate(JSON.parse(JSON.stringify(broken)))).toBe(false)
    }
  })
})
