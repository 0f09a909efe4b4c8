import { describe, expect, it } from 'vitest'
import type { PluginReport, TargetReport } from '../../model/model.ts'
import { createReportService } from '../../gather/service.ts'
import { NOTHING_OF_ITS_KIND, NOTHING_SCANNED } from '../../model/skip-reasons.ts'
import { loadTranslations } from '../../translate/index.ts'
import { cli } from './cli.ts'
import { createStyle } from './style.ts'
import { paragraph, targetWidthOf } from './table-context.ts'

const CONTEXT = { language: 'en', verbose: false, color: false, width: 80 } as const
const RULE = { id: 'R', title: 'Something', severity: 'high' } as const
const COVERAGE: PluginReport['coverage'] = {
  entities: 1,
  scanned: 10,
  skipped: {},
  truncated: 0,
  errored: 0,
  rereads: 0,
  problems: [],
}
const PLUGIN: PluginReport = { name: 'p', version: '1', outcome: 'ok', durationMs: 1, coverage: COVERAGE }

function target(name: string, more: Partial<TargetReport> = {}): TargetReport {
  return {
    id: `${name}${more.platform?.architecture ?? ''}`,
    kind: 'image',
    name,
    references: [name],
    outcome: 'ok',
    notes: [],
    ...more,
  }
}

function reportOf(targets: readonly TargetReport[], plugins: readonly PluginReport[] = [PLUGIN]) {
  const service = createReportService({ tool: { name: 'veinmind', version: '1' }, now: () => new Date(0) })
  for (const each of targets) {
    service.addTarget(each)
    if (each.outcome === 'ok')
      service.report(
        { type: 'Quantum', class: 'risk', rule: RULE, locations: [{ path: '/a' }], detail: {} },
        { plugin: 'p', target: each },
      )
  }
  for (const each of plugins) service.addPlugin(each)
  return service
}

it('says in Chinese what a plugin did not see of one target, beside whose name', async () => {
  const reason = 'app:1: 50 of at least 10000 secrets of a file are told (and 2 more)'
  await loadTranslations('zh')
  const report = reportOf([target('app:1')], [{ ...PLUGIN, outcome: 'partial', reason }]).finish()
  const text = await cli.render(report, { ...CONTEXT, language: 'zh', width: 200 })
  expect(text).toContain('app:1：一个文件至少有 10000 个密钥，只列出 50 个（另有 2 处）')
})

