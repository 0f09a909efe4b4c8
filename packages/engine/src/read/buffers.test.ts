import type { Entry } from '@veinmind/sdk'
import { metadata, mib, stream } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { createBackpressure } from '../inspect/backpressure.ts'
import { createBatcher } from './batcher.ts'
import { createBufferPool } from './buffer-pool.ts'
import { sortRequests } from './file-plan.ts'
import type { FileRequest } from './requests.ts'

const requestOf = (want: FileRequest['want']): FileRequest =>
  ({ want, inspector: { owner: {} }, entry: {}, settle: () => undefined }) as unknown as FileRequest

test('whoever waits goes on when nobody reads any more, and nobody waits from then on', async () => {
  const pressure = createBackpressure(10)
  pressure.add(11)
  const waiting = pressure.wait()
  expect(waiting).toBeInstanceOf(Promise)
  pressure.close()
  await waiting
  expect([pressure.isClosed, pressure.wait()]).toEqual([true, undefined])
})

test('files without content count too while they are under way', () => {
  const buffers = createBufferPool()
  const batcher = createBatcher(buffers, () => new Promise(() => {}))
  for (let count = 0; count < 20_000; count += 1) batcher.add({} as Entry, new Uint8Array(0), [{ length: 0 } as never])
  expect(buffers.pressure.level).toBeGreaterThan(mib(16))
  expect(buffers.pressure.wait()).toBeInstanceOf(Promise)
})

test('a buffer is used again, also for less, and no more are kept than fit into 48 MiB', () => {
  const buffers = createBufferPool()
  const taken = Array.from({ length: 60 }, () => buffers.take(mib(1)))
  for (const buffer of taken) buffers.give(buffer)
  const known = new Set(taken)
  const again = Array.from({ length: 60 }, () => buffers.take(mib(1)))
  expect(again.filter((buffer) => known.has(buffer))).toHaveLength(48)

  const large = buffers.take(mib(9))
  expect(large.byteLength).toBe(mib(16))
  buffers.give(large)
  expect(buffers.take(mib(3))).toBe(large)
})

test('a buffer that is larger than all that is kept is let go first', () => {
  const buffers = createBufferPool()
  const [small, large] = [buffers.take(mib(1)), buffers.take(mib(64))]
  buffers.give(small)
  buffers.give(large)
  expect(buffers.take(1)).toBe(small)
  expect(buffers.take(mib(64))).not.toBe(large)
})

test('a small stream is handed over whole, and an entry without its content: neither is cut', () => {
  const { plans } = sortRequests(100, [requestOf(stream()), requestOf(metadata())])
  expect(plans.map(({ as, length, truncated }) => [as, length, truncated])).toEqual([
    ['chunks', 100, false],
    ['nothing', 0, false],
  ])
})
