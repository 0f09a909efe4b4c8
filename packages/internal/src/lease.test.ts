import { expect, test, vi } from 'vitest'
import { createLease } from './lease.ts'

test('it is closed once, when the last user has let go, however often each does', async () => {
  const close = vi.fn<() => Promise<void>>(async () => {})
  const lease = createLease(close)
  const [one, two] = [lease.hold(), lease.hold()]
  await one()
  await one()
  await lease.release()
  await lease.release()
  expect(close).not.toHaveBeenCalled()
  await two()
  await two()
  expect(close).toHaveBeenCalledOnce()
})

test('an abort closes it at once, and letting go then waits for that', async () => {
  const abort = new AbortController()
  const { promise, resolve } = Promise.withResolvers<void>()
  const close = vi.fn<() => Promise<void>>(() => promise)
  const lease = createLease(close, abort.signal)
  abort.abort()
  expect(close).toHaveBeenCalledOnce()
  let isOver = false
  const over = lease.release().then(() => (isOver = true))
  await Promise.resolve()
  expect(isOver).toBe(false)
  resolve()
  await over
  expect(close).toHaveBeenCalledOnce()
})
