import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReportEvent } from '@veinmind/sdk'
import { createRandom } from '@veinmind/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { target } from '../../test/sample.ts'
import { formatOf } from '../output/formats.ts'
import type { Report } from '../model/model.ts'
import { createReportService } from '../gather/service.ts'

const SECRET = 'Zx9-planted-vQ2mLp4Tk'
const CONTEXT = { language: 'en', verbose: true, color: false, width: 100 } as const
const ONE = target('1.0')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-subjects-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Arrival {
  readonly plugin: string
  readonly event: ReportEvent
}

function found(plugin: string, id: string, more: Partial<ReportEvent> = {}): Arrival {
  const event: ReportEvent = {
    type: 'Test',
    class: 'risk',
    rule: { id, title: { en: `Title ${id}`, zh: `标题 ${id}` }, severity: 'high' },
    evidence: `X=${SECRET} of ${id}`,
    secrets: [SECRET],
    locations: [{ object: `config.${id}` }],
    detail: { value: SECRET },
    subject: { kind: 'secret', key: SECRET },
    ...more,
  }
  return { plugin, event }
}

const HISTORY = found('history', 'HIST-1', {
  locations: [{ object: 'config.Env[X]', step: { index: 2, createdBy: `ENV X=${SECRET}` } }],
})
const SENSITIVE = found('sensitive', 'SENS-1')
const FILE = found('sensitive', 'SENS-1', { locations: [{ path: '/app/.env', line: 3 }], severity: 'medium' })
const WEAK = found('weakpass', 'WEAK-1', { severity: 'low', type: 'Weakpass' })
const ALL = [HISTORY, SENSITIVE, FILE, WEAK]

function reportOf(arrivals: readonly Arrival[], inMemory = 5_000, showSecrets = false): Report {
  const service = createReportService({
    tool: { name: 'veinmind', version: '1' },
    now: () => new Date(0),
    spoolDir: folder,
    limits: { inMemory },
    showSecrets,
  })
  for (const { plugin, event } of arrivals) service.report(event, { plugin, target: ONE })
  service.addTarget({ ...ONE, outcome: 'ok', notes: [] })
  return service.finish()
}

function orders<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items]
  return items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map((rest) => [item, ...rest]))
}

function subsets<T>(items: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: 2 ** items.length }, (_, bits) => items.filter((_item, index) => bits & (1 << index)))
}

