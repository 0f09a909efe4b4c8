import { expect, test } from 'vitest'
import * as author from './index.ts'
import * as target from './target/index.ts'

test('what the author of a plugin reads stays small', () => {
  expect(Object.keys(author).length).toBeLessThanOrEqual(32)
})

test('what is for targets alone is apart', () => {
  expect(Object.keys(target).filter((name) => name in author)).toEqual([])
  expect(author).not.toHaveProperty('defineTarget')
})
