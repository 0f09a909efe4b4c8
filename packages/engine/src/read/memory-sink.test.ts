import type { Want } from '@veinmind/sdk'
import { content, digest, head, kib, stream } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import type { Call } from '../inspect/jobs.ts'
import type { Batcher } from './batcher.ts'
import { createHasher } from './digests.ts'
import { needContent, sortRequests } from './file-plan.ts'
import { createMemorySink } from './memory-sink.ts'
import type { FileRequest } from './requests.ts'
import type { FileOutcome } from './results.ts'

const ENTRY = { path: '/a' } as never
/** Which buffers were taken and not given back. */
const lent = new Set<Buffer>()
const added: { readonly text: string; readonly calls: readonly Call[] }[] = []
const outcomes: FileOutcome[] = []

const batcher: Batcher = {
  add: (_entry, bytes, calls) => void added.push({ text: Buffer.from(bytes).toString(), calls }),
  addSpool: () => expect.unreachable(),
  grow(buffer, used, size) {
    const larger = Buffer.alloc(size)
    if (buffer) larger.set(buffer.subarray(0, used))
    if (buffer) lent.delete(buffer)
    lent.add(larger)
    return larger
  },
  release: (buffer) => void lent.delete(buffer),
  finish: async () => undefined,
}

/** Passes a text in chunks of `step`, up to `end`, to those who want it so. */
function pass(wants: readonly Want[], text: string, { step = text.length, end = text.length, word = '' } = {}) {
  added.length = 0
  outcomes.length = 0
  const requests = wants.map((want): FileRequest => {
    return { inspector: { owner: {} } as never, entry: ENTRY, want, settle: (outcome) => void outcomes.push(outcome) }
  })
  let searched = ''
  const filter = {
    reset: () => void (searched = ''),
    update: (chunk: Uint8Array) => void (searched += Buffer.from(chunk).toString()),
    found: () => (word !== '' && searched.includes(word) ? [word] : []),
  }
  const { plans } = sortRequests(text.length, requests)
  const hasher = createHasher(wants)
  const sink = createMemorySink(text.length, plans, { batcher, filter, hasher })
  for (let at = 0; at < end; at += step) {
    const chunk = Buffer.from(text.slice(at, Math.min(end, at + step)))
    hasher?.update(chunk)
    sink.data(chunk)
  }
  if (end < text.length) sink.abort()
  else sink.end()
  expect(lent.size).toBe(0)
  return added.map(({ text: bytes, calls }) => calls.map(({ length }) => bytes.slice(0, length)))
}

test.each([1, 3, 4, 7, 10])('each gets as much of the file as it wants, in chunks of %i', (step) => {
  expect(pass([head(4), content({ max: 7, over: 'head' })], '0123456789', { step })).toEqual([['0123', '0123456']])
  expect(pass([content({ max: 100 }), stream()], '0123456789', { step })).toEqual([['0123456789', '0123456789']])
})

test('a large file grows into its room', () => {
  const text = 'x'.repeat(kib(700))
  expect(pass([content({ max: kib(600), over: 'head' })], text, { step: 1000 })).toEqual([['x'.repeat(kib(600))]])
})

test('what is searched or hashed is handed over at its end, and what holds no keyword is settled', () => {
  const wants = [content({ max: 100, keywords: true }), digest(['md5'])]
  expect(pass(wants, 'a needle', { step: 3, word: 'needle' })).toEqual([['a needle', '']])
  expect(added[0]?.calls.map(({ keywords }) => keywords)).toEqual([['needle'], []])
  expect(pass([content({ max: 3, over: 'head', keywords: true })], 'nothing', { step: 3, word: 'needle' })).toEqual([])
  expect(outcomes).toEqual([{ truncated: true }])
})

test('content that breaks off is an error of all who have not got it yet', () => {
  expect(pass([head(2)], '0123456789', { step: 1, end: 5 })).toEqual([['01']])
  expect(pass([head(8)], '0123456789', { step: 1, end: 5 })).toEqual([])
  expect(outcomes).toEqual([{ error: 'the content breaks off' }])
})

test('requests are sorted by what is to be done for them', () => {
  const sort = (want: Want, size: number) => {
    outcomes.length = 0
    const request = {
      inspector: { owner: {} } as never,
      entry: ENTRY,
      want,
      settle: (one: FileOutcome) => void outcomes.push(one),
    }
    const { plans, streamed, spooled } = sortRequests(size, [request])
    return [plans.length, streamed.length, spooled.length, needContent(plans), ...outcomes]
  }
  expect(sort(content({ max: 4 }), 5)).toEqual([0, 0, 0, false, { skipped: 'too-large' }])
  expect(sort(stream(), kib(1024))).toEqual([1, 0, 0, true])
  expect(sort(stream(), kib(1025))).toEqual([0, 1, 0, false])
  expect(sort({ kind: 'spool', max: 5 }, 5)).toEqual([0, 0, 1, false])
  expect(sort({ kind: 'metadata' }, 5)).toEqual([1, 0, 0, false])
  expect(sort(digest(['md5']), 0)).toEqual([1, 0, 0, true])
})
