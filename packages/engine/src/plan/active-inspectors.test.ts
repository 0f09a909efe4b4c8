import type { Plugin, PluginDefinition } from '@veinmind/sdk'
import { defineFact, defineInspector, definePlugin, imageCommand, option } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { createInspectorList } from './active-inspectors.ts'

const OPTIONS = {
  word: option.string('word', { default: 'a' }),
  rules: option.file('rules'),
  other: option.boolean('other'),
}
const base = defineInspector({
  id: 'one',
  version: 1,
  options: { word: OPTIONS.word, rules: OPTIONS.rules },
  wants: () => false,
  inspect: () => 1,
})

type Inspectors = NonNullable<PluginDefinition<typeof OPTIONS>['inspectors']>

function inspectorsIn(inspectors: Inspectors, values: Record<string, unknown>, name = 'plugin') {
  const plugin: Plugin = definePlugin({
    name,
    title: 'Plugin',
    options: OPTIONS,
    inspectors,
    commands: [imageCommand(() => undefined)],
  })
  return createInspectorList().add(plugin, { word: 'a', rules: undefined, other: false, ...values })
}

const keyOf = (inspector: Partial<Inspectors[number]>, values: Record<string, unknown> = {}, name?: string) =>
  inspectorsIn([{ ...base, ...inspector }], values, name)[0]?.key

test('the key changes with all that can change a record, and with nothing else', () => {
  const key = keyOf({})
  expect(keyOf({}, { other: true })).toBe(key)
  expect(keyOf({}, { rules: { path: '/a', text: 'x' } })).toBe(keyOf({}, { rules: { path: '/b', text: 'x' } }))
  const others = [
    keyOf({ version: 2 }),
    keyOf({ id: 'two' }),
    keyOf({}, { word: 'b' }),
    keyOf({}, {}, 'another'),
    keyOf({ data: ['rules'] }),
    keyOf({ data: ['ru', 'les'] }),
    keyOf({}, { rules: { path: '/a', text: 'x' } }),
    keyOf({}, { rules: { path: '/a', text: 'y' } }),
  ]
  expect(new Set([key, ...others]).size).toBe(others.length + 1)
})

test('inspectors get the options that they name; the same options are one object', () => {
  const all = { ...base, id: 'all', options: OPTIONS }
  const inspectors = inspectorsIn(
    [base, { ...base, id: 'again' }, all, { ...all, id: 'all-again' }, { ...base, id: 'none', options: {} }],
    {},
  )
  const options = inspectors.map(({ context }) => context.options)
  expect(options[0]).toEqual({ word: 'a', rules: undefined })
  expect(options[1]).toBe(options[0])
  expect(options[3]).toBe(options[2])
  expect(options[4]).toEqual({})
})

test('keywords are searched in lower case, each once', () => {
  expect(inspectorsIn([{ ...base, keywords: ['Key', 'KEY', 'other'] }], {})[0]?.keywords).toEqual(['key', 'other'])
})

test('plugins that share an inspector share its inspector, with its own options; one of its own name is another', () => {
  const shared = defineInspector({ ...base, module: import.meta.url })
  const plugin = (name: string, inspectors: Inspectors): Plugin =>
    definePlugin({ name, title: name, options: OPTIONS, inspectors, commands: [imageCommand(() => undefined)] })
  const list = createInspectorList()
  const [first] = list.add(plugin('a', [shared]), { word: 'b', rules: undefined, other: false })
  const second = list.add(plugin('b', [base, shared]), { word: 'c', rules: undefined, other: false })
  expect(second.map((inspector) => inspector === first)).toEqual([false, true])
  expect(first?.owner).toEqual({ name: '@veinmind/engine', module: import.meta.url })
  expect(first?.context.options).toEqual({ word: 'a', rules: undefined })
  expect(list.all.map(({ number }) => number)).toEqual([0, 1])
})

test("the inspectors of a plugin's facts are its own, those of their facts too, each once", () => {
  const shared = defineInspector({ ...base, module: import.meta.url })
  const other = defineInspector({ ...shared, id: 'two' })
  const inner = defineFact({ id: '@a/inner', inspectors: [shared], make: () => 1 })
  const outer = defineFact({ id: '@a/outer', inspectors: [shared, other], facts: [inner], make: () => 2 })
  const plugin: Plugin = definePlugin({
    name: 'a',
    title: 'A',
    facts: [outer, inner],
    commands: [imageCommand(() => undefined)],
  })
  expect(
    createInspectorList()
      .add(plugin, {})
      .map(({ definition }) => definition.id),
  ).toEqual(['one', 'two'])
})

test('as many keywords as may be searched, and one more', () => {
  const words = Array.from({ length: 10_000 }, (_none, at) => `word-${at}`)
  expect(inspectorsIn([{ ...base, keywords: words }], {})[0]?.keywords).toHaveLength(10_000)
  expect(() => inspectorsIn([{ ...base, keywords: [...words, 'one more'] }], {})).toThrow('more than 10000 keywords')
})
