import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hostileReport } from '../../test/hostile.ts'
import { sampleReport } from '../../test/sample.ts'
import { createReportService } from '../gather/service.ts'
import type { Report } from '../model/model.ts'
import { formatOf } from '../output/formats.ts'
import { openReports } from './open-reports.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-saved-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function write(format: string, report: Report): Promise<string> {
  const renderer = await formatOf(format).load()
  return await renderer.render(report, { language: 'en', verbose: true, color: false, width: 100 })
}

async function save(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

/** A report of these rules in targets of these names. */
function reportOf(targets: Readonly<Record<string, readonly string[]>>, { at = 0, accept = '' } = {}): Report {
  const service = createReportService({
    tool: { name: 'veinmind', version: '1' },
    now: () => new Date(at),
    accept: accept === '' ? [] : [{ rule: accept, reason: 'known', by: 'a.yaml:1' }],
  })
  for (const [name, rules] of Object.entries(targets)) {
    const target = { id: name, kind: 'image', name, references: [name] } as const
    service.addTarget({ ...target, outcome: 'ok', notes: [] })
    for (const id of rules)
      service.report(
        { type: 'T', class: 'risk', rule: { id, title: id, severity: 'low' }, locations: [{ path: '/a' }], detail: {} },
        { plugin: 'p', target },
      )
  }
  const coverage = { entities: 1, scanned: 2, skipped: { big: 1 }, truncated: 0, errored: 0, rereads: 0, problems: [] }
  service.addPlugin({ name: 'p', version: '1', outcome: at === 0 ? 'partial' : 'ok', durationMs: 5, coverage })
  return service.finish()
}

describe('a saved report', () => {
  it.each([
    ['sample', sampleReport],
    ['hostile', hostileReport],
  ])('makes the same formats as the report did, from json and from ndjson: %s', async (_, make) => {
    const report = make()
    for (const format of ['json', 'ndjson']) {
      const path = await save(`report.${format}`, await write(format, report))
      const { report: read, close } = await openReports([path])
      // Texts of rules are English in what is saved.
      for (const other of ['json', 'ndjson', 'sarif', 'csv', 'junit', 'gitlab@sast', 'markdown'])
        expect(await write(other, read)).toBe(await write(other, report))
      close()
    }
  })

  it('is refused where it was broken off or is another thing, with its line', async () => {
    const text = await write('ndjson', sampleReport())
    const lines = text.trimEnd().split('\n')
    const refused = async (content: string, words: RegExp) => {
      const path = await save('x.ndjson', content)
      await expect(openReports([path])).rejects.toMatchObject({
        code: 'REPORT_FILE_INVALID',
        message: expect.stringMatching(words) as string,
      })
    }
    await refused(`${lines.slice(0, -1).join('\n')}\n`, /it has no end/)
    await refused(text.slice(0, -20), /line \d+ is none of a report/)
    await refused(
      text.replace(/\{"finding":\{"fingerprint":"/, '{"finding":{"fingerprint":"z'),
      /line \d+ is no finding/,
    )
    await refused(text + lines[0]!, /is out of place/)
    await refused('[1]', /no report/)
  })
})

describe('several reports', () => {
  it('are one: each target, finding and plugin once', async () => {
    const one = reportOf({ 'h/b:1': ['A', 'B'], 'h/a:1': ['A'] })
    const two = reportOf({ 'h/c:1': ['A'], 'h/b:1': ['A', 'C'] }, { at: 1_000 })
    const paths = [
      await save('one.json', await write('json', one)),
      await save('two.ndjson', await write('ndjson', two)),
    ]
    const { report, close } = await openReports(paths)
    expect(report.targets.map(({ name }) => name)).toEqual(['h/a:1', 'h/b:1', 'h/c:1'])
    const found = [...report.findings].map(({ target, rule }) => `${target.name} ${rule.id}`)
    expect(found).toEqual(['h/a:1 A', 'h/b:1 A', 'h/b:1 C', 'h/b:1 B', 'h/c:1 A'])
    expect(report.summary).toMatchObject({ targets: 3, scanned: 3, findings: { low: 3 }, places: 5 })
    expect(report.plugins).toMatchObject([
      { name: 'p', outcome: 'partial', durationMs: 10, coverage: { scanned: 4, skipped: { big: 2 } } },
    ])
    const other = await openReports(paths.toReversed())
    expect(await write('json', other.report)).toBe(await write('json', report))
    other.close()
    close()
  })

  it('have open what one of them has open', async () => {
    const paths = [
      await save('one.json', await write('json', reportOf({ 'h/a:1': ['A', 'B'] }, { accept: 'A' }))),
      await save('two.json', await write('json', reportOf({ 'h/a:1': ['A'] }))),
    ]
    const { report } = await openReports(paths)
    expect(report.summary).toMatchObject({ accepted: 0, findings: { low: 2 } })
  })
})
