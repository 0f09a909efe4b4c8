import { describe, expect, it, test } from 'vitest'
import type { ReportEvent } from '@veinmind/sdk'
import { html } from '../html/html.ts'
import type { Report, TargetReport } from '../model/model.ts'
import { cli } from '../renderers/cli/cli.ts'
import { json } from '../renderers/json.ts'
import { createReportService } from '../gather/service.ts'
import { readAcceptFile } from './read-accept-file.ts'
import { newEntries, pruneAcceptFile } from './write-accept-file.ts'

const CONTEXT = { language: 'en', verbose: false, color: false, width: 120 } as const
const TODAY = '2026-11-30'

function image(name: string, more: Partial<TargetReport> = {}): TargetReport {
  return { id: `sha256:${name}`, kind: 'image', name, references: [name], outcome: 'ok', notes: [], ...more }
}

function event(path: string, more: Partial<ReportEvent> = {}): ReportEvent {
  const rule = { id: 'R-1', title: 'Something', severity: 'high' } as const
  return { type: 'Quantum', class: 'risk', rule, locations: [{ path }], detail: {}, ...more }
}

const VULNERABLE = event('/usr/lib/a', {
  type: 'Vulnerability',
  rule: { id: 'CVE-2024-1', title: 'Flaw', severity: 'critical' },
  detail: {
    id: 'CVE-2024-1',
    aliases: ['GHSA-aaaa-bbbb-cccc'],
    purl: 'pkg:deb/debian/openssl@3.0.1-1?arch=amd64',
    sha256: 'a'.repeat(64),
  },
})

interface Given {
  readonly targets?: readonly TargetReport[]
  readonly events?: readonly ReportEvent[]
}

async function scan(accept: string, { targets = [image('h/app:1')], events }: Given = {}): Promise<Report> {
  const service = createReportService({
    tool: { name: 'veinmind', version: '1' },
    now: () => new Date(`${TODAY}T12:00:00Z`),
    accept: await readAcceptFile({ path: 'accept.yaml', text: accept }),
  })
  for (const target of targets) {
    for (const one of events ?? [event('/srv/a'), event('/srv/b'), VULNERABLE])
      service.report(one, { plugin: 'p', target })
    service.addTarget(target)
  }
  return service.finish()
}

const pathsOf = (findings: Report['findings']): readonly (string | undefined)[] =>
  findings.map(({ locations }) => locations[0]?.path)

describe('an entry', () => {
  test.each([
    ['rule: R-1', ['/srv/a', '/srv/b']],
    ['rule: r-1\n  path: srv/b', ['/srv/b']],
    ['path: /srv/*', ['/srv/a', '/srv/b']],
    ['rule: R-1\n  image: h/app', ['/srv/a', '/srv/b']],
    ['rule: R-1\n  image: h/*', ['/srv/a', '/srv/b']],
    ['rule: R-1\n  image: "h/app:1"', ['/srv/a', '/srv/b']],
    ['rule: R-1\n  image: app', []],
    ['rule: R-1\n  image: "*"', []],
    ['rule: GHSA-AAAA-bbbb-cccc', ['/usr/lib/a']],
    ['rule: CVE-2024-1\n  package: pkg:deb/debian/openssl', ['/usr/lib/a']],
    ['package: pkg:deb/debian/openssl@9?arch=arm64', ['/usr/lib/a']],
    ['package: pkg:deb/debian/open', []],
    [`sha256: ${'a'.repeat(64)}`, ['/usr/lib/a']],
    [`rule: R-1\n  sha256: ${'a'.repeat(64)}`, []],
    [`rule: R-1\n  until: ${TODAY}`, ['/srv/a', '/srv/b']],
    ['rule: R-1\n  until: 2026-11-29', []],
  ])('%s', async (members, expected) => {
    const report = await scan(`- ${members}\n  reason: why\n`)
    expect(pathsOf(report.accepted)).toEqual(expected)
    expect(report.findings).toHaveLength(3 - expected.length)
    expect(report.summary.accepted).toBe(expected.length)
    expect(report.summary.findings.high).toBe(2 - expected.filter((path) => path.startsWith('/srv')).length)
  })

  test.each([
    ['reason: why', 'names nothing'],
    ['image: x\n  reason: why', 'names nothing'],
    ['rule: R-1', 'has no reason'],
    ['rule: R-1\n  reason: why\n  untill: 2027-01-01', '"untill"'],
    ['rule: R-1\n  reason: why\n  until: 2027-02-30', 'no day'],
    ['rule: [a]\n  reason: why', 'rule is no text'],
    ['fingerprint: abc\n  reason: why', '32 hexadecimal'],
    ['path: "{a"\n  reason: why', 'no glob'],
    ['rule: "\n', 'no YAML'],
  ])('that is none is refused with its line: %s', async (members, what) => {
    await expect(readAcceptFile({ path: 'a.yaml', text: `# one\n- ${members}\n` })).rejects.toMatchObject({
      code: 'ACCEPT_FILE_INVALID',
      isUsage: true,
      message: expect.stringMatching(new RegExp(`^a.yaml:\\d: .*${what}`)) as string,
    })
  })

  it('with a member that is wrong is refused with the line of the member', async () => {
    const text = '- rule: R-1\n  reason: why\n  image:\n- rule: R-2\n'
    await expect(readAcceptFile({ path: 'a', text })).rejects.toThrow('a:3: image is no text')
  })

  it('of a list that is none is refused, an empty file has none', async () => {
    await expect(readAcceptFile({ path: 'a', text: 'rule: R-1' })).rejects.toThrow('a:1: it is not a list')
    expect(await readAcceptFile({ path: 'a', text: '' })).toEqual([])
  })
})

