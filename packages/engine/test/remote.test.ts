import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '@veinmind/report'
import type { Entry, Inspector, InspectorContext, Plugin, RemoteInspectors, RemoteResult, Want } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { openCache, scan } from '../src/index.ts'
import { callInspector } from '../src/inspect/inspect-call.ts'
import { openSpool } from '../src/inspect/spool-file.ts'
import finder from './finder-plugin.ts'
import { finderOptions, summarize } from './helpers.ts'
import { randomImage } from './random-image.ts'

const CONTEXT = { options: { words: ['secret', 'token='] } } as unknown as InspectorContext

/** The finder plugin, whose inspectors are asked ahead and called as those of another process: `answer` may say something else of a file. */
function remoteFinder(options: { readonly digest?: string; readonly answer?: (entry: Entry) => RemoteResult } = {}) {
  const wants = new WeakMap<Entry, ReadonlyMap<string, Want | false | undefined>>()
  const calls = { foresee: 0, inspect: 0 }
  const remote: RemoteInspectors = {
    digest: options.digest ?? 'one',
    async foresee(entries) {
      calls.foresee += 1
      await Promise.resolve()
      for (const entry of entries)
        wants.set(entry, new Map(finder.inspectors.map((one) => [one.id, one.wants(entry, CONTEXT)])))
    },
    async inspect(files) {
      for (const file of files) {
        for (const { inspector, as, length, truncated, keywords, digests, settle } of file.calls) {
          calls.inspect += 1
          const own = finder.inspectors.find(({ id }) => id === inspector.id) as Inspector
          const { record, ...rest } = await callInspector(own, CONTEXT, {
            entry: file.entry,
            as,
            bytes: file.bytes.slice(0, length),
            truncated,
            keywords,
            digests,
            ...(file.spool === undefined ? {} : { spool: file.spool, chunks: chunksOf(file.spool) }),
          })
          settle(
            options.answer?.(file.entry) ?? {
              ...rest,
              ...(record === undefined ? {} : { record: JSON.parse(record) as unknown }),
            },
          )
        }
      }
    },
    close: () => Promise.resolve(),
  }
  const plugin: Plugin = {
    ...(Object.fromEntries(Object.entries(finder).filter(([name]) => name !== 'module')) as unknown as Plugin),
    remote,
    inspectors: finder.inspectors.map((one) => ({
      ...one,
      data: [remote.digest],
      wants: (entry) => wants.get(entry)?.get(one.id) ?? fail(wants, entry),
      inspect: () => {
        throw new Error('it is not called here')
      },
    })),
  }
  return { plugin, calls }
}

function fail(wants: WeakMap<Entry, unknown>, entry: Entry): false {
  if (!wants.has(entry)) throw new Error(`nobody asked ahead about ${entry.path}`)
  return false
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const spool = await openSpool(path)
  const { access } = spool
  for (let at = 0; at < access.size; at += 100_000) yield access.read(at, 100_000)
  await spool.close()
}

const essence = (report: Report) => ({
  found: summarize(report),
  errors: report.errors,
  plugins: report.plugins.map(({ coverage, ...rest }) => ({ ...rest, durationMs: 0, coverage })),
})

test('inspectors of another process see what those of this one see, whatever the links and the sizes', async () => {
  for (let seed = 300; seed < 306; seed++) {
    const images = [randomImage(seed, 4), randomImage(seed + 50, 2, 1_000_000)]
    const { plugin } = remoteFinder()
    const own = essence(await scan(images, finderOptions()))
    expect(own.found.length).toBeGreaterThan(5)
    expect(essence(await scan(images, finderOptions({ plugins: [plugin] })))).toEqual(own)
  }
}, 120_000)

test('their records are cached, and not for a plugin that was changed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'engine-remote-'))
  try {
    const cache = await openCache({ directory, key: Buffer.alloc(32) })
    const image = randomImage(7, 3)
    const run = async (digest: string) => {
      const { plugin, calls } = remoteFinder({ digest })
      const found = summarize(await scan([image], finderOptions({ plugins: [plugin], cache })))
      return { found, ...calls }
    }
    const cold = await run('one')
    expect(cold.inspect).toBeGreaterThan(0)
    expect(await run('one')).toEqual({ found: cold.found, foresee: 0, inspect: 0 })
    expect(await run('two')).toEqual(cold)
  } finally {
    await rm(directory, { recursive: true })
  }
})

test('a record that is none is an error of its file, and is not cached', async () => {
  const image = buildImage(layer({ 'etc/shadow': 'root:x\n', 'etc/other': 'a secret' }))
  const deep = JSON.parse(`${'['.repeat(80)}${']'.repeat(80)}`) as unknown
  const large = 'x'.repeat(2_000_000)
  for (const record of [deep, large]) {
    const { plugin } = remoteFinder({ answer: ({ path }) => (path === '/etc/shadow' ? { record } : {}) })
    const report = await scan([image], finderOptions({ plugins: [plugin] }))
    expect(report.findings).toEqual([])
    expect(report.plugins[0]?.outcome).toBe('partial')
    expect(report.plugins[0]?.coverage.errored).toBeGreaterThan(0)
    expect(report.plugins[0]?.coverage.problems[0]).toMatchObject({ path: '/etc/shadow' })
  }
})
