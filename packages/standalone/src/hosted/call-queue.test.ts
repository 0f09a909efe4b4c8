import { VeinmindError } from '@veinmind/sdk'
import type { Json } from '@veinmind/sdk'
import type { EventSource, ReportedError } from '@veinmind/report'
import { expect, test } from 'vitest'
import { createCallQueue } from './call-queue.ts'

const SOURCE: EventSource = {
  plugin: 'p',
  target: { id: 'i', kind: 'image', name: 'image', references: [] },
}

function createQueue(answer: (n: Json) => Promise<void> = async () => {}) {
  const made: Json[] = []
  const refused: ReportedError[] = []
  let [open, most] = [0, 0]
  const queue = createCallQueue(
    {
      async call(_namespace, _name, value = null) {
        made.push(value)
        open += 1
        most = Math.max(most, open)
        await Promise.resolve()
        try {
          await answer((value as { readonly n: Json }).n)
          return []
        } finally {
          open -= 1
        }
      },
    },
    (error) => refused.push(error),
  )
  const add = (n: number): void => queue.add(SOURCE, () => ({ calls: [['report', { n }]], errors: [] }))
  return { queue, add, made, refused, most: () => most }
}

test('calls are made in their order, and no more than 64 at once', async () => {
  const { queue, add, made, most } = createQueue()
  for (let n = 0; n < 3000; n += 1) add(n)
  expect(made).toEqual([])
  await queue.flush()
  expect(made).toEqual(Array.from({ length: 3000 }, (_none, n) => ({ n })))
  expect(most()).toBe(64)
})

test('a call that the host refuses is told, and the others are made', async () => {
  const { queue, add, made, refused } = createQueue(async (n) => {
    if (n === 1) throw new VeinmindError('EVENT_BAD', 'it is bad')
  })
  for (let n = 0; n < 3; n += 1) add(n)
  await queue.flush()
  expect(made).toHaveLength(3)
  expect(refused).toEqual([
    { code: 'EVENT_BAD', message: 'the host has not taken an event: it is bad', plugin: 'p', target: 'image' },
  ])
})

test('what could not become a call is told, and what comes after a flush is made as well', async () => {
  const { queue, add, made, refused } = createQueue()
  const error = { code: 'EVENT_BAD', message: 'none' }
  queue.add(SOURCE, () => ({ calls: [], errors: [error] }))
  await queue.flush()
  expect([made, refused]).toEqual([[], [error]])
  add(7)
  await queue.flush()
  expect(made).toEqual([{ n: 7 }])
})