test('an image under two names has a finding accepted only where both are', async () => {
  const targets = [image('h/app:1', { id: 'same' }), image('h/copy:1', { id: 'same' })]
  const one = await scan('- {rule: R-1, image: h/app, reason: why}', { targets })
  expect(one.accepted).toEqual([])
  const both = await scan('- {rule: R-1, image: h/app, reason: a}\n- {rule: R-1, image: h/copy, reason: b}', {
    targets,
  })
  expect(pathsOf(both.accepted)).toEqual(['/srv/a', '/srv/b'])
})

test('a long reason of what is told keeps to the width', async () => {
  const reason = 'because the team that owns it is on its way to another base image '.repeat(3)
  const report = await scan(`- {path: /srv/a, reason: "${reason}", until: 2026-11-29}`)
  // Some of these widths end where a word does.
  for (let width = 60; width < 80; width++) {
    const text = await cli.render(report, { ...CONTEXT, width })
    expect(text.replaceAll(/\s+/g, ' ')).toContain('the team that owns it is on its way to another base image')
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width)
  }
})

test('what fits nothing, has ended or ends soon is told', async () => {
  const report = await scan(
    [
      '- {rule: R-9, reason: gone}',
      '- {rule: R-9, image: h/other, reason: not here}',
      '- {path: /srv/a, reason: past, until: 2026-11-29}',
      '- {path: /srv/b, reason: soon, until: 2026-12-14}',
      '- {rule: CVE-2024-1, reason: later, until: 2026-12-15}',
    ].join('\n'),
  )
  expect(report.acceptNotes).toEqual([
    { status: 'unused', by: 'accept.yaml:1', reason: 'gone', findings: 0 },
    { status: 'ended', by: 'accept.yaml:3', reason: 'past', until: '2026-11-29', findings: 1 },
    { status: 'ending', by: 'accept.yaml:4', reason: 'soon', until: '2026-12-14', findings: 1 },
  ])
  expect(pathsOf(report.findings)).toEqual(['/srv/a'])
  for (const text of [await cli.render(report, CONTEXT), await html.render(report, CONTEXT)]) {
    expect(text).toContain('accept.yaml:3: ended on 2026-11-29, and counts no more; findings: 1 (past)')
    expect(text).toContain('accept.yaml:4: ends on 2026-12-14; findings: 1 (soon)')
    expect(text).toContain('fits nothing that was found: accept.yaml:1')
    expect(text).toContain('soon until 2026-12-14 (accept.yaml:4)')
  }
})

test('nothing but what is accepted is not nothing', async () => {
  const report = await scan('- {path: "**", reason: why}', { events: [event('/srv/a')] })
  expect(cli.render(report, CONTEXT)).toContain('Nothing was found but what is accepted.')
  expect(JSON.parse(json.render(report, CONTEXT) as string)).toMatchObject({
    findings: [],
    accepted: [{ accepted: { by: 'accept.yaml:1', reason: 'why' }, rule: { title: 'Something' } }],
  })
})

