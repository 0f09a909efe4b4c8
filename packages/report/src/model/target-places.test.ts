import { describe, expect, it } from 'vitest'
import { html } from '../html/html.ts'
import type { Payload } from '../html/assets/payload.d.ts'
import type { Report, TargetReport } from './model.ts'
import { cli } from '../renderers/cli/cli.ts'
import { events } from '../renderers/events.ts'
import { json } from '../renderers/json.ts'
import { createReportService } from '../gather/service.ts'

const CONTEXT = { language: 'en', verbose: false, color: false, width: 120 } as const
const RULE = { id: 'R', title: 'Something', severity: 'high' } as const

function image(name: string, more: Partial<TargetReport> = {}): TargetReport {
  return { id: 'sha256:1', kind: 'image', name, references: [name], outcome: 'ok', notes: [], ...more }
}

/** Two findings at three places in each of the targets, which arrive one after the other as the engine scans them. */
function reportOf(targets: readonly TargetReport[], missing: readonly string[] = []): Report {
  const service = createReportService({ tool: { name: 'veinmind', version: '1' }, now: () => new Date(0) })
  for (const target of targets) {
    for (const path of ['/a', '/b']) {
      service.report(
        {
          type: 'Quantum',
          class: 'risk',
          rule: RULE,
          locations: path === '/a' ? [{ path }, { path: '/c' }] : [{ path }],
          detail: {},
        },
        { plugin: 'p', target },
      )
    }
    service.addTarget(target)
  }
  for (const target of missing) service.addMissing({ code: 'GONE', message: 'it is not there', target })
  return service.finish()
}

async function payloadOf(report: Report): Promise<Payload> {
  const page = await html.render(report, CONTEXT)
  return JSON.parse(/<script type="application\/json" id="data">(.*)<\/script>/.exec(page)?.[1] ?? '') as Payload
}

describe('an image that was had in two places', () => {
  const cases: Record<string, { targets: readonly TargetReport[]; names: readonly string[] }> = {
    'two repositories': {
      targets: [image('h/app:1', { source: 'registry h' }), image('h/copy:1', { source: 'registry h' })],
      names: ['app:1', 'copy:1'],
    },
    'two archives with the same tag': {
      targets: [image('app:1', { source: 'archive (a.tar)' }), image('app:1', { source: 'archive (b.tar)' })],
      names: ['app:1 [archive (a.tar)]', 'app:1 [archive (b.tar)]'],
    },
    'two archives in folders': {
      targets: [image('app:1', { source: 'archive (/x/a.tar)' }), image('app:1', { source: 'archive (/x/b.tar)' })],
      names: ['app:1 [archive (a.tar)]', 'app:1 [archive (b.tar)]'],
    },
    'two archives of one name': {
      targets: [image('app:1', { source: 'archive (/x/a.tar)' }), image('app:1', { source: 'archive (/y/a.tar)' })],
      names: ['app:1 [archive (/x/a.tar)]', 'app:1 [archive (/y/a.tar)]'],
    },
    'two archives without a tag': {
      targets: [image('a.tar', { references: [] }), image('b.tar', { references: [] })],
      names: ['a.tar', 'b.tar'],
    },
  }

  it.each(Object.entries(cases))('has its findings in both, in every format: %s', async (_, { targets, names }) => {
    for (const order of [targets, targets.toReversed()]) {
      const report = reportOf(order)
      expect(report.findings).toHaveLength(2)
      for (const { target } of report.findings) expect(target.places).toHaveLength(2)
      expect(JSON.parse(await json.render(report, CONTEXT)).findings[0].target.places).toEqual(
        report.findings[0]?.target.places,
      )
      const text = (await cli.render(report, { ...CONTEXT, verbose: true })).replaceAll(/\s+/g, ' ')
      const table = text.slice(text.indexOf('Targets'), text.indexOf('findings:')).replaceAll(' ', '')
      for (const name of names) expect(table).toContain(`${name.replaceAll(' ', '')}0200`)
      expect(table).not.toContain('0000')
      const payload = await payloadOf(report)
      for (const name of names) {
        expect(text.replaceAll(' ', '')).toContain(name.replaceAll(' ', ''))
        expect(payload.groups.map((group) => group.targets.flatMap((index) => payload.targets[index]))).toEqual([
          names,
          names,
        ])
      }
      expect(JSON.parse(await events.render(report, CONTEXT))).toHaveLength(2)
    }
  })

  it('counts findings and places alike in every format', async () => {
    const other = image('h/other:1', { id: 'sha256:2' })
    const report = reportOf([image('h/app:1'), image('h/copy:1'), other])
    expect(report.summary).toMatchObject({ findings: { high: 2 }, places: 9 })
    expect(await cli.render(report, CONTEXT)).toContain('findings: 2, in 9 places')
    expect(await html.render(report, CONTEXT)).toContain('2 in 9 places')
  })
})

describe('a target that could not be had', () => {
  it('is one of those that were asked for, in the coverage and in the head of every format', async () => {
    const report = reportOf([image('h/app:1')], ['h/gone:1', 'h/gone:1'])
    expect(report.summary).toMatchObject({ targets: 2, scanned: 1, coverage: 0.5 })
    for (const format of [cli, html]) expect(await format.render(report, CONTEXT)).toContain('1 of 2 targets scanned')
    expect(JSON.parse(await json.render(report, CONTEXT)).summary).toMatchObject({ targets: 2, scanned: 1 })
    expect(await cli.render(report, CONTEXT)).toContain('coverage 50 %')
  })

  it('is no second one when it was had another way', () => {
    expect(reportOf([image('h/app:1')], ['h/app:1']).summary).toMatchObject({ targets: 1, scanned: 1 })
  })

  it('is all that there is', async () => {
    const report = reportOf([], ['h/gone:1'])
    expect(report.summary).toMatchObject({ targets: 1, scanned: 0, coverage: 0 })
    for (const format of [cli, html]) expect(await format.render(report, CONTEXT)).toContain('0 of 1 targets scanned')
  })
})
