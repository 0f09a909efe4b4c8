import { expect, test, vi } from 'vitest'
import { toVeinmindError, VeinmindError } from './errors.ts'

test('an error of another copy of this package is one', async () => {
  vi.resetModules()
  const other = await import('./errors.ts')
  expect(other.VeinmindError).not.toBe(VeinmindError)
  const error = other.usageError('X', 'wrong')
  expect(error).toBeInstanceOf(VeinmindError)
  expect(toVeinmindError(error)).toBe(error)
  for (const value of [new Error('x'), undefined, null, 'VeinmindError', { name: 'VeinmindError' }])
    expect(value instanceof VeinmindError).toBe(false)
})
