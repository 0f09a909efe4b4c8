import type { InventoryPackage } from '@veinmind/sdk'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { target } from '../../test/sample.ts'
import type { Report, TargetReport } from '../index.ts'
import { createReportService, reportSchema } from '../index.ts'
import { events } from '../renderers/events.ts'
import { label } from '../model/labels.ts'
import { cli } from '../renderers/cli/cli.ts'
import { json } from '../renderers/json.ts'

const TOOL = { name: 'veinmind', version: '1' }
const context = { language: 'en', verbose: false, color: false, width: 80 } as const
const written = (renderer: typeof json, report: Report) =>
  JSON.parse(renderer.render(report, context) as string) as unknown

const bash: InventoryPackage = {
  type: 'deb',
  name: 'bash',
  version: '5.2.15-2+b7',
  purl: 'pkg:deb/debian/bash@5.2.15-2%2Bb7?arch=amd64',
  ecosystem: 'Debian:12',
  arch: 'amd64',
  source: { name: 'bash', version: '5.2.15-2' },
  licenses: ['GPL-3.0-or-later'],
  places: [{ path: '/var/lib/dpkg/status', layer: { index: 0, digest: 'sha256:a' } }],
}
const npm = (name: string, more: Partial<InventoryPackage> = {}): InventoryPackage => ({
  type: 'npm',
  name,
  version: '1.0.0',
  purl: `pkg:npm/${name}@1.0.0`,
  places: [{ path: '/app/package-lock.json' }],
  ...more,
})

const sourceOf = (tag: string, plugin = 'inventory') => ({ plugin, target: target(tag) })
const scanned = (tag: string): TargetReport => ({ ...target(tag), outcome: 'ok', notes: [] })

test('packages are listed by target and purl, and what several plugins say of one is one package', () => {
  const service = createReportService({ tool: TOOL })
  service.addPackage(npm('b'), sourceOf('2'))
  service.addPackage(npm('c'), sourceOf('1'))
  service.addPackage(bash, sourceOf('1'))
  service.addPackage(npm('c', { places: [{ path: '/srv/lock' }], licenses: ['MIT'] }), sourceOf('1', 'other'))
  service.addTarget(scanned('2'))
  service.addTarget(scanned('1'))
  const report = service.finish()
  expect(report.inventory.map(({ target: id, name, plugin }) => [id, name, plugin])).toEqual([
    [target('1').id, 'bash', 'inventory'],
    [target('1').id, 'c', 'inventory'],
    [target('2').id, 'b', 'inventory'],
  ])
  expect(report.inventory[1]).toMatchObject({
    licenses: ['MIT'],
    places: [{ path: '/app/package-lock.json' }, { path: '/srv/lock' }],
  })
  expect(report.summary.packages).toBe(3)
})

test.each([0, 3, 5, 1000])('where memory is for %i, the rest lies on disk, and all is read', (packagesInMemory) => {
  const service = createReportService({ tool: TOOL, limits: { packagesInMemory } })
  for (const tag of ['1', '2', '3']) {
    for (const name of ['c', 'a', 'b']) service.addPackage(npm(name), sourceOf(tag))
    service.addTarget(scanned(tag))
  }
  const { inventory } = service.finish()
  const expected = ['1', '2', '3'].flatMap((tag) => ['a', 'b', 'c'].map((name) => [target(tag).id, name]))
  expect(inventory.map((item) => [item.target, item.name])).toEqual(expected)
  expect((JSON.parse(JSON.stringify(inventory)) as unknown[]).length).toBe(9)
  service.close()
})

test('a target has a limit of packages, and what it lacks is said', () => {
  const service = createReportService({ tool: TOOL, limits: { packagesPerTarget: 2 } })
  for (const name of ['a', 'b', 'c', 'd', 'a']) service.addPackage(npm(name), sourceOf('1'))
  service.addTarget(scanned('1'))
  expect(service.finish()).toMatchObject({
    inventory: [{ name: 'a' }, { name: 'b' }],
    errors: [{ code: 'REPORT_PACKAGE_LIMIT', message: expect.stringContaining('the last 2 are left out') }],
  })
})

test('what is no package is refused, and said', () => {
  const service = createReportService({ tool: TOOL })
  const wrong = [undefined, 'x', {}, { ...bash, purl: 'bash' }, { ...bash, name: 7 }, { ...bash, places: 'x' }]
  for (const item of wrong) service.addPackage(item as never, sourceOf('1'))
  service.addPackage(
    Object.defineProperty({ ...bash }, 'arch', { get: () => expect.fail(), enumerable: true }),
    sourceOf('1'),
  )
  service.addTarget(scanned('1'))
  const report = service.finish()
  expect(report.inventory).toHaveLength(0)
  expect(report.errors.map(({ code }) => code)).toEqual(Array.from({ length: 7 }, () => 'REPORT_PACKAGE_INVALID'))
})

