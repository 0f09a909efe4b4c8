import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it, test } from 'vitest'
import type { ReportEvent } from '@veinmind/sdk'
import { createReportService } from '../gather/service.ts'
import { html } from '../html/html.ts'
import type { PluginReport, Report, TargetReport } from '../model/model.ts'
import { reportSchema } from '../model/schema.ts'
import { cli } from '../renderers/cli/cli.ts'
import { json } from '../renderers/json.ts'

const CONTEXT = { language: 'en', verbose: false, color: false, width: 200 } as const
const layer = (index: number, name: string) => ({ index, digest: `sha256:${name}` })

function image(name: string, layers: readonly string[], more: Partial<TargetReport> = {}): TargetReport {
  return {
    id: `sha256:${layers.join()}`,
    kind: 'image',
    name,
    references: [name],
    outcome: 'ok',
    notes: [],
    layers: layers.map((each, index) => ({
      ...layer(index, `stored-${each}`),
      diffId: `sha256:${each}`,
      size: 1,
      source: 'read',
    })),
    ...more,
  }
}

const found = (path: string, inLayer: string | undefined, more: Partial<ReportEvent> = {}): ReportEvent => ({
  type: 'Quantum',
  class: 'risk',
  rule: { id: 'R-1', title: 'Something', severity: 'high' },
  locations: [{ path, ...(inLayer === undefined ? {} : { layer: layer(0, inLayer) }) }],
  detail: {},
  ...more,
})

interface Given {
  readonly targets: readonly (readonly [TargetReport, readonly ReportEvent[]])[]
  readonly since?: Report
  readonly outcome?: PluginReport['outcome']
}

function scan({ targets, since, outcome = 'ok' }: Given): Report {
  const service = createReportService({ tool: { name: 'veinmind', version: '1' }, now: () => new Date(0), since })
  for (const [target, events] of targets) {
    for (const event of events) service.report(event, { plugin: 'p', target })
    service.addTarget(target)
  }
  const coverage = { entities: 1, scanned: 1, skipped: {}, truncated: 0, errored: 0, rereads: 0, problems: [] }
  service.addPlugin({ name: 'p', version: '1', outcome, durationMs: 0, coverage })
  return service.finish()
}

const statuses = ({ findings }: Report) =>
  Object.fromEntries(findings.map(({ locations, since }) => [locations[0]?.path, since]))

describe('a later image of a repository', () => {
  const before = scan({ targets: [[image('h/app:1', ['base', 'old']), [found('/a', 'old'), found('/gone', 'old')]]] })
  const after = (more: Partial<Given> = {}): Report =>
    scan({
      targets: [
        [
          image('h/app:2', ['base', 'new']),
          [
            found('/a', 'new'),
            found('/b', 'new', { severity: 'critical' }),
            found('/c', 'base'),
            found('/d', undefined, { severity: 'low' }),
          ],
        ],
      ],
      since: before,
      ...more,
    })

  it('has what is the same in another layer, what is new in it, and what is newly known of a layer that was there', () => {
    expect(statuses(after())).toEqual({ '/a': 'same', '/b': 'new', '/c': 'learnt', '/d': 'new' })
    expect(after().comparison).toMatchObject({
      with: { finishedAt: '1970-01-01T00:00:00.000Z', tool: { name: 'veinmind' } },
      new: { critical: 1, high: 1, medium: 0, low: 1 },
      learnt: 1,
      same: 1,
      gone: [{ locations: [{ path: '/gone' }], rule: { id: 'R-1' }, severity: 'high' }],
    })
  })

  it('has lost nothing that nobody has looked for', () => {
    expect(after({ outcome: 'partial' }).comparison?.gone).toEqual([])
    const other = scan({ targets: [[image('h/other:1', ['base']), [found('/a', 'base')]]], since: before })
    expect([other.comparison?.gone, statuses(other)]).toEqual([[], { '/a': 'new' }])
    const failed = scan({ targets: [[image('h/app:2', ['x'], { outcome: 'partial' }), []]], since: before })
    expect(failed.comparison?.gone).toEqual([])
  })

  it('is told in every format', async () => {
    const report = after()
    for (const text of [await cli.render(report, CONTEXT), await html.render(report, CONTEXT)])
      expect(text).toContain(
        'since 1970-01-01 00:00:00 UTC: new 3 (1 critical, 1 high, 1 low), 1 of them there before, newly known, same 1, gone 1',
      )
    expect(cli.render(report, CONTEXT)).toMatch(/new \(3\)\n[^]*\/c \[was there, newly known\][^]*gone \(1\)\n.*\/gone/)
    const validate = new Ajv2020({ allErrors: true, strictTypes: false }).compile(reportSchema)
    validate(JSON.parse(json.render(report, CONTEXT) as string))
    expect(validate.errors ?? []).toEqual([])
  })
})

test('the page lists what is new and what is gone with its place, and no list that is empty', async () => {
  const target = image('h/app:1', ['base'])
  const before = scan({ targets: [[target, [found('/gone', 'base')]]] })
  const nowhere = found('', undefined, { locations: [], identity: 'x' })
  const compared = async (events: readonly ReportEvent[], since: Report): Promise<string> => {
    const page = await html.render(scan({ targets: [[target, events]], since }), CONTEXT)
    return /<section class="card compared">([^]*?)<\/section>/.exec(page)?.[1] ?? ''
  }
  const both = await compared([found('/new', 'base'), nowhere], before)
  expect([...both.matchAll(/<h3>(\w+)/g)].map(([, name]) => name)).toEqual(['new', 'gone'])
  expect([...both.matchAll(/class="path">([^<]*)</g)].map(([, path]) => path?.split(' ')[0])).toEqual(
    expect.arrayContaining(['/new', '/gone']),
  )
  expect(await compared([found('/gone', 'base')], before)).not.toContain('<h3>')
})

test('the same image, and a newer rule: all is learnt', () => {
  const target = image('h/app:1', ['base'])
  const before = scan({ targets: [[target, []]] })
  const after = scan({ targets: [[target, [found('/a', undefined), found('/b', 'base')]]], since: before })
  expect(statuses(after)).toEqual({ '/a': 'learnt', '/b': 'learnt' })
})

test('a report that is held against itself has nothing new, and nothing is gone', () => {
  const targets: Given['targets'] = [[image('h/app:1', ['base']), [found('/a', 'base')]]]
  const { comparison } = scan({ targets, since: scan({ targets }) })
  expect(comparison).toMatchObject({ new: { high: 0 }, learnt: 0, same: 1, gone: [] })
})

test('a finding that is accepted now is neither gone nor new', () => {
  const accepted = { by: 'a comment', reason: 'known' }
  const target = image('h/app:1', ['base'])
  const before = scan({ targets: [[target, [found('/a', 'base')]]] })
  const after = scan({
    targets: [[target, [found('/a', 'base', { accepted }), found('/b', 'base', { accepted })]]],
    since: before,
  })
  expect(after.comparison).toMatchObject({ new: { high: 0 }, same: 0, gone: [] })
})
