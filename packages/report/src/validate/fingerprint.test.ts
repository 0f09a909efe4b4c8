import type { ReportEvent } from '@veinmind/sdk'
import { describe, expect, it } from 'vitest'
import { fingerprint } from './fingerprint.ts'

const EVENT: ReportEvent = {
  type: 'SensitiveFile',
  class: 'risk',
  rule: { id: 'S-1', title: 'Key', severity: 'high' },
  locations: [{ path: '/srv/.env', line: 3 }],
  evidence: 'KEY=abcdef123456',
  secrets: ['abcdef123456'],
  detail: {},
}
const of = (parts: Partial<ReportEvent>, plugin = 'p') => fingerprint({ ...EVENT, ...parts }, { plugin })

describe('a fingerprint', () => {
  it('is fixed: reports that were written before are compared by it', () => {
    expect(of({})).toBe(fingerprint(structuredClone(EVENT), { plugin: 'p' }))
    expect(of({})).toMatchInlineSnapshot(`"6d6c44a78d5059c549ad15303e343e48"`)
  })

  it('does not change with line, layer, step, severity or title', () => {
    const layer = { index: 4, digest: 'sha256:0' }
    const step = { index: 5, createdBy: 'COPY' }
    expect(of({ locations: [{ path: '/srv/.env', line: 99, layer, step, hiddenBy: 7 }] })).toBe(of({}))
    expect(of({ rule: { id: 'S-1', title: 'Renamed', severity: 'low' }, severity: 'low' })).toBe(of({}))
  })

  it('changes with rule, plugin, type, path, object and evidence', () => {
    const others = [
      of({ rule: { id: 'S-2', title: 'Key', severity: 'high' } }),
      of({}, 'q'),
      of({ type: 'SensitiveEnv' }),
      of({ locations: [{ path: '/srv/b' }] }),
      of({ locations: [{ path: '/srv/.env', object: 'x' }] }),
      of({ evidence: 'OTHER=abcdef123456' }),
      of({ evidence: 'KEY=ghijkl123456', secrets: ['ghijkl123456'] }),
    ]
    expect(new Set([of({}), ...others]).size).toBe(others.length + 1)
  })

  it('goes by identity instead of evidence where there is one', () => {
    expect(of({ identity: 'i', evidence: 'a' })).toBe(of({ identity: 'i', evidence: 'b' }))
  })

  it('tells names apart that are not UTF-8', () => {
    expect(of({ locations: [{ path: '/\udc80' }] })).not.toBe(of({ locations: [{ path: '/\udc81' }] }))
  })

  it('confirms no guess: of 200,000 guesses more than one fits', () => {
    // Two bytes of the secret's hash take part, so that one guess in 65,536 is right by chance.
    const wanted = of({})
    let fits = 0
    for (let guess = 0; guess < 200_000; guess++) {
      const secret = String(guess)
      if (of({ evidence: `KEY=${secret}`, secrets: [secret] }) === wanted) fits++
    }
    expect(fits).toBeGreaterThan(0)
  })
})
