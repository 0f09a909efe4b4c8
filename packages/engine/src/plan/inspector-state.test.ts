import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Inspector, InspectorDefinition, MainContext } from '@veinmind/sdk'
import { content, defineInspector, definePlugin, imageCommand, option } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ScanOptions } from '../index.ts'
import { openCache, scan } from '../index.ts'

let directory: string
const calls: string[] = []
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-state-'))
  calls.length = 0
})
afterEach(() => rm(directory, { recursive: true }))

interface Rules {
  readonly version: string
  readonly words: readonly string[]
}

const OPTIONS = { word: option.string('word', { default: 'option' }) }
type Definition = InspectorDefinition<{ readonly words: readonly string[] }, typeof OPTIONS>

const inspectorWith = (more: Partial<Definition>): Inspector<{ readonly words: readonly string[] }, typeof OPTIONS> =>
  defineInspector<{ readonly words: readonly string[] }, typeof OPTIONS>({
    id: 'words',
    version: 1,
    options: OPTIONS,
    runs: 'main',
    wants: () => content({ max: 100 }),
    inspect: ({ bytes, entry }, { state, options }: MainContext<typeof OPTIONS, Rules>) => {
      calls.push(`inspect ${entry.path}`)
      const text = Buffer.from(bytes).toString()
      return { words: [...state.words, options.word].filter((word) => text.includes(word)) }
    },
    ...more,
  })

/** What is found in two images with one layer of each kind, by the rules of the moment. */
async function find(rules: Rules | Error, more: Partial<Definition>, options: Partial<ScanOptions> = {}) {
  const words = inspectorWith(more)
  const plugin = definePlugin({
    name: 'words',
    title: 'Words',
    version: '1.0.0',
    options: OPTIONS,
    prepare() {
      if (rules instanceof Error) throw rules
      return rules
    },
    inspectors: [words],
    commands: [
      imageCommand((_image, context) => {
        for (const { record } of context.records(words)) calls.push(`found ${record.words.join()}`)
      }),
    ],
  })
  const shared = layer({ a: 'one two option' })
  const images = [buildImage(shared), buildImage(shared, layer({ b: 'two' }))]
  const cache = await openCache({ directory, key: Buffer.alloc(32, 1) })
  const report = await scan(images, { plugins: [plugin], workers: 1, cache, concurrency: 1, ...options })
  return { report, calls: calls.splice(0) }
}

const byVersion = { cacheKey: ({ state }: MainContext<typeof OPTIONS, Rules>) => state.version }

test('it runs in the main thread with state and options, once for a layer that two images share', async () => {
  const { calls: made, report } = await find({ version: '1', words: ['one'] }, byVersion)
  expect(made).toEqual(['inspect /a', 'found one,option', 'inspect /b', 'found one,option', 'found '])
  expect(report.errors).toEqual([])
})

test('what a cache has is used while the key is the same, and made anew when it is another', async () => {
  const asked: string[] = []
  const counting = {
    cacheKey: ({ state }: MainContext<typeof OPTIONS, Rules>) => {
      asked.push(state.version)
      return state.version
    },
  }
  await find({ version: '1', words: ['one'] }, counting)
  const warm = await find({ version: '1', words: ['two'] }, counting)
  expect(warm.calls).toEqual(['found one,option', 'found one,option', 'found '])
  const renewed = await find({ version: '2', words: ['two'] }, counting)
  expect(renewed.calls).toEqual(['inspect /a', 'found two,option', 'inspect /b', 'found two,option', 'found two'])
  expect(asked).toEqual(['1', '1', '2'])
})

test('`cache: false` is not kept beyond the scan', async () => {
  for (const words of [['one'], ['two']]) {
    const { calls: made } = await find({ version: '1', words }, { ...byVersion, cache: false })
    expect(made.filter((call) => call.startsWith('inspect'))).toEqual(['inspect /a', 'inspect /b'])
  }
})

test('a plugin that could not be prepared has nothing inspected; one whose key is none has failed', async () => {
  const failed = await find(new Error('no daemon'), byVersion)
  expect(failed).toMatchObject({ calls: [], report: { plugins: [{ outcome: 'failed' }] } })
  expect(failed.report.targets[0]?.layers?.map(({ source }) => source)).toEqual(['none'])
  const keys = [() => 7 as never, () => 'x'.repeat(20_000), () => Promise.reject(new Error('it is gone'))]
  for (const cacheKey of keys) {
    const { report } = await find({ version: '1', words: [] }, { cacheKey })
    expect(report.plugins[0]?.outcome).toBe('failed')
  }
  const { report } = await find({ version: '1', words: [] }, { cacheKey: () => 7 as never })
  expect(report.errors[0]).toMatchObject({ code: 'ENGINE_CACHE_KEY_INVALID', plugin: 'words' })
})
