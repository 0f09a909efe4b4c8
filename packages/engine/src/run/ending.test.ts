import type { Plugin } from '@veinmind/sdk'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLedger } from '../coverage/coverage.ts'
import { createEnding } from './ending.ts'
import { withGaps } from './entity-gaps.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test.each([
  ['before the scan began', true],
  ['while it runs', false],
])('a scan that is told to end %s: inspections have a second, plugins three', (_when, isBefore) => {
  const stop = new AbortController()
  if (isBefore) stop.abort('enough')
  const { inspections, plugins } = createEnding(stop.signal)
  if (!isBefore) stop.abort('enough')
  const states = [0, 1000, 2000].map((time) => {
    vi.advanceTimersByTime(time)
    return [inspections.aborted, plugins.aborted]
  })
  expect(states).toEqual([
    [false, false],
    [true, false],
    [true, true],
  ])
  expect(plugins.reason).toBe('enough')
})

test('the reason of a plugin that did not see all is the first of what is missing', () => {
  const gaps = ['layer 0 could not be read: it is gone', 'layer 2 is damaged: part of it could not be read']
  expect(withGaps({ outcome: 'ok', durationMs: 1 }, gaps, undefined)).toMatchObject({
    outcome: 'partial',
    reason: gaps[0],
  })
  expect(withGaps({ outcome: 'ok', durationMs: 1 }, gaps.slice(1), undefined)).toMatchObject({
    outcome: 'partial',
    reason: gaps[1],
  })
})

test('what was skipped in several layers for one reason is added up', () => {
  const ledger = createLedger({ name: 'p', version: '1' } as Plugin)
  ledger.addSeen('app', { scanned: 1, skipped: { 'too-large': 2 } })
  ledger.addSeen('app', { scanned: 2, skipped: { 'too-large': 3, unreadable: 1 } })
  expect(ledger.finish().coverage).toMatchObject({ scanned: 3, skipped: { 'too-large': 5, unreadable: 1 } })
})