test('what a plugin says is lived with is listed with it, and joins nothing', async () => {
  const subject = { kind: 'secret', key: 'k' }
  const report = await scan('', {
    events: [
      event('/srv/a', { subject, accepted: { by: 'a comment in line 3', reason: 'known' } }),
      event('/srv/b', { subject, identity: 'other' }),
    ],
  })
  expect(pathsOf(report.accepted)).toEqual(['/srv/a'])
  expect(report.accepted[0]?.accepted).toEqual({ by: 'a comment in line 3', reason: 'known' })
  expect(pathsOf(report.findings)).toEqual(['/srv/b'])
})

test('what a scanned thing says is no id of a vulnerability', async () => {
  const said = event('/srv/a', { detail: { id: 'CVE-2024-1', aliases: ['GHSA-aaaa-bbbb-cccc'] } })
  const report = await scan('- {rule: CVE-2024-1, reason: why}', { events: [said] })
  expect([report.accepted.length, report.findings.length]).toEqual([0, 1])
})

test('a secret in a reason is masked', async () => {
  const report = await scan('- {path: /srv/a, reason: "it is Planted-secret-11"}', {
    events: [event('/srv/a', { secrets: ['Planted-secret-11'] })],
  })
  expect(JSON.stringify(report)).not.toContain('Planted-secret-11')
})

describe('the file that is written from a report', () => {
  const decision = { reason: 'legacy: "SEC-12"', until: '2027-06-30', isForAny: false }

  it('accepts all of it, and nothing of another image', async () => {
    const text = newEntries(await scan(''), {}, decision)
    expect(text.match(/^# .*/gm)).toEqual([
      '# CVE-2024-1 Flaw: /usr/lib/a',
      '# R-1 Something: /srv/a',
      '# R-1 Something: /srv/b',
    ])
    const again = await scan(text)
    expect([again.findings, again.accepted.length]).toEqual([[], 3])
    expect(again.accepted[0]?.accepted).toMatchObject({ reason: 'legacy: "SEC-12"', until: '2027-06-30' })
    expect((await scan(text, { targets: [image('h/app:2')] })).findings).toEqual([])
    const other = await scan(text, { targets: [image('h/other:1')] })
    expect([other.findings.length, other.acceptNotes]).toEqual([3, []])
    const any = newEntries(await scan(''), {}, { ...decision, isForAny: true })
    expect((await scan(any, { targets: [image('h/other:1')] })).findings).toEqual([])
  })

  it('takes a part', async () => {
    const report = await scan('')
    const count = (choice: Parameters<typeof newEntries>[1]): number =>
      newEntries(report, choice, decision).match(/^- /gm)?.length ?? 0
    expect(count({ rule: 'R-1' })).toBe(2)
    expect(count({ path: 'b' })).toBe(1)
    expect(count({ image: 'h/*' })).toBe(3)
    expect(count({ image: 'x/*' })).toBe(0)
    expect(count({ severity: 'high' })).toBe(2)
    const known = await readAcceptFile({ path: 'a', text: '- {path: /srv/a, reason: why}' })
    expect(count({ known })).toBe(2)
  })

  it('says nothing that ends its comment', async () => {
    const report = await scan('', { events: [event('/a\n- {path: "**", reason: x}\n#\u2028')] })
    expect(
      newEntries(report, {}, decision)
        .split('\n')
        .filter((line) => line.startsWith('- ')),
    ).toHaveLength(1)
  })

  it('loses what fits nothing any more, and no comment of the rest', async () => {
    const text = [
      '# ours',
      '- {rule: R-1, reason: why} # kept',
      '- {rule: R-9, reason: why}',
      '- {rule: R-9, image: h/other, reason: why}',
      '',
    ].join('\n')
    const pruned = await pruneAcceptFile({ path: 'a', text }, await scan(text))
    expect(pruned).toContain('# ours')
    expect(pruned).toContain('# kept')
    expect((await readAcceptFile({ path: 'a', text: pruned })).map(({ rule, image: of }) => [rule, of])).toEqual([
      ['R-1', undefined],
      ['R-9', 'h/other'],
    ])
  })
})
