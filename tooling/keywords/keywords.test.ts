import { expect, test } from 'vitest'
import { compareSearches } from './src/compare.ts'

test('20,000 files: both searches find the same keywords', () => {
  expect(compareSearches(20_000, 20_261_130)).toBeUndefined()
})
