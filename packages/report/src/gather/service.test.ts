import { Registry, REPORT_NAMESPACE } from '@veinmind/internal/services'
import type { ReportEvent, Rule } from '@veinmind/sdk'
import { describe, expect, it } from 'vitest'
import { createRandom } from '@veinmind/testing'
import { target } from '../../test/sample.ts'
import { createSecretKeeper } from '../redact/secret-keeper.ts'
import { createReportService } from './service.ts'
import type { EventSource } from '../model/event-source.ts'
import type { ReportServiceOptions } from './service.ts'

const RULE: Rule = { id: 'T-1', title: 'Test', severity: 'medium' }
const SOURCE: EventSource = { plugin: 'test', target: target('1.0') }

function service(options: Partial<ReportServiceOptions> = {}) {
  return createReportService({ tool: { name: 'veinmind', version: '1.0.0' }, now: () => new Date(0), ...options })
}

function event(parts: Partial<ReportEvent> = {}): ReportEvent {
  return { type: 'Test', class: 'risk', rule: RULE, locations: [{ path: '/a' }], detail: {}, ...parts }
}

describe('report', () => {
  it('takes severity and confidence from the rule, and from the event where it differs', () => {
    const reports = service()
    reports.report(event(), SOURCE)
    reports.report(event({ severity: 'high', confidence: 'low', identity: 'other' }), SOURCE)
    const kinds = reports.finish().findings.map(({ severity, confidence }) => `${severity} ${confidence}`)
    expect(kinds).toEqual(['high low', 'medium medium'])
  })

  it('keeps the same finding at the same place once, and at another place or target again', () => {
    const reports = service()
    for (const _ of [1, 2]) {
      reports.report(event(), SOURCE)
      reports.report(event({ locations: [{ path: '/a', line: 2 }] }), SOURCE)
      reports.report(event(), { ...SOURCE, target: target('2.0') })
    }
    const { findings } = reports.finish()
    expect(findings).toHaveLength(3)
    expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(1)
  })

  it('keeps the worse severity when one finding is reported with two, in whatever order', () => {
    for (const order of [
      ['low', 'high'],
      ['high', 'low'],
    ] as const) {
      const reports = service()
      for (const severity of order) reports.report(event({ severity }), SOURCE)
      expect(reports.finish().findings.map(({ severity }) => severity)).toEqual(['high'])
    }
  })

  it('sorts by target, severity, rule and path, whatever the order of arrival', () => {
    const events = (['low', 'critical'] as const).flatMap((severity) =>
      ['/b', '/a'].flatMap((path) => ['2.0', '1.0'].map((tag) => ({ severity, path, tag }))),
    )
    const inOrder = (list: typeof events) => {
      const reports = service()
      for (const { severity, path, tag } of list) {
        reports.report(event({ severity, identity: severity, locations: [{ path }] }), {
          ...SOURCE,
          target: target(tag),
        })
      }
      return reports.finish()
    }
    const report = inOrder(events)
    expect(report).toEqual(inOrder(events.toReversed()))
    expect(report.findings.slice(0, 3).map(({ severity, locations }) => [severity, locations[0]?.path])).toEqual([
      ['critical', '/a'],
      ['critical', '/b'],
      ['low', '/a'],
    ])
  })

  it('tells the keeper of each secret at once, so that what is shown before the report is masked, too', () => {
    const keeper = createSecretKeeper()
    service({ keeper }).report(event({ secrets: ['Zx9-planted-vQ2mLp4Tk'] }), SOURCE)
    expect(keeper.mask('it logs in with Zx9-planted-vQ2mLp4Tk')).not.toContain('planted')
  })

  it('makes info events assets, never findings', () => {
    const reports = service()
    reports.report({ type: 'BasicImage', class: 'info', locations: [], detail: { author: 'a' } }, SOURCE)
    const { findings, assets, summary } = reports.finish()
    expect(findings).toEqual([])
    expect(assets).toHaveLength(1)
    expect(summary.findings).toEqual({ low: 0, medium: 0, high: 0, critical: 0 })
  })

  it('links a rule to its anchor in the documentation of the plugin', () => {
    const reports = service()
    reports.report(event(), { ...SOURCE, docs: 'https://example.com/plugin' })
    expect(reports.finish().findings[0]?.rule.docs).toBe('https://example.com/plugin#t-1')
  })

  it('answers a plugin that calls it through the registry, as JSON', async () => {
    const reports = service({ hosted: true })
    const registry = new Registry().define(REPORT_NAMESPACE, reports.service(SOURCE))
    await registry.getService(REPORT_NAMESPACE, 'report')?.(JSON.parse(JSON.stringify(event())))
    await registry.getService(REPORT_NAMESPACE, 'report')?.()
    expect(reports.hosted).toBe(true)
    expect(reports.finish()).toMatchObject({
      findings: [{ plugin: 'test' }],
      errors: [{ code: 'REPORT_EVENT_INVALID' }],
    })
  })
})

