import { describe, expect, it } from 'vitest'
import { hostileReport, largeReport } from '../../test/hostile.ts'
import { SECRETS, sampleReport } from '../../test/sample.ts'
import { FORMATS, formatOf } from '../output/formats.ts'
import { createReportService } from '../gather/service.ts'
import { cli } from './cli/cli.ts'
import { widthOf } from './cli/layout.ts'

const EMPTY = createReportService({ tool: { name: 'veinmind', version: '1' }, now: () => new Date(0) }).finish()
const HOSTILE = hostileReport()
const LARGE = largeReport(20_000)

/** Control characters but line feeds and tabs, changes of direction, separators, and lone surrogates. */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

const RENDERERS = await Promise.all(
  FORMATS.map(async (format) => ({ format, renderer: await formatOf(format).load() })),
)

describe.each(RENDERERS)('the renderer contract: $format', ({ format, renderer }) => {
  // A bill of materials has the packages alone.
  const hasFindings = !/^(?:cyclonedx|spdx|openvex|gitlab@(?!container))/.test(format)
  // They are cut, and say so.
  const isCut = /^(?:markdown|github)/.test(format)
  const contexts = (['en', 'zh'] as const).flatMap((language) =>
    [true, false].map((verbose) => ({ language, verbose, color: false, width: format === 'table' ? 300 : 80 })),
  )

  it.each(contexts)('writes hostile texts harmlessly: $language, verbose $verbose', async (context) => {
    const text = await renderer.render(HOSTILE, context)
    expect(text.isWellFormed()).toBe(true)
    expect(text).not.toMatch(UNPRINTABLE)
  })

  it.each(contexts)('writes an empty report: $language, verbose $verbose', async (context) => {
    expect((await renderer.render(EMPTY, context)).trim()).not.toBe('')
  })

  it.each(contexts)('shows no secret: $language, verbose $verbose', async (context) => {
    const text = await renderer.render(sampleReport(), context)
    for (const secret of SECRETS) expect(text).not.toContain(secret)
    const shown = await renderer.render(sampleReport({ showSecrets: true }), context)
    expect(SECRETS.some((secret) => shown.includes(secret))).toBe(hasFindings)
  })

  it('writes the same for the same report', async () => {
    const context = { language: 'en', verbose: true, color: true, width: 100 } as const
    expect(await renderer.render(sampleReport(), context)).toBe(await renderer.render(sampleReport(), context))
  })

  it('writes 20,000 findings in bounded time', async () => {
    // Its own time, whatever else the machine does.
    const start = process.cpuUsage()
    const text = await renderer.render(LARGE, { language: 'en', verbose: true, color: false, width: 100 })
    const { user, system } = process.cpuUsage(start)
    expect((user + system) / 1000).toBeLessThan(15_000)
    // What is cut leaves out some, and says so.
    expect(isCut || /[/]module-19999[/]|&#47;module&#45;19999&#47;/.test(text)).toBe(hasFindings)
    expect(text.includes('Findings that have no room here')).toBe(isCut)
  })

  it.runIf(hasFindings && format !== 'events')(
    'says of a place that nothing vouches for its layer, and what hides it',
    async () => {
      const service = createReportService({ tool: { name: 'veinmind', version: '1' } })
      const target = { id: 'a', kind: 'image', name: 'a:1', references: ['a:1'] } as const
      service.addTarget({ ...target, outcome: 'partial', notes: [] })
      const at = { path: '/a', layer: { index: 1, digest: '' }, hiddenBy: 2, unverified: true } as const
      service.report(
        { type: 'Test', class: 'risk', rule: { id: 'T', title: 'Test', severity: 'low' }, locations: [at], detail: {} },
        { plugin: 'p', target },
      )
      const own: Readonly<Record<string, string>> = {
        json: '"hiddenBy": 2, "unverified": true',
        ndjson: '"hiddenBy":2,"unverified":true',
      }
      const told = (remark: string): string => own[format] ?? remark
      for (const [language, remark] of [
        ['en', 'hidden by layer 2, layer not verified'],
        ['zh', '被第 2 层隐藏, 所在层未通过校验'],
      ] as const) {
        const text = await renderer.render(service.finish(), { language, verbose: false, color: false, width: 200 })
        expect(text.replaceAll(/\s+/g, ' ')).toContain(told(remark))
      }
    },
  )

  it.runIf(hasFindings)('writes an event of a type that nobody knows', async () => {
    const service = createReportService({ tool: { name: 'veinmind', version: '1' } })
    const target = { id: 'a', kind: 'image', name: 'a:1', references: ['a:1'] } as const
    service.addTarget({ ...target, outcome: 'ok', notes: [] })
    service.report(
      {
        type: 'Quantum',
        class: 'risk',
        rule: { id: 'Q', title: 'Superposed', severity: 'low' },
        locations: [],
        detail: { spin: 'half-integer' },
      },
      { plugin: 'q', target },
    )
    const text = await renderer.render(service.finish(), { language: 'en', verbose: true, color: false, width: 80 })
    expect(text).toContain(format === 'events' ? 'half-integer' : 'Superposed')
  })
})

describe('tables', () => {
  it.each([60, 80, 140, 200])('fit %i columns, hostile texts too', async (width) => {
    for (const report of [sampleReport(), HOSTILE, largeReport(300)]) {
      for (const language of ['en', 'zh'] as const) {
        const text = await cli.render(report, { language, verbose: true, color: false, width })
        expect(text.split('\n').filter((line) => widthOf(line) > width)).toEqual([])
      }
    }
  })

  it('are coloured only when asked', async () => {
    const context = { language: 'en', verbose: false, width: 80 } as const
    expect(await cli.render(sampleReport(), { ...context, color: true })).toContain('\u001b[')
    expect(await cli.render(sampleReport(), { ...context, color: false })).not.toContain('\u001b')
  })

  it('name a finding once, with every image', async () => {
    const text = await cli.render(sampleReport(), { language: 'en', verbose: false, color: false, width: 140 })
    expect(text.match(/AWS access key/g)).toHaveLength(1)
    for (const name of ['app:1.4', 'app:1.5', 'app:2.0-rc1']) expect(text).toContain(name)
  })

  it('say how many rules are not shown', async () => {
    const text = await cli.render(largeReport(1_000), { language: 'en', verbose: false, color: false, width: 80 })
    expect(text).toContain('100 more: -v shows them')
    expect(text).toMatch(/\+ 1 more place\n/)
  })
})
