import { expect, test, vi } from 'vitest'
import { requireNode, toVeinmindError, VeinmindError } from './errors.ts'

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

test('an error keeps its cause, hint and context, without logins', () => {
  const cause = new Error('socket closed')
  const details = { cause, hint: 'see https://ada:pw@host/x', context: { attempt: 2 } }
  expect(new VeinmindError('X', 'no answer from https://ada:pw@host', details)).toMatchObject({
    message: 'no answer from https://host',
    cause,
    hint: 'see https://host/x',
    context: { attempt: 2 },
    isUsage: false,
  })
  expect('cause' in new VeinmindError('X', 'wrong')).toBe(false)
})

test('a Node that is too old is said when a package is imported', () => {
  for (const version of ['20.20.2', '22.18.0', '18.0.0'])
    expect(() => requireNode(version)).toThrow(`needs Node 22.19 or newer; this is ${version}`)
  for (const version of ['22.19.0', '24.0.0', process.versions.node]) expect(() => requireNode(version)).not.toThrow()
})
