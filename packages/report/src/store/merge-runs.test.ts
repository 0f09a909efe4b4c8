import { expect, it } from 'vitest'
import { mergeRuns } from './merge-runs.ts'

const byNumber = (a: readonly [number, string], b: readonly [number, string]): number => a[0] - b[0]

it('merges sorted runs, and of equal items takes that of the earlier run first', () => {
  const runs = ['a', 'b', 'c', 'd', 'e'].map((name) => [1, 1, 2, 3].map((value) => [value, name] as const))
  const merged = [...mergeRuns(runs, byNumber)].map(([value, name]) => `${value}${name}`)
  const expected = [1, 2, 3].flatMap((value) =>
    runs.flat().flatMap(([own, name]) => (own === value ? [`${own}${name}`] : [])),
  )
  expect(merged).toEqual(expected)
})

it('gives nothing for no runs, and leaves out runs without items', () => {
  expect([...mergeRuns([], byNumber)]).toEqual([])
  expect([...mergeRuns([[], [[1, 'a']], []], byNumber)]).toEqual([[1, 'a']])
})
