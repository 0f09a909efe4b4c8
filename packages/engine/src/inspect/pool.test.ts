import type { Plugin } from '@veinmind/sdk'
import { mib } from '@veinmind/sdk'
import { afterEach, expect, test } from 'vitest'
import rough from '../../test/rough-plugin.ts'
import type { Call, Job } from './jobs.ts'
import { createLocalRunner } from './local-runner.ts'
import type { CallResult } from './messages.ts'
import type { Pool } from './pool.ts'
import { createPool } from './pool.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import { createInspectorList } from '../plan/active-inspectors.ts'

const inspectors = createInspectorList().add(rough, { word: 'needle' })
const [inspect, counter] = inspectors as [ActiveInspector, ActiveInspector]
let pool: Pool

function start(
  options: { workers?: number; time?: number; memory?: number; inspectors?: readonly ActiveInspector[] } = {},
): Pool {
  return (pool = createPool({ workers: 1, time: 1400, memory: 64, inspectors, ...options }))
}
afterEach(() => pool?.close())

const entry = (path: string, size: number) =>
  ({ path, size, type: 'file', mode: 0o644, uid: 0, gid: 0, userName: '', groupName: '', mtime: 0 }) as const

/** Runs files of these contents as one batch. */
async function run(
  on: Pick<Pool, 'run'>,
  contents: readonly string[],
  inspector: ActiveInspector = inspect,
): Promise<CallResult[]> {
  const bytes = new SharedArrayBuffer(Math.max(1, contents.join('').length))
  new Uint8Array(bytes).set(Buffer.from(contents.join('')))
  const results: CallResult[] = []
  let offset = 0
  const jobs = contents.map((content, index): Job => {
    const settle = (result: CallResult) => {
      expect(results[index]).toBeUndefined()
      results[index] = result
    }
    const call: Call = { inspector, as: 'bytes', length: content.length, truncated: false, keywords: [], settle }
    offset += content.length
    return {
      entry: entry(`/${index}`, content.length),
      offset: offset - content.length,
      size: content.length,
      calls: [call],
    }
  })
  await on.run({ bytes, jobs })
  return results
}

const good = (index: number) => ({ record: JSON.stringify({ path: `/${index}`, size: 8, truncated: false }) })

test('a thread that was started before there was work does it; after the end none is started', async () => {
  const early = start()
  early.prepare()
  early.prepare()
  expect(await run(early, ['a needle', 'b needle'])).toEqual([good(0), good(1)])
  await early.close()
  early.prepare()
  expect(await run(early, ['a needle'])).toEqual([{ error: 'the scan has ended' }])
})

test('records come back as JSON, nothing as nothing', async () => {
  expect(await run(start(), ['a needle', 'hay', ''])).toEqual([good(0), {}, {}])
})

test.each([
  ['hang', 'it took longer than 1 s'],
  ['wait', 'it took longer than 1 s'],
  ['exit', 'the worker exited with code 7'],
  ['heap', 'it used too much memory'],
  ['buffers', 'it used more than 64 MiB'],
  ['reject', 'nobody listens'],
  ['throw', 'it said so'],
  ['date', 'the record holds an object with a class'],
  ['huge', 'the record is larger than 1048576 characters'],
])(
  'a file that makes its inspector %s costs that file alone',
  async (what, error) => {
    const results = await run(start({ time: what === 'buffers' || what === 'heap' ? 15_000 : 1400 }), [
      'a needle',
      what,
      '2 needle',
      what,
      '4 needle',
    ])
    expect(results).toEqual([good(0), { error }, good(2), { error }, good(4)])
  },
  60_000,
)

test('a module that throws, hangs or is missing ends its own plugin’s calls, at once after the first', async () => {
  const plugin = (module: string): Plugin => ({ ...rough, module: new URL(module, import.meta.url).href })
  const others = ['../../test/broken-module.ts', '../../test/hanging-module.ts', '../../test/missing.ts'].map(
    (module, index): ActiveInspector => ({
      ...(createInspectorList().add(plugin(module), { word: 'x' })[0] as ActiveInspector),
      number: 3 * (index + 1),
    }),
  )
  start({ inspectors: [...inspectors, ...others] })
  for (const inspector of others) {
    const results = await run(pool, ['one', 'two'], inspector)
    for (const result of results) expect(result.error).toMatch(/^the plugin's module cannot be loaded: /)
  }
  expect(await run(pool, ['a needle'])).toEqual([good(0)])
})

test('a pool that is closed settles what is left', async () => {
  start({ time: 60_000 })
  const work = run(pool, ['hang', 'a needle'])
  const later = run(pool, ['a needle'])
  await new Promise((resolve) => setTimeout(resolve, 300))
  await pool.close()
  expect([...(await work), ...(await later)].every(({ error }) => error !== undefined)).toBe(true)
})

/** Streams `count` chunks that begin with `first`, waiting as the target says. */
async function streamTo(on: Pick<Pool, 'stream'>, count: number, first: string): Promise<CallResult> {
  const chunk = new Uint8Array(mib(1)).fill(first.charCodeAt(0))
  return new Promise((resolve) => {
    const call: Call = { inspector: counter, as: 'chunks', length: 0, truncated: false, keywords: [], settle: resolve }
    const target = on.stream({ entry: entry('/big', chunk.length * count), size: 0 }, call)
    void (async () => {
      for (let sent = 0; sent < count; sent++) {
        target.write(chunk)
        await target.wait()
      }
      target.end(count !== 3)
    })()
  })
}

test.each(['worker', 'process'])(
  'a stream in a %s: whole, stopped early, cut off, several at a time',
  async (where) => {
    const on = where === 'worker' ? start() : createLocalRunner({ time: 1400 })
    const results = await Promise.all([
      streamTo(on, 40, 'x'),
      streamTo(on, 20, '!'),
      streamTo(on, 3, 'x'),
      streamTo(on, 20, 'y'),
    ])
    expect(results).toEqual([
      { record: JSON.stringify({ size: mib(40) }) },
      { record: '{"stopped":true}' },
      { error: 'the content breaks off' },
      { record: JSON.stringify({ size: mib(20) }) },
    ])
  },
)

test('a stream whose reader hangs ends without its pusher hanging', async () => {
  start()
  expect(await streamTo(pool, 20, '#')).toEqual({ error: 'it took longer than 1 s' })
  expect(await streamTo(pool, 5, 'x')).toEqual({ record: JSON.stringify({ size: mib(5) }) })
})

test('in the process: records, errors, and an end to waiting', async () => {
  const results = await run(createLocalRunner({ time: 200 }), ['a needle', 'throw', 'wait', '3 needle'])
  expect(results).toEqual([good(0), { error: 'it said so' }, { error: 'it took longer than 0 s' }, good(3)])
})
