import { spool } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { createHasher } from './digests.ts'
import { createSpoolSink } from './spool-sink.ts'
import type { FileRequest } from './requests.ts'
import type { FileOutcome } from './results.ts'
import type { SpoolWriter } from './spools.ts'

/** What becomes of a file that is spooled, when the disk fails at a step. */
function pass(failsAt?: 'create' | 'write' | 'end', isWhole = true) {
  const log: string[] = []
  const outcomes: FileOutcome[] = []
  const step = (name: string): void => {
    log.push(name)
    if (name === failsAt) throw new Error('the disk is full')
  }
  const writer: SpoolWriter = {
    path: '/spool/1',
    write: () => step('write'),
    end: () => step('end'),
    remove: async () => void log.push('remove'),
  }
  const spools = {
    create: () => {
      step('create')
      return writer
    },
    close: async () => undefined,
  }
  const want = spool({ max: 10, digests: ['md5'] })
  const request: FileRequest = {
    inspector: {} as never,
    entry: {} as never,
    want,
    settle: (outcome) => void outcomes.push(outcome),
  }
  const hasher = createHasher([want])
  const batcher = {
    addSpool: (given: SpoolWriter, size: number, requests: readonly FileRequest[], digests?: object) =>
      void log.push(`${given.path} ${size} ${requests.length} ${Object.keys(digests ?? {}).join()}`),
  }
  const sink = createSpoolSink(4, [request], { batcher, spools, hasher })
  sink.data(Buffer.from('ab'))
  sink.data(Buffer.from('cd'))
  if (isWhole) sink.end()
  else sink.abort()
  return { log, outcomes }
}

test('a file that was written goes to its inspectors with its digests', () => {
  expect(pass()).toEqual({ log: ['create', 'write', 'write', 'end', '/spool/1 4 1 md5'], outcomes: [] })
})

test.each(['create', 'write', 'end'] as const)('a disk that fails at %s is the outcome, once', (failsAt) => {
  const { log, outcomes } = pass(failsAt)
  expect(outcomes).toEqual([{ error: 'it cannot be spooled: the disk is full' }])
  expect(log.filter((line) => line.startsWith('/spool'))).toEqual([])
  expect(log.includes('remove')).toBe(failsAt !== 'create')
})

test('content that breaks off leaves no file', () => {
  expect(pass(undefined, false)).toEqual({
    log: ['create', 'write', 'write', 'remove'],
    outcomes: [{ error: 'the content breaks off' }],
  })
})
