import { expect, test } from 'vitest'
import { outputWidth } from './output-width.ts'

test.each([
  [{ columns: 72 }, { COLUMNS: '140' }, 72],
  [{}, { COLUMNS: '140' }, 140],
  [{ columns: 0 }, { COLUMNS: '140' }, 140],
  [{}, { COLUMNS: '3' }, 40],
  [{}, { COLUMNS: '999999' }, 1000],
  [{}, {}, 100],
  [{}, { COLUMNS: '' }, 100],
  [{}, { COLUMNS: '0' }, 100],
  [{}, { COLUMNS: '-5' }, 100],
  [{}, { COLUMNS: 'wide' }, 100],
])('%o with %o: %i columns', (stdout, environment, width) => {
  expect(outputWidth(stdout, environment)).toBe(width)
})
