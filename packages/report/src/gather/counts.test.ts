import type { Location, Severity } from '@veinmind/sdk'
import { describe, expect, it } from 'vitest'
import { groupFindings } from './group.ts'
import { html } from '../html/html.ts'
import { targetRows } from '../html/target-rows.ts'
import type { Report, TargetReport } from '../model/model.ts'
import { cli } from '../renderers/cli/cli.ts'
import { createReportService } from './service.ts'

const CONTEXT = { language: 'en', verbose: true, color: false, width: 120 } as const

const image = (name: string, more: Partial<TargetReport> = {}): TargetReport => ({
  id: name,
  kind: 'image',
  name,
  references: [name],
  outcome: 'ok',
  notes: [],
  ...more,
})

interface Found {
  readonly target: TargetReport
  readonly rule: string
  readonly severity?: Severity
  readonly at?: readonly Location[]
}

function reportOf(targets: readonly TargetReport[], found: readonly Found[]): Report {
  const service = createReportService({ tool: { name: 'veinmind', version: '1' }, now: () => new Date(0) })
  for (const { target, rule, severity = 'high', at = [{ path: '/a' }] } of found) {
    const event = { type: 'Quantum', class: 'risk', severity, locations: at, detail: {}, identity: rule } as const
    service.report({ ...event, rule: { id: rule, title: rule, severity } }, { plugin: 'p', target })
  }
  for (const target of targets) service.addTarget(target)
  return service.finish()
}

const [one, two] = [image('h/one:1'), image('h/two:1')]
const archives = ['d', 'o', 'x'].map((name) =>
  image('app:1', { id: 'sha256:1', source: `archive (/srv/images/kept/by/somebody/for/a/very/long/time/${name}.tar)` }),
)
const inLayer = (digest: string): readonly Location[] => [{ path: '/a', layer: { index: 0, digest } }]

const SHAPES: readonly (readonly [string, Report, { readonly findings: number; readonly places: number }])[] = [
  [
    'one finding at three places of an image, as one event and as several',
    reportOf(
      [one, two],
      [
        { target: one, rule: 'A', at: [{ path: '/a' }, { path: '/b' }] },
        { target: one, rule: 'A', at: [{ path: '/a', line: 2 }] },
        { target: two, rule: 'B' },
      ],
    ),
    { findings: 2, places: 4 },
  ],
  [
    'one finding that is worse in another image',
    reportOf(
      [one, two],
      [
        { target: one, rule: 'A', severity: 'low' },
        { target: two, rule: 'A', severity: 'critical' },
      ],
    ),
    { findings: 1, places: 2 },
  ],
  [
    'one image in three archives that store its layer in several ways',
    reportOf(
      archives,
      archives.map((target, index) => ({ target, rule: 'A', at: inLayer(`sha256:${index % 2}`) })),
    ),
    { findings: 1, places: 3 },
  ],
]

describe.each(SHAPES)('%s', (_, report, { findings, places }) => {
  const groups = groupFindings(report.findings)

  it('counts the same in every format', async () => {
    const sums = Object.values(report.summary.findings)
    expect(sums.reduce((sum, count) => sum + count)).toBe(findings)
    expect(report.summary.places).toBe(places)
    const text = await cli.render(report, CONTEXT)
    expect(text).toContain(`findings: ${findings}, in ${places} places`)
    expect(await html.render(report, CONTEXT)).toContain(`${findings} in ${places} places`)
    // The rows of targets of the page, and those of the terminal's table.
    const ofPage = Array.from(targetRows(report, groups, 'en'), ({ counts }) =>
      ['critical', 'high', 'medium', 'low'].map(
        (severity) => counts.find((count) => count.severity === severity)?.count ?? 0,
      ),
    )
    const ofTable = [...text.matchAll(/ {5,}(\d+) +(\d+) +(\d+) +(\d+)$/gm)].map((row) => row.slice(1).map(Number))
    expect(ofTable.map(String).sort()).toEqual(ofPage.map(String).sort())
  })

  it('names every target by a text of its own', async () => {
    for (const width of [60, 80, 120]) {
      const text = await cli.render(report, { ...CONTEXT, width })
      const rows = text.slice(text.indexOf('\nTargets'), text.indexOf('findings:')).split('\n')
      const names = rows.flatMap((row) => /^ {2}(\S.*?)(?: +\d+){4}$/.exec(row)?.[1] ?? [])
      expect(new Set(names).size).toBe(report.targets.length)
    }
  })
})

it('does not matter in which order the places come', () => {
  const all = archives.map((target, index) => ({ target, rule: 'A', at: inLayer(`sha256:${index}`) }))
  const reports = [all, all.toReversed()].map((found) => reportOf(archives, found).findings)
  expect(reports[0]).toEqual(reports[1])
})

it('stands for a group with its worst finding, and with the first where several are as bad', () => {
  const mainTarget = (...severities: readonly Severity[]): string | undefined => {
    const targets = severities.map((_, index) => image(`h/${index}:1`))
    const found = targets.map((target, index) => ({ target, rule: 'A', severity: severities[index] ?? 'low' }))
    return groupFindings(reportOf(targets, found).findings)[0]?.main.target.name
  }
  expect(mainTarget('high', 'high', 'high')).toBe('h/0:1')
  expect(mainTarget('low', 'critical', 'critical')).toBe('h/1:1')
})
