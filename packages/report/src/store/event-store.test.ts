import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReportEvent } from '@veinmind/sdk'
import { createRandom } from '@veinmind/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { target } from '../../test/sample.ts'
import { FORMATS, formatOf } from '../output/formats.ts'
import type { Finding, Report } from '../model/model.ts'
import { createReportService } from '../gather/service.ts'
import type { ReportService } from '../gather/service.ts'
import { createEventStore } from './event-store.ts'

let folder: string
const services: ReportService[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-store-'))
})

afterEach(async () => {
  for (const service of services.splice(0)) service.close()
  await rm(folder, { recursive: true })
})

function open(inMemory: number): ReportService {
  const service = createReportService({
    tool: { name: 'veinmind', version: '1' },
    now: () => new Date(0),
    spoolDir: folder,
    limits: { inMemory },
  })
  services.push(service)
  return service
}

/** Descriptors of this process that lead to files of a folder. */
async function openIn(path: string): Promise<readonly string[]> {
  const all = (await readdir('/proc/self/fd')).map(
    async (fd) => [fd, await readlink(`/proc/self/fd/${fd}`).catch(() => '')] as const,
  )
  return (await Promise.all(all)).flatMap(([fd, place]) => (place.startsWith(path) ? [fd] : []))
}

/** Findings of each severity, assets, doubles that are worse, secrets in the texts of others, odd texts: in random order. */
function fill(service: ReportService, count: number, seed: number): Report {
  const random = createRandom(seed)
  const targets = ['1.0', '2.0', '3.0'].map((tag) => target(tag))
  const events: (readonly [ReportEvent, number])[] = []
  for (let index = 0; index < count; index++) {
    const secret = `Planted-${index}-secret`
    const severity = (['low', 'medium', 'high', 'critical'] as const)[index % 4] ?? 'low'
    const path = `/srv/${index % 17}\ud800\n\u2028`
    const event: ReportEvent = {
      type: 'Test',
      class: index % 5 === 0 ? 'invasion' : 'risk',
      rule: { id: `R-${index % 3}`, title: 'Test', severity: 'low' },
      severity,
      secrets: [secret],
      identity: String(index % 40),
      evidence: `${secret} beside Planted-${(index + 7) % count}-secret`,
      locations: [{ path, line: index + 1 }],
      detail: JSON.parse(`{"__proto__": 1, "value": "${secret}"}`),
    }
    events.push([event, index % 3])
    if (index % 4 === 0) events.push([{ ...event, severity: 'critical' }, index % 3])
    if (index % 6 === 0) events.push([{ type: 'Fact', class: 'info', locations: [], detail: { index } }, index % 3])
  }
  for (const [event, at] of events
    .map((each) => [random(), each] as const)
    .sort(([a], [b]) => a - b)
    .map(([, each]) => each)) {
    service.report(event, { plugin: 'test', target: targets[at] ?? target('1.0') })
  }
  for (const each of targets) service.addTarget({ ...each, outcome: 'ok', notes: [] })
  return service.finish()
}

describe('events that are more than memory holds', () => {
  it('make the same report as in memory, in every format, whatever their order', async () => {
    const expected = fill(open(10_000), 300, 1)
    for (const seed of [2, 3]) {
      const report = fill(open(23), 300, seed)
      expect([...report.findings]).toEqual(expected.findings)
      expect([...report.assets]).toEqual(expected.assets)
      expect(report.summary).toEqual(expected.summary)
      for (const format of FORMATS) {
        const context = { language: 'en', verbose: true, color: false, width: 100 } as const
        const renderer = await formatOf(format).load()
        const text = await renderer.render(report, context)
        expect(text).toBe(await renderer.render(expected, context))
        expect(text).not.toMatch(/Planted-\d+-secret/)
      }
    }
  })

  it('can be read as any list', () => {
    const { findings } = fill(open(23), 100, 1)
    expect(findings).toHaveLength(100)
    expect(findings.map(({ fingerprint }) => fingerprint)).toEqual(
      Array.from(findings, ({ fingerprint }) => fingerprint),
    )
    expect(findings.filter(({ severity }) => severity === 'critical').length).toBeGreaterThan(25)
    expect(JSON.parse(JSON.stringify(findings))).toHaveLength(100)
    expect(findings.at(-1)).toEqual(findings[99])
    expect(findings[100]).toBeUndefined()
    expect(Reflect.set(findings, 0, undefined)).toBe(false)
  })

  it.runIf(process.platform === 'linux')('lie in a file that has no name and says nothing', async () => {
    fill(open(23), 100, 1)
    expect(await readdir(folder)).toEqual([])
    const [fd = ''] = await openIn(folder)
    const content = await readFile(`/proc/self/fd/${fd}`, 'latin1')
    expect(content.length).toBeGreaterThan(10_000)
    expect(content).not.toMatch(/Planted|fingerprint|srv/)
  })

  it.runIf(process.platform === 'linux').each<[string, Partial<Finding>]>([
    ['long details', { detail: { value: 'x'.repeat(5_000) } }],
    ['lists in details', { detail: { values: ['x'.repeat(5_000)] } }],
    ['many places', { locations: Array.from({ length: 20 }, (_, line) => ({ path: '/a', line })) }],
  ])('go to disk by their size, too: %s', async (_what, more) => {
    const [finding] = fill(open(1_000), 20, 1).findings
    const event = { ...(finding as Finding), detail: {}, locations: [], ...more }
    const store = createEventStore({ inMemory: 1_000, characters: 50_000, folder })
    for (let number = 0; number < 5; number++) store.push({ event, secrets: [] })
    const before = await openIn(folder)
    for (let number = 5; number < 20; number++) store.push({ event, secrets: [] })
    expect([before.length, (await openIn(folder)).length]).toEqual([0, 1])
    expect(store.get(0).event).toEqual(event)
    store.close()
  })

  it('stay in memory where nothing can be written', () => {
    const service = createReportService({
      tool: { name: 'veinmind', version: '1' },
      now: () => new Date(0),
      spoolDir: join(folder, 'none'),
      limits: { inMemory: 23 },
    })
    const report = fill(service, 100, 1)
    expect(report).toEqual(fill(open(10_000), 100, 2))
  })

  it('are all there, beyond what one target was once allowed', { timeout: 120_000 }, () => {
    const service = open(1_000)
    for (let index = 0; index < 25_000; index++) {
      service.report(
        {
          type: 'Test',
          class: 'risk',
          rule: { id: 'R', title: 'Test', severity: 'low' },
          identity: String(index),
          locations: [],
          detail: {},
        },
        { plugin: 'test', target: target('1.0') },
      )
    }
    const { findings, summary, errors } = service.finish()
    expect([findings.length, summary.findings.low, errors.length]).toEqual([25_000, 25_000, 0])
  })
})
