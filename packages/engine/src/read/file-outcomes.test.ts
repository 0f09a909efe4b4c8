import { expect, test } from 'vitest'
import { createOutcomes } from './file-outcomes.ts'

test('outcomes in any order give the same result', () => {
  const outcomes = [
    { record: '1' },
    {},
    { error: 'no' },
    { skipped: 'too-large' },
    { record: '2', truncated: true },
    { truncated: true },
    { record: '3', incomplete: ['too deep', 'too many'] },
    { error: 'it broke', incomplete: ['too deep'] },
  ]
  const settle = (order: readonly number[]) => {
    const all = createOutcomes()
    for (const position of order) all.settle(position, `/${position}`)(outcomes[position] ?? {})
    return all.finish()
  }
  const result = settle([0, 1, 2, 3, 4, 5, 6, 7])
  expect(settle([7, 5, 3, 6, 1, 0, 2, 4])).toEqual(result)
  expect(result).toEqual({
    records: [
      [0, '1'],
      [4, '2'],
      [6, '3'],
    ],
    counts: {
      scanned: 7,
      skipped: { 'too-large': 1 },
      truncated: 3,
      errored: 2,
      gaps: 3,
      problems: [
        { path: '/2', reason: 'no', isGap: true },
        { path: '/3', reason: 'too-large' },
        { path: '/4', reason: 'truncated' },
        { path: '/5', reason: 'truncated' },
        { path: '/6', reason: 'too deep', isGap: true },
        { path: '/6', reason: 'too many', isGap: true },
        { path: '/7', reason: 'it broke', isGap: true },
        { path: '/7', reason: 'too deep', isGap: true },
      ],
    },
  })
})

test.each([
  ['many small records', 250_000, 1, 100_000],
  ['large records', 100, 1024 * 1024, 32],
])('%s are bounded: the first of the archive stay, the others are counted', (_what, count, size, kept) => {
  const record = 'x'.repeat(size)
  for (const isForward of [true, false]) {
    const all = createOutcomes()
    for (let index = 0; index < count; index++) {
      const position = isForward ? index : count - 1 - index
      all.settle(position, '/a')({ record })
    }
    const { records, counts } = all.finish()
    expect([records.length, records[0]?.[0], records.at(-1)?.[0]]).toEqual([kept, 0, kept - 1])
    expect(counts.skipped).toEqual({ 'too-many-records': count - kept })
  }
})

test('of very many problems the first stay, and all are counted', () => {
  const all = createOutcomes()
  for (let position = 20_000; position > 0; position--) all.settle(position, `/${position}`)({ error: 'no' })
  const { counts } = all.finish()
  expect(counts.errored).toBe(20_000)
  expect(counts.problems).toHaveLength(1000)
  expect(counts.problems.at(-1)).toEqual({ path: '/1000', reason: 'no', isGap: true })
})
