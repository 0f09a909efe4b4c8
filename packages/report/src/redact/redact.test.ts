import type { ReportEvent } from '@veinmind/sdk'
import { describe, expect, it } from 'vitest'
import { createRandom } from '@veinmind/testing'
import { target } from '../../test/sample.ts'
import { sensitiveFile, weakPassword } from '../index.ts'
import { isPlainWord } from './plain-words.ts'
import { createRedactor } from './redact.ts'
import { createReportService } from '../gather/service.ts'

const RULE = { id: 'R-1', title: 'Weak password', severity: 'high' } as const
const SOURCE = { plugin: 'test', target: target('1.0') }

function finish(events: readonly ReportEvent[], showSecrets = false) {
  const reports = createReportService({ tool: { name: 'veinmind', version: '1' }, showSecrets })
  for (const event of events) reports.report(event, SOURCE)
  reports.addError({ code: 'X', message: 'could not log in with hunter2-hunter2' })
  reports.addTarget({ ...SOURCE.target, outcome: 'ok', notes: ['note hunter2-hunter2'] })
  return reports.finish()
}

const plain = (parts: Partial<ReportEvent>): ReportEvent => ({
  type: 'Any',
  class: 'risk',
  rule: RULE,
  locations: [],
  detail: {},
  ...parts,
})

