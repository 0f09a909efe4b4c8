import { expect, test } from 'vitest'
import { parseSeen } from './parse-seen.ts'

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_unused, index) => make(index))

test('no count is lost when there are more reasons than are kept', () => {
  const { skipped } = parseSeen({ skipped: Object.fromEntries(many(250, (index) => [`reason ${index}`, 2])) })
  expect(Object.values(skipped ?? {}).reduce((sum, count) => sum + count, 0)).toBe(500)
  expect(skipped?.['other reasons']).toBe(300)
})

test.each([
  ['layers', many(10_001, (index) => index)],
  ['problems', many(1_001, () => ({ reason: 'x' }))],
  ['errors', many(21, () => ({ code: 'A', message: 'x' }))],
])('of more %s than are taken the number is said', (name, list) => {
  const seen = parseSeen({ [name]: list, incomplete: 'own reason' })
  expect(seen.incomplete).toBe(
    `own reason; the plugin names ${list.length} ${name}, of which ${list.length - 1} are taken`,
  )
  expect(parseSeen({ [name]: list.slice(1) }).incomplete).toBeUndefined()
})
