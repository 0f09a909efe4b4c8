import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCache } from '@veinmind/engine'
import { content, defineInspector, definePlugin, imageCommand, kib, option, perOptions } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'

const OPTIONS = {
  word: option.string('the word that is looked for', { default: 'needle', placeholder: 'word' }),
  'more-words': option.file('more words, one a line'),
  quiet: option.boolean('reports nothing'),
}

// `quiet` is not the inspector's: changing it leaves its cached records valid.
const INSPECTED = { word: OPTIONS.word, 'more-words': OPTIONS['more-words'] }

const wordsOf = perOptions(
  (options: { readonly word: string; readonly 'more-words': { readonly text: string } | undefined }) =>
    [options.word, ...(options['more-words']?.text.split('\n') ?? [])].filter((word) => word !== ''),
)

const words = defineInspector({
  id: 'words',
  version: 1,
  options: INSPECTED,
  wants: ({ type }) => type === 'file' && content({ max: kib(64) }),
  inspect: ({ bytes }, { options }) => {
    const text = Buffer.from(bytes).toString()
    const found = wordsOf(options).filter((word) => text.includes(word))
    return found.length === 0 ? undefined : { found }
  },
})

/** Options of a plugin's own: defaults, shown in the help, and part of the key of the cache where they change records. */
const plugin = definePlugin({
  name: 'words',
  title: 'Words',
  options: OPTIONS,
  inspectors: [words],
  commands: [
    imageCommand<typeof OPTIONS>((_image, ctx) => {
      if (ctx.options.quiet) return
      for (const { record, location } of ctx.records(words)) {
        ctx.report({
          type: 'Word',
          class: 'risk',
          rule: { id: 'NEED-WORD', title: 'x', severity: 'low' },
          evidence: record.found.join(),
          locations: [location],
          detail: {},
        })
      }
    }),
  ],
})

test('defaults, values, files, and what each does to the cache', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'veinmind-cache-'))
  try {
    const cache = await openCache({ directory, key: Buffer.alloc(32) })
    const image = buildImage(layer({ a: 'a needle and a pin' }))
    const run = async (options: Readonly<Record<string, unknown>>) => {
      const report = await scanWith(plugin, image, { cache, options })
      expect(report.errors).toEqual([])
      return [report.findings[0]?.evidence, report.targets[0]?.layers?.[0]?.source]
    }
    expect(await run({})).toEqual(['needle', 'read'])
    expect(await run({})).toEqual(['needle', 'cache'])
    expect(await run({ quiet: true })).toEqual([undefined, 'cache'])
    expect(await run({ word: 'pin' })).toEqual(['pin', 'read'])
    expect(await run({ 'more-words': { path: 'w.txt', text: 'pin' } })).toEqual(['needle,pin', 'read'])
    expect(await run({ 'more-words': { path: 'elsewhere.txt', text: 'pin' } })).toEqual(['needle,pin', 'cache'])
    expect(await run({ word: 'needle' })).toEqual(['needle', 'cache'])
  } finally {
    rmSync(directory, { recursive: true })
  }
})

test('a plugin carries what its help says', () => {
  expect(plugin.options.word).toEqual({
    type: 'string',
    description: 'the word that is looked for',
    default: 'needle',
    placeholder: 'word',
  })
})