test('nothing is masked, and nothing that may be a secret is taken: logins of addresses, commands of the history', () => {
  const service = createReportService({ tool: TOOL })
  const step = { index: 1, createdBy: 'RUN --token=Zk3vR8qWm1Tx npm ci' }
  const meta = {
    origin: 'https://me:Zk3vR8qWm1Tx@npm.example.com/a.tgz',
    digests: ['sha256:abc', 7],
    build: { goos: 'linux', odd: 7 },
    deep: { very: { deep: 'x' } },
    isDevelopment: true,
    size: 7,
    none: null,
  }
  service.addPackage(
    npm('password', { meta, places: [{ path: '/app/Zk-lock.json', step, object: 'x' }] }),
    sourceOf('1'),
  )
  service.report(
    { type: 'X', class: 'info', locations: [], detail: {}, secrets: ['password', 'Zk3vR8qWm1Tx'] },
    sourceOf('1'),
  )
  service.addTarget(scanned('1'))
  const [item] = service.finish().inventory
  expect(item).toMatchObject({ name: 'password', places: [{ path: '/app/Zk-lock.json' }] })
  expect(item?.meta).toEqual({
    origin: 'https://npm.example.com/a.tgz',
    digests: ['sha256:abc'],
    build: { goos: 'linux' },
    deep: {},
    isDevelopment: true,
    size: 7,
  })
  expect(JSON.stringify(item)).not.toContain('Zk3vR8qWm1Tx')
})

test('long texts are cut, long lists are left out, and the schema knows all of it', () => {
  const service = createReportService({ tool: TOOL })
  const places = Array.from({ length: 2_000 }, (_, index) => ({ path: `/${'x'.repeat(index * 5)}` }))
  service.addPackage(npm('x'.repeat(100_000), { places, purl: 'pkg:npm/long', foundBy: ['npm'] }), sourceOf('1'))
  service.addPackage({ ...bash, isInstalled: true, owner: 'pkg:deb/x', meta: { homepage: 'x' } }, sourceOf('1'))
  service.addTarget(scanned('1'))
  const report = service.finish()
  expect(report.inventory[1]?.name.length).toBeLessThan(2_000)
  expect(report.inventory[1]?.places).toHaveLength(1_000)
  const validate = new Ajv2020({ allErrors: true, strictTypes: false }).compile(reportSchema)
  validate(written(json, report))
  expect(validate.errors ?? []).toEqual([])
})

test('what is said of a package is 50 members at most, with 100 texts or 50 members in each', () => {
  const service = createReportService({ tool: TOOL })
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`m${at}`, 'x']))
  const meta = { list: Array.from({ length: 120 }, () => 'x'), members: many, ...many }
  service.addPackage(npm('a', { meta }), sourceOf('1'))
  service.addTarget(scanned('1'))
  const kept = service.finish().inventory[0]?.meta as Record<string, unknown> | undefined
  expect(Object.keys(kept ?? {})).toHaveLength(50)
  expect(kept?.['list']).toHaveLength(100)
  expect(Object.keys(kept?.['members'] ?? {})).toHaveLength(50)
})

test.each([
  [0, false],
  [1, true],
  [1234, true],
])(
  'the summary counts packages (%i) where there are any, and no errors where there are none',
  async (count, isTold) => {
    const service = createReportService({ tool: TOOL })
    for (let at = 0; at < count; at += 1) service.addPackage(npm(`a${at}`), sourceOf('1'))
    service.addTarget(scanned('1'))
    const text = await cli.render(service.finish(), context)
    expect(text.includes(label('packageCount', 'en', count.toLocaleString('en-US')))).toBe(isTold)
    expect(text).not.toContain(label('errorCount', 'en', 0))
  },
)

test('targets of one package each have an event each', () => {
  const service = createReportService({ tool: TOOL })
  for (const tag of ['1', '2', '3']) {
    service.addPackage(npm(`of-${tag}`), sourceOf(tag))
    service.addTarget(scanned(tag))
  }
  const infos = (name: string) => [{ packages: [{ name }] }]
  expect(written(events, service.finish())).toMatchObject(
    ['1', '2', '3'].map((tag) => ({ id: target(tag).id, alert_detail: { package_infos: infos(`of-${tag}`) } })),
  )
})

test('the event list has an event of type Asset for each target', () => {
  const service = createReportService({ tool: TOOL })
  service.addPackage(bash, sourceOf('1'))
  service.addPackage(npm('a'), sourceOf('1'))
  service.addPackage(npm('b', { licenses: ['MIT', 'ISC'] }), sourceOf('1'))
  service.addPackage(npm('a'), sourceOf('2'))
  service.addTarget(scanned('1'))
  service.addTarget(scanned('2'))
  expect(written(events, service.finish())).toMatchObject([
    {
      id: target('1').id,
      source: 'inventory',
      level: 'None',
      event_type: 'Info',
      detect_type: 'Image',
      alert_type: 'Asset',
      alert_detail: {
        os: { family: 'debian', name: '12' },
        package_infos: [
          {
            type: 'deb',
            file_path: '/var/lib/dpkg/status',
            packages: [
              { name: 'bash', version: '5.2.15-2+b7', arch: 'amd64', srcName: 'bash', license: 'GPL-3.0-or-later' },
            ],
          },
          { type: 'npm', file_path: '/app/package-lock.json', packages: [{ name: 'a' }, { license: 'MIT AND ISC' }] },
        ],
      },
    },
    { id: target('2').id, alert_detail: { os: { family: '', name: '' } } },
  ])
})
