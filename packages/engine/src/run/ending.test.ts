import { afterEach, beforeEach, expect, test, vi } from 'vitest'
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