describe('tables', () => {
  it('tell the images of one reference by their platforms', async () => {
    const [amd64, arm64] = ['amd64', 'arm64'].map((architecture) =>
      target('host/app:1', { platform: { os: 'linux', architecture } }),
    )
    const text = await cli.render(reportOf([amd64!, arm64!]).finish(), CONTEXT)
    expect(text.replaceAll(/\s+/g, '')).toContain('app:1(linux/amd64)')
    expect(text).toContain('arm64')
  })

  it('name each target on a line of its own', async () => {
    const text = await cli.render(reportOf([target('h/twice:latest'), target('h/utf16:latest')]).finish(), CONTEXT)
    expect(text).not.toMatch(/^\s*,/m)
    expect(text).toMatch(/twice:latest$[^]*utf16:latest$/m)
  })

  it('name the first of many targets, all with --verbose', async () => {
    const report = reportOf(
      Array.from({ length: 70 }, (_, index) => target(`n${index}`, { kind: 'container' })),
    ).finish()
    const text = (await cli.render(report, CONTEXT)).replaceAll(/\s+/g, ' ')
    expect(text).toContain('70 containers')
    expect(text).toContain(' + 20 more')
    expect((await cli.render(report, { ...CONTEXT, verbose: true })).match(/\bn\d+/g)?.length).toBeGreaterThanOrEqual(
      70,
    )
  })

  it('say once where the targets were had', async () => {
    const source = 'docker (unix:///var/run/docker.sock), read from its folders'
    const text = await cli.render(
      reportOf([
        target('a', { source }),
        target('b', { source }),
        target('c', { source: 'archive (c.tar\u001B[2J)' }),
      ]).finish(),
      CONTEXT,
    )
    expect(text.match(/^ +from .*$/gm)).toEqual([`  from ${source}`, '  from archive (c.tar\\x1b[2J)'])
    const many = reportOf(
      Array.from({ length: 9 }, (_, index) => target(`${index}`, { source: `archive (${index}.tar)` })),
    ).finish()
    expect(await cli.render(many, CONTEXT)).toMatch(/from archive \(4\.tar\)\n +\+ 4 more places\n/)
    expect(await cli.render(many, { ...CONTEXT, verbose: true })).toContain('from archive (8.tar)')
  })

  it('keep the form of the lines that are to be written, escaped one by one', async () => {
    const service = reportOf([])
    const one = target('h/app:1')
    service.addTarget(one)
    const rule = { ...RULE, remediation: 'Write it so.\nspec:\n  a: 1\n\u001B[2Jb' }
    service.report(
      { type: 'Quantum', class: 'risk', rule, locations: [{ path: '/a' }], detail: {} },
      { plugin: 'p', target: one },
    )
    const text = await cli.render(service.finish(), { ...CONTEXT, verbose: true })
    expect(text).toMatch(/^( +)what to do: Write it so\.\n\1 {2}spec:\n\1 {4}a: 1\n\1 {2}\\x1b\[2Jb$/m)
  })

  it('name a plugin for which there was nothing to do only where everything is asked for', async () => {
    const report = reportOf(
      [target('h/app:1')],
      [
        PLUGIN,
        { ...PLUGIN, name: 'idle', outcome: 'skipped', reason: NOTHING_OF_ITS_KIND },
        { ...PLUGIN, name: 'barred', outcome: 'skipped', reason: 'it may not use the network' },
      ],
    ).finish()
    const text = await cli.render(report, CONTEXT)
    expect(text).toContain('barred')
    expect(text).not.toContain('idle')
    expect(await cli.render(report, { ...CONTEXT, verbose: true })).toContain('idle')
  })

  it('end with the errors, and name no plugin that did nothing since nothing was scanned', async () => {
    const service = reportOf(
      [target('h/app:1', { outcome: 'failed', reason: 'gone' })],
      [{ ...PLUGIN, outcome: 'skipped', reason: NOTHING_SCANNED }],
    )
    service.addError({ code: 'REGISTRY_DENIED', message: 'denied', hint: 'log in first' })
    const text = await cli.render(service.finish(), CONTEXT)
    expect(text).toMatch(/Nothing was scanned\.[^]*Errors \(1\)[^]*REGISTRY_DENIED\n +denied\n +log in first\n$/)
    expect(text).not.toMatch(/skipped|0\.0\.0/)
  })

  it('say how many templates were not read, and do not call a folder of manifests a cluster', async () => {
    const folder = target('./chart', { kind: 'cluster', references: [], isManifests: true })
    const text = await cli.render(
      reportOf([folder], [{ ...PLUGIN, coverage: { ...COVERAGE, skipped: { template: 568 } } }]).finish(),
      CONTEXT,
    )
    expect(text).toContain('568 templates not read')
    expect(text).toContain('1 set of manifests')
    expect(text).not.toContain('cluster')
    const unseen = { ...PLUGIN, coverage: { ...COVERAGE, scanned: 0, skipped: { template: 568 } } }
    const service = reportOf([], [unseen])
    service.addTarget(folder)
    const none = await cli.render(service.finish(), CONTEXT)
    expect(none).toContain('Nothing was scanned.')
    expect(none).not.toContain('Nothing was found.')
  })

  it('say why nothing was scanned', async () => {
    const service = reportOf([])
    service.addSkipped({ target: 'h/app:1', reason: 'there is no image for linux/s390x' })
    const text = await cli.render(service.finish(), CONTEXT)
    expect(text).toContain('h/app:1: there is no image for linux/s390x')
    expect(text).toContain('Nothing was scanned.')
  })
})

describe('rows', () => {
  const KEY = {
    id: 'SENS-003',
    title: 'Private key',
    severity: 'critical',
    remediation: 'Replace the key pair. Pass it at run time.',
  } as const
  const STEP = { index: 1, createdBy: `/bin/sh -c #(nop) COPY dir:${'ca945c'.repeat(10)} in /opt ` }

  function keys(count: number) {
    const service = reportOf([])
    const [one, two] = [target('h/one:1'), target('h/two:1')]
    for (const each of [one, two]) service.addTarget(each)
    for (let index = 0; index < count; index += 1) {
      const locations = [{ path: `/opt/host-${index}/server.key`, line: 1, step: STEP }]
      service.report(
        {
          type: 'SensitiveFile',
          class: 'risk',
          rule: KEY,
          evidence: '-----BEGIN PRIVATE KEY-----',
          locations,
          detail: {},
        },
        { plugin: 'p', target: index === 0 ? two : one },
      )
    }
    return service.finish()
  }

  it.each([80, 120, 200])(
    '%i columns: a rule once, with its id, its places, its remedy and no digest of what was copied',
    async (width) => {
      const text = await cli.render(keys(23), { ...CONTEXT, width })
      expect(text.match(/CRITICAL/g)).toHaveLength(1)
      expect(text.match(/SENS-003/g)).toHaveLength(2)
      expect(text).toContain('23 places')
      expect(text).toContain('+ 20 more places')
      expect(text.match(/Replace the key pair\./g)).toHaveLength(1)
      expect(text).not.toMatch(/fingerprint|#\(nop\)|dir:ca9|Pass it at run time/)
      expect(text).toMatch(/COPY dir/)
    },
  )

  it('take one line a finding from 120 columns on', async () => {
    const text = await cli.render(keys(2), { ...CONTEXT, width: 120 })
    const [, rows = ''] = /Risks \(2\)\n\n([^]*?)\n\n/.exec(text) ?? []
    expect(rows.split('\n')).toEqual([
      expect.stringMatching(
        /^   CRITICAL   SENS-003  Private key  -----BEGIN.* \/opt\/host-\d\/server\.key:1 · .* (?:one|two):1$/,
      ),
      expect.stringMatching(/^ {20,}\/opt\/host-\d\/server\.key:1 · .* (?:one|two):1$/),
    ])
  })

  it('give every finding its fingerprint and all of the remedy with --verbose', async () => {
    const report = keys(23)
    const text = await cli.render(report, { ...CONTEXT, width: 140, verbose: true })
    for (const { fingerprint } of report.findings) expect(text).toContain(fingerprint)
    expect(text.match(/Pass it at run time/g)).toHaveLength(1)
  })

  it('are counted by target and severity at the end', async () => {
    const text = await cli.render(keys(23), CONTEXT)
    expect(text).toMatch(/critical +high +medium +low\n +one:1 +22 +0 +0 +0\n +two:1 +1 +0 +0 +0\n/)
    const failed = reportOf([target('h/a:1'), target('h/gone:1', { outcome: 'failed' })]).finish()
    expect(await cli.render(failed, CONTEXT)).toMatch(/a:1 +0 +1 +0 +0\n +gone:1 +failed\n/)
    expect(await cli.render(reportOf([target('h/a:1')]).finish(), CONTEXT)).not.toMatch(/critical +high +medium/)
  })
})

describe('rows', () => {
  it('name the other rules that were found on the same thing, and what a limit has cut', async () => {
    const app = target('h/app:1')
    const service = createReportService({ tool: { name: 'veinmind', version: '1' } })
    service.addTarget(app)
    const subject = { kind: 'secret', key: 'S3cretValue' }
    const event = { type: 'Quantum', class: 'risk', locations: [{ path: '/a' }], detail: {}, subject } as const
    const rule = (id: string): typeof RULE => ({ ...RULE, id }) as typeof RULE
    service.report({ ...event, rule: rule('SENS-1') }, { plugin: 'sensitive', target: app })
    service.report({ ...event, rule: rule('HIST-120') }, { plugin: 'history', target: app })
    service.report(
      { ...event, rule: rule('MANY'), subject: { kind: 'file', key: 'x' }, listed: { count: 50, atLeast: 20_000 } },
      { plugin: 'p', target: app },
    )
    service.addPlugin(PLUGIN)
    const report = service.finish()
    const text = await cli.render(report, { ...CONTEXT, width: 160 })
    expect(text).toContain('also HIST-120 (history)')
    expect(text).not.toContain('also SENS-1')
    expect(text).toContain('50 of at least 20000')
  })

  it('have a column of targets where there are several', () => {
    expect([targetWidthOf([], 80), targetWidthOf(['one'], 80), targetWidthOf(['one', 'two'], 80)]).toEqual([0, 0, 11])
  })

  it('break a text below them at twenty columns at the least', () => {
    const context = { ...CONTEXT, width: 24, style: createStyle(false), namesOf: () => [], targetWidth: 0 }
    expect(paragraph('a'.repeat(20), 12, context)).toEqual([`${' '.repeat(12)}${'a'.repeat(20)}`])
    expect(paragraph('a'.repeat(21), 12, context)).toHaveLength(2)
    expect(paragraph('a'.repeat(21), 3, { ...context, width: 24 })).toHaveLength(1)
  })
})

it('counts files that could not be inspected, where there are any', async () => {
  const render = (errored: number): Promise<string> | string =>
    cli.render(reportOf([target('h/app:1')], [{ ...PLUGIN, coverage: { ...COVERAGE, errored } }]).finish(), CONTEXT)
  expect(await render(1)).toContain('1 failed: -v shows which')
  expect(await render(0)).not.toContain('failed')
})
