import type { When } from '@veinmind/sdk'
import { content, magic } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import type { FileRequest } from './requests.ts'
import { createConditionalSink, neededHead, settleConditions } from './conditional-sink.ts'
import type { FileOutcome } from './results.ts'

const outcomes: FileOutcome[] = []
const askFor = (when?: When): FileRequest => ({
  inspector: {} as never,
  entry: {} as never,
  want: content({ max: 100, ...(when ? { when } : {}) }),
  settle: (outcome) => void outcomes.push(outcome),
})
const [script, archive, anything] = [askFor(magic(['#!'])), askFor(magic([{ at: 4, bytes: 'ustar' }])), askFor()]

/** What reaches the sink that is opened, in chunks of `size`, and for whom it was. */
function pass(text: string, size: number, requests: readonly FileRequest[] = [script, archive, anything]) {
  const given: string[] = []
  let wanting: readonly FileRequest[] | undefined
  const sink = createConditionalSink(requests, neededHead(requests, text.length), (those) => {
    wanting = those
    return { data: (chunk) => void given.push(Buffer.from(chunk).toString()), end: () => void given.push('END') }
  })
  for (let at = 0; at < text.length; at += size) sink.data(Buffer.from(text.slice(at, at + size)))
  sink.end()
  return { wanting, text: given.join('') }
}

test.each([1, 2, 3, 8, 9, 10, 100])('all of the file goes to those who want it, in chunks of %i', (size) => {
  expect(pass('#!/bin/sh\necho', size)).toEqual({ wanting: [script, anything], text: '#!/bin/sh\nechoEND' })
  expect(pass('0123ustar and more', size)).toEqual({ wanting: [archive, anything], text: '0123ustar and moreEND' })
  expect(pass('text', size)).toEqual({ wanting: [anything], text: 'textEND' })
})

test('a file that breaks off before it is settled is one for all who may want it', () => {
  const sink = createConditionalSink([script], 2, (those) => {
    expect(those).toEqual([script])
    return { data: () => expect.unreachable(), end: () => expect.unreachable(), abort: () => outcomes.push({}) }
  })
  sink.data(Buffer.from('#'))
  sink.abort()
  expect(outcomes.splice(0)).toEqual([{}])
})

test('a test that throws is an error of its inspector alone', () => {
  const broken = askFor({
    bytes: 1,
    test() {
      throw new Error('no luck')
    },
  })
  expect(settleConditions([broken, anything], Buffer.from('x'))).toEqual([anything])
  expect(outcomes.splice(0)).toEqual([{ error: 'when: no luck' }])
})

test('a condition that several inspectors have is asked once', () => {
  const heads: string[] = []
  const looksAt = (bytes: number): When => ({
    bytes,
    test: (head) => heads.push(Buffer.from(head).toString()) > 0 && head[0] === 0x61,
  })
  const two = looksAt(2)
  const requests = [askFor(two), askFor(two), askFor(looksAt(3)), anything]
  expect(settleConditions(requests, Buffer.from('abcd'))).toEqual(requests)
  expect(settleConditions(requests, Buffer.from('b'))).toEqual([anything])
  expect(heads).toEqual(['ab', 'abc', 'b', 'b'])
})

test('a test that keeps what it is given has bytes of its own', () => {
  const kept: Uint8Array[] = []
  const when: When = { bytes: 4, test: (head) => kept.push(head) > 0 }
  const memory = Buffer.from(new SharedArrayBuffer(8)).fill('ab')
  settleConditions([askFor(when)], memory)
  memory.fill(0)
  expect(kept.map((head) => [Buffer.from(head).toString(), head.buffer instanceof SharedArrayBuffer])).toEqual([
    ['abab', false],
  ])
})