describe('findings on one subject', () => {
  it('name the rules and plugins that have found the same, on the terminal with --verbose', async () => {
    const report = reportOf([HISTORY, SENSITIVE])
    const cli = await formatOf('cli').load()
    const text = await cli.render(report, { ...CONTEXT, width: 160 })
    expect(text).toContain('also found as: HIST-1 Title HIST-1 (history)')
    const short = await cli.render(report, { ...CONTEXT, width: 160, verbose: false })
    expect(short).not.toContain('also found as')
  })

  it('are one finding with all rules and places, led by the owner', () => {
    const { findings, summary } = reportOf(ALL)
    expect(findings).toHaveLength(1)
    const [{ plugin, rule, severity, locations, others = [] } = findings[0]!] = findings
    expect([plugin, rule.id, severity]).toEqual(['weakpass', 'WEAK-1', 'low'])
    expect(others.map((other) => [other.plugin, other.rule.id, other.locations.length])).toEqual([
      ['sensitive', 'SENS-1', 1],
      ['sensitive', 'SENS-1', 1],
      ['history', 'HIST-1', 1],
    ])
    expect(locations.map(({ path, object }) => path ?? object)).toEqual([
      'config.WEAK-1',
      'config.SENS-1',
      '/app/.env',
      'config.Env[X]',
    ])
    expect([summary.findings.low, summary.places]).toEqual([1, 4])
  })

  it('are the same in every order of arrival, of every subset of plugins, in memory and on disk', () => {
    for (const subset of subsets(ALL)) {
      const expected = reportOf(subset)
      const plugins = new Set(subset.map(({ plugin }) => plugin))
      expect(expected.findings).toHaveLength(plugins.size > 1 ? 1 : subset.length)
      for (const order of orders(subset))
        for (const inMemory of [5_000, 1])
          expect({ ...reportOf(order, inMemory), findings: [...reportOf(order, inMemory).findings] }).toEqual(expected)
    }
  })

  it('of a kind without an owner, or of plugins that are none, are led by the worst, then by name', () => {
    const subject = { kind: 'moon', key: 'x' }
    const [a, b, c] = [
      found('a', 'A', { subject, severity: 'low' }),
      found('c', 'C', { subject, severity: 'critical' }),
      found('b', 'B', { subject, severity: 'critical' }),
    ]
    for (const order of orders([a, b, c]))
      expect(reportOf(order).findings.map(({ plugin, severity }) => [plugin, severity])).toEqual([['b', 'critical']])
    const invasion = found('z', 'Z', { subject, class: 'invasion', severity: 'low' })
    expect(reportOf([a, b, invasion]).findings.map(({ class: klass }) => klass)).toEqual(['invasion'])
  })

  it('on a file are led by the worst, then by the owner', () => {
    const subject = { kind: 'file', key: 'sha256' }
    const named = found('malicious', 'M', { subject, class: 'invasion', severity: 'medium' })
    const setUid = found('privilege-escalation', 'P', { subject, severity: 'critical' })
    const trace = found('trace', 'T', { subject, class: 'invasion', severity: 'critical' })
    for (const order of orders([named, setUid, trace])) {
      const { findings, summary } = reportOf(order)
      expect(findings.map(({ plugin, severity }) => [plugin, severity])).toEqual([['privilege-escalation', 'critical']])
      expect(summary.findings.critical).toBe(1)
    }
  })

  it('stay apart in several targets, under several kinds, and where one plugin tells them apart', () => {
    expect(reportOf([SENSITIVE, FILE]).findings).toHaveLength(2)
    expect(
      reportOf([SENSITIVE, found('history', 'H', { subject: { kind: 'file', key: SECRET } })]).findings,
    ).toHaveLength(2)
    const service = createReportService({ tool: { name: 'veinmind', version: '1' } })
    service.report(SENSITIVE.event, { plugin: 'sensitive', target: ONE })
    service.report(HISTORY.event, { plugin: 'history', target: target('2.0') })
    expect(service.finish().findings).toHaveLength(2)
  })

  it('count the same in every format, and show nothing of the secret or its key', async () => {
    const more = Array.from({ length: 40 }, (_, index) =>
      found(index % 2 ? 'history' : 'sensitive', `R-${index}`, {
        subject: { kind: 'secret', key: `${SECRET}-${index % 7}` },
        secrets: [`${SECRET}-${index % 7}`],
      }),
    )
    const report = reportOf([...ALL, ...more], 9)
    const { findings, places } = report.summary
    const count = Object.values(findings).reduce((sum, each) => sum + each, 0)
    expect([count, places]).toEqual([8, 44])
    const texts = await Promise.all(
      (['cli', 'json', 'html', 'events'] as const).map(async (format) =>
        (await formatOf(format).load()).render(report, CONTEXT),
      ),
    )
    const [cli = '', json = '', html = '', events = ''] = texts
    const parsed = JSON.parse(json) as Report
    expect([parsed.findings.length, parsed.findings.flatMap(({ locations }) => locations).length]).toEqual([
      count,
      places,
    ])
    expect(JSON.parse(events)).toHaveLength(count)
    expect((JSON.parse(events) as { others?: unknown[] }[]).flatMap(({ others = [] }) => others)).toHaveLength(
      44 - count,
    )
    expect(cli).toContain(`${count}, in ${places} places`)
    expect(html).toContain(`${count} in ${places} places`)
    for (const text of texts) {
      expect(text).not.toContain('planted')
      expect(text).not.toMatch(/"subject":/)
    }
    for (const text of [cli, json, html]) for (const id of ['WEAK-1', 'SENS-1', 'HIST-1']) expect(text).toContain(id)
  })

  it('that are more than one finding has room for are several, and none is lost', () => {
    const random = createRandom(1)
    const files = Array.from({ length: 2_500 }, (_, index) =>
      found('sensitive', 'SENS-1', { locations: [{ path: `/app/${index}` }] }),
    )
    const expected = reportOf([...files, HISTORY])
    expect([expected.findings.length, expected.summary.places, expected.summary.findings.high]).toEqual([3, 2_501, 3])
    const shuffled = [...files, HISTORY]
      .map((each) => [random(), each] as const)
      .sort(([a], [b]) => a - b)
      .map(([, each]) => each)
    expect([...reportOf(shuffled, 100).findings]).toEqual([...expected.findings])
  })

  it('are masked by the secrets of each other, and shown where secrets are asked for', () => {
    const short = found('history', 'H', {
      secrets: [],
      evidence: 'PIN=q7 of the door',
      subject: { kind: 'secret', key: 'q7' },
    })
    const other = found('sensitive', 'S', {
      secrets: ['q7'],
      evidence: 'PIN=q7',
      subject: { kind: 'secret', key: 'q7' },
    })
    expect(JSON.stringify(reportOf([short, other]).findings)).not.toContain('q7')
    expect(JSON.stringify(reportOf([short, other], 5_000, true).findings)).toContain('PIN=q7 of the door')
  })
})

describe('what a limit has cut', () => {
  it('is said beside the findings that are listed, in every format and language', async () => {
    const report = reportOf([found('sensitive', 'S', { listed: { count: 50, atLeast: 20_000 } })])
    for (const format of ['cli', 'json', 'html', 'events'] as const) {
      const renderer = await formatOf(format).load()
      for (const width of [80, 140]) {
        for (const verbose of [true, false])
          expect(await renderer.render(report, { ...CONTEXT, verbose, width })).toMatch(
            /50 of at least 20000|"count": 50,\s+"at_?[lL]east": 20000/,
          )
      }
    }
    expect(await (await formatOf('cli').load()).render(report, { ...CONTEXT, language: 'zh' })).toContain(
      '至少 20000 个',
    )
  })

  it.each([{ count: -1, atLeast: 2 }, { count: 3, atLeast: 2 }, { count: 1 }, 7])(
    'is refused where it makes no sense: %j',
    (listed) => {
      const report = reportOf([found('p', 'P', { listed: listed as never })])
      expect([report.findings.length, report.errors.map(({ code }) => code)]).toEqual([0, ['REPORT_EVENT_INVALID']])
    },
  )
})
