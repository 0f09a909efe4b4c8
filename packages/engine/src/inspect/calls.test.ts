import type { Entry, RemoteInspectors, RemoteResult } from '@veinmind/sdk'
import { defineInspector, stream } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import { callInspector } from './inspect-call.ts'
import { runRemotely } from './remote-calls.ts'
import type { CallResult } from './messages.ts'

const ENTRY: Entry = {
  path: '/a',
  type: 'file',
  size: 0,
  mode: 0o644,
  uid: 0,
  gid: 0,
  userName: '',
  groupName: '',
  mtime: 0,
}

const chunks = defineInspector({
  id: 'chunks',
  version: 1,
  wants: () => stream(),
  async inspect(file) {
    const { length } = await Array.fromAsync(file.chunks())
    return { count: length }
  },
})

test('an empty file that is streamed has no chunk', async () => {
  const countOf = async (text: string): Promise<CallResult> =>
    callInspector(
      chunks,
      { options: {} },
      {
        entry: ENTRY,
        as: 'chunks',
        bytes: Buffer.from(text),
        truncated: false,
        keywords: [],
      },
    )
  expect([await countOf(''), await countOf('x')]).toEqual([{ record: '{"count":0}' }, { record: '{"count":1}' }])
})

test('what another process did not see of a file is told with its record, and nothing where it saw all', async () => {
  const answers: readonly RemoteResult[] = [
    { record: 1, incomplete: ['half', 'of it'] },
    { record: 2 },
    { record: 3, incomplete: [] },
    { error: 'no', incomplete: ['half'] },
  ]
  let place = 0
  const remote: RemoteInspectors = {
    digest: 'one',
    inspect: (files) => {
      for (const { calls } of files) for (const { settle } of calls) settle(answers[(place += 1) - 1] ?? {})
      return Promise.resolve()
    },
    close: () => Promise.resolve(),
  }
  const inspector = { definition: chunks, owner: { remote } } as unknown as ActiveInspector
  const results: CallResult[] = []
  const jobs = answers.map(() => ({
    entry: ENTRY,
    offset: 0,
    size: 0,
    calls: [
      {
        inspector,
        as: 'nothing' as const,
        length: 0,
        truncated: false,
        keywords: [],
        settle: (result: CallResult) => void results.push(result),
      },
    ],
  }))
  await runRemotely({ bytes: undefined, jobs }, 1000)
  expect(results).toEqual([
    { record: '1', incomplete: ['half', 'of it'] },
    { record: '2' },
    { record: '3' },
    { error: 'no', incomplete: ['half'] },
  ])
})