describe('a malformed event', () => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  const cases: Record<string, unknown> = {
    'the event is no object': 'text',
    'class is none of risk, invasion, info': event({ class: 'bad' as never }),
    'rule is missing': { ...event(), rule: undefined },
    'rule.id is empty or too long': event({ rule: { ...RULE, id: '' } }),
    'rule.severity is none of': event({ rule: { ...RULE, severity: 'worst' as never } }),
    'type has characters that are not printable': event({ type: 'a\u001b[31m' }),
    'evidence is no text': event({ evidence: 7 as never }),
    'locations is no list': event({ locations: {} as never }),
    'locations[0].line is no number from 1': event({ locations: [{ line: 0 }] }),
    'locations[0].layer.index is no number': event({ locations: [{ layer: { index: -1, digest: '' } }] }),
    'detail.a is no finite number': event({ detail: { a: Number.NaN } }),
    'detail.a is no JSON': event({ detail: { a: 7n as never } }),
    'detail.a is no plain object': event({ detail: { a: new Map() as never } }),
    'is deeper than': event({ detail: circular as never }),
    'secrets[0] is no text': event({ secrets: [null as never] }),
    'there are more than 100000 secrets': event({ secrets: Array.from({ length: 100_001 }, () => 's') }),
    'it cannot be read': new Proxy(
      {},
      {
        get: () => {
          throw new Error('no')
        },
      },
    ),
  }

  it.each(Object.entries(cases))('is an error of the report: %s', (message, malformed) => {
    const reports = service()
    reports.report(malformed as ReportEvent, SOURCE)
    reports.report(event(), SOURCE)
    const { errors, findings } = reports.finish()
    expect(errors).toMatchObject([{ code: 'REPORT_EVENT_INVALID', plugin: 'test', target: SOURCE.target.name }])
    expect(errors[0]?.message).toContain(message)
    expect(findings).toHaveLength(1)
  })

  it('is never fatal and never lost: 2,000 random events are each in the report, as finding, asset or error', () => {
    const random = createRandom(3)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
    const scraps = [
      undefined,
      null,
      0,
      -1,
      1.5,
      Number.NaN,
      '',
      'a',
      '\ud800',
      [],
      [null],
      {},
      { a: 1 },
      true,
      Symbol('s'),
      () => 1,
      new Date(0),
      7n,
    ]
    for (let round = 0; round < 2_000; round++) {
      const whole = event({
        identity: String(round),
        locations: [{ path: '/a', line: 1, layer: { index: 0, digest: 'd' } }],
        evidence: 'e',
        secrets: ['s'],
      })
      const copy = structuredClone(whole)
      const part = pick<object>([copy, copy.rule ?? {}, copy.locations[0] ?? {}, copy.detail]) as Record<
        string,
        unknown
      >
      part[pick([...Object.keys(part), 'extra'])] = pick(scraps)
      const reports = service()
      reports.report(copy, SOURCE)
      const { findings, assets, errors } = reports.finish()
      expect(findings.length + assets.length + errors.length).toBe(1)
    }
  })

  it('is listed a bounded number of times', () => {
    const reports = service({ limits: { errorsPerTarget: 3 } })
    for (let i = 0; i < 10; i++) reports.report({ ...event(), class: 'bad' as never }, SOURCE)
    expect(
      reports
        .finish()
        .errors.map(({ message }) => message)
        .sort(),
    ).toEqual([
      expect.stringContaining('refused: class'),
      expect.stringContaining('refused: class'),
      expect.stringContaining('refused: class'),
      'more events were refused than are listed',
    ])
  })
})

describe('limits', () => {
  it('takes so many events of a plugin on a target, and says that there were more', () => {
    const reports = service({ limits: { eventsPerTarget: 2 } })
    for (let i = 0; i < 5; i++) reports.report(event({ identity: String(i) }), SOURCE)
    reports.report(event(), { ...SOURCE, target: target('2.0') })
    const { findings, errors } = reports.finish()
    expect(findings).toHaveLength(3)
    expect(errors).toMatchObject([
      { code: 'REPORT_EVENT_LIMIT', target: SOURCE.target.name, message: expect.stringContaining('the last 3 are') },
    ])
  })

  it('cuts a long text instead of losing the event, and leaves no piece of a secret at the cut', () => {
    const reports = service()
    const secret = 'S3CRET'.repeat(50)
    const evidence = `${'a'.repeat(16_300)}${secret}${'b'.repeat(1_000_000)}`
    reports.report(event({ evidence, secrets: [secret], locations: [{ path: `/${'x'.repeat(100_000)}` }] }), SOURCE)
    const [finding] = reports.finish().findings
    expect(finding?.evidence?.length).toBeLessThan(17_000)
    expect(finding?.evidence).not.toContain('S3CRETS3')
    expect(finding?.evidence).toMatch(/… \(\d+ more\)$/)
    expect(finding?.locations[0]?.path?.length).toBeLessThan(4_200)
  })

  it('takes so many places of an event, and says that there were more', () => {
    const reports = service()
    reports.report(
      event({ locations: Array.from({ length: 1_500 }, (_, index) => ({ path: '/a', line: index + 1 })) }),
      SOURCE,
    )
    const { findings, errors } = reports.finish()
    expect(findings[0]?.locations).toHaveLength(1_000)
    expect(errors).toMatchObject([{ code: 'REPORT_EVENT_LIMIT', message: expect.stringContaining('500 are left out') }])
  })

  it('keeps a member named __proto__ as a member', () => {
    const reports = service()
    reports.report(event({ detail: JSON.parse('{"__proto__": {"polluted": 1}}') }), SOURCE)
    const [finding] = reports.finish().findings
    expect(Object.keys(finding?.detail ?? {})).toEqual(['__proto__'])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})