describe('secrets', () => {
  it('of one event are masked in every other, in errors, in notes, in paths and in the names of members', () => {
    const secret = 'hunter2-hunter2'
    const report = finish([
      plain({ secrets: [secret], identity: 'a' }),
      plain({
        identity: 'b',
        evidence: `x${secret}y`,
        detail: { deep: [{ [secret]: secret }] },
        locations: [{ path: `/srv/${secret}`, step: { index: 0, createdBy: `RUN ${secret}` } }],
        rule: { ...RULE, title: { en: secret, zh: secret } },
      }),
      { type: 'BasicImage', class: 'info', locations: [], detail: { env: [`A=${secret}`] } },
    ])
    expect(JSON.stringify(report)).not.toContain(secret)
    expect(report.findings.some(({ evidence }) => evidence === 'xh••••2y')).toBe(true)
  })

  it('are masked in the name of a member whose value is none', () => {
    const report = finish([plain({ secrets: ['hunter2-hunter2'], detail: { 'hunter2-hunter2': 'x' } })])
    expect(report.findings[0]?.detail).toEqual({ 'h••••2': 'x' })
  })

  it('are words that a report may say by itself where they can be spoken', () => {
    expect(['gitea', 'postgres', 'administrator', 'Winter2024'].filter(isPlainWord)).toHaveLength(4)
    expect(['xkrtplmw', 'abcdfghkabc', 'winterSummer', 'Winter12345'].filter(isPlainWord)).toEqual([])
  })

  it('are masked as they read in JSON, in URLs, in base64, and line by line', () => {
    const secret = 'p"ss wörd/42'
    const key = [
      '-----BEGIN KEY-----',
      'MIIEvQIBADANBgkqhkiG9w0B',
      'AQEFAASCBKcwggSjAgEAAoIB',
      '-----END KEY-----',
    ].join('\n')
    const report = finish([
      plain({
        secrets: [secret, key],
        detail: {
          json: JSON.stringify({ secret }),
          url: encodeURIComponent(secret),
          base64: Buffer.from(secret).toString('base64'),
          line: 'AQEFAASCBKcwggSjAgEAAoIB',
        },
      }),
    ])
    const text = JSON.stringify(report.findings[0]?.detail)
    for (const form of [
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64').slice(0, -2),
      'AQEFAASCBKcwggSjAgEAAoIB',
    ]) {
      expect(text).not.toContain(form)
    }
  })

  it('that overlap are masked as one stretch', () => {
    const { mask } = createRedactor(['abc4def', '4defg7hi', 'hij'])
    expect(mask('-abc4defg7hi-')).toBe('-a••••i-')
  })

  it('that are shorter than four characters are masked as words of their own event only', () => {
    const { findings } = finish([
      plain({ secrets: ['ab'], evidence: 'login ab, about', identity: '1' }),
      plain({ evidence: 'ab', identity: '2' }),
    ])
    expect(findings.map(({ evidence }) => evidence ?? '').toSorted()).toEqual(['ab', 'login ••••••, about'])
  })

  it('that are plain words of a path or a name leave those readable', () => {
    const { findings } = finish([
      weakPassword({
        rule: RULE,
        at: { path: '/root/x', step: { index: 1, createdBy: 'RUN echo root:root' } },
        username: 'root',
        password: 'root',
        service: 'SSH',
      }),
    ])
    expect(findings[0]).toMatchObject({
      evidence: '••••••, "••••••"',
      detail: { username: 'root', password: '••••••', path: '/root/x' },
      locations: [{ path: '/root/x', step: { createdBy: 'RUN echo root:••••••' } }],
      rule: { title: 'Weak password' },
    })
  })

  it('that are words of the model leave the model alone', () => {
    const { findings, targets } = finish([
      plain({ secrets: ['image', 'partial', 'cache', 'high', 'risk'], evidence: 'image' }),
    ])
    expect(targets[0]).toMatchObject({ kind: 'image', outcome: 'ok' })
    expect(findings[0]).toMatchObject({
      target: { kind: 'image' },
      severity: 'high',
      class: 'risk',
      evidence: '••••••',
    })
  })

  it('that are paths do not hide where everything is', () => {
    const { findings } = finish([
      plain({ secrets: ['/usr/bin'], evidence: 'PASSWORD=/usr/bin', identity: '1' }),
      plain({ locations: [{ path: '/usr/bin/vim' }], identity: '2' }),
    ])
    expect(findings.map(({ locations }) => locations[0]?.path)).toContain('/usr/bin/vim')
    expect(findings.map(({ evidence }) => evidence)).toContain('PASSWORD=/••••n')
  })

  it('that are words but of no path or name are masked everywhere', () => {
    const { findings } = finish([
      weakPassword({ rule: RULE, at: { path: '/etc/shadow' }, username: 'root', password: 'qwerty', service: 'SSH' }),
      plain({ evidence: 'mysql -pqwerty' }),
    ])
    expect(JSON.stringify(findings)).not.toContain('qwerty')
  })

  it('of an event that is left out as a double are masked in the others', () => {
    const at = { path: '/etc/shadow' }
    const account = (password: string) => weakPassword({ rule: RULE, at, username: 'root', password, service: 'SSH' })
    const report = finish([
      account('first-guess-1'),
      account('second-guess-2'),
      plain({ evidence: 'first-guess-1 second-guess-2' }),
    ])
    expect(report.findings).toHaveLength(2)
    expect(JSON.stringify(report)).not.toMatch(/first-guess-1|second-guess-2/)
  })

  it('a password is one even where the plugin does not list it', () => {
    const { findings } = finish([plain({ type: 'Weakpass', detail: { password: 'letmein1' }, evidence: 'letmein1' })])
    expect(JSON.stringify(findings)).not.toContain('letmein1')
  })

  it('the highlight still points at the secret after texts before it got shorter', () => {
    const context = 'a=first-secret-1; key=second-secret-2;'
    const start = context.indexOf('second')
    const { findings } = finish([
      sensitiveFile({
        rule: RULE,
        at: { path: '/a' },
        context,
        highlight: [start, start + 15],
        secrets: ['first-secret-1', 'second-secret-2'],
      }),
    ])
    const { context_content: text, context_content_highlight_range: range } = findings[0]?.detail ?? {}
    const [from, to] = range as [number, number]
    expect((text as string).slice(from, to)).toBe('s••••2')
  })

  it('are shown on request', () => {
    const event = weakPassword({
      rule: RULE,
      at: { path: '/etc/shadow' },
      username: 'root',
      password: 'qwerty',
      service: 'SSH',
    })
    expect(finish([event], true).findings[0]).toMatchObject({
      evidence: 'root, "qwerty"',
      detail: { password: 'qwerty' },
    })
  })

  it('never stand in what is left, however they overlap (2,000 random texts)', () => {
    const random = createRandom(7)
    const word = (length: number) => Array.from({ length }, () => 'a1b-'.charAt(Math.floor(random() * 4))).join('')
    for (let round = 0; round < 2_000; round++) {
      const secrets = Array.from({ length: 5 }, () => `${word(4)}${word(Math.floor(random() * 5))}`).filter(
        (secret) => !isPlainWord(secret),
      )
      const masked = createRedactor(secrets).mask(word(60))
      expect(secrets.filter((secret) => masked.includes(secret))).toEqual([])
    }
  })

  it('by the thousand cost one pass', () => {
    const secrets = Array.from({ length: 5_000 }, (_, index) => `secret-number-${index}-${(index * 7919).toString(36)}`)
    const text = `${'lorem ipsum dolor sit amet '.repeat(40_000)}${secrets[4_321]}`
    const { mask } = createRedactor(secrets)
    const start = performance.now()
    const masked = mask(text)
    expect(performance.now() - start).toBeLessThan(1_000)
    expect(masked).not.toContain(secrets[4_321])
  })
})
