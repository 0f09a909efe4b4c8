import { expect, test } from 'vitest'
import { formatBytes, parseDuration, parseSize } from './quantities.ts'

test.each([
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  ['250ms', 250],
  ['1.5m', 90_000],
])('%s is %d ms', (text, expected) => expect(parseDuration('timeout', text)).toBe(expected))

test.each(['', '10', 's', '1x', '1m garbage', '-1s', '1 m'])('%j is no time', (text) => {
  expect(() => parseDuration('timeout', text)).toThrow(expect.objectContaining({ code: 'USAGE' }))
})

test.each([
  ['500MB', 500e6],
  ['2GiB', 2 * 1024 ** 3],
  ['1024', 1024],
  ['1.5k', 1536],
])('%s is %d bytes', (text, expected) => expect(parseSize('cache-size', text)).toBe(expected))

test.each(['', 'big', '1XB', '-1'])('%j is no size', (text) => {
  expect(() => parseSize('cache-size', text)).toThrow(expect.objectContaining({ code: 'USAGE' }))
})

test('bytes for a person', () => {
  expect([0, 999, 1000, 123_456, 999_999, 1_500_000_000].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '123 kB',
    '1.0 MB',
    '1.5 GB',
  ])
})
