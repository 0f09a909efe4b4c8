import type { PluginDefinition } from '@veinmind/sdk'
import { definePlugin, iacCommand, imageCommand } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { beforeEach, expect, test } from 'vitest'
import { scan } from '../index.ts'

const RULE = { id: 'P-1', title: 'Found', severity: 'low' } as const
const images = [buildImage(layer({ a: '1' })), buildImage(layer({ b: '2' }))]
const log: string[] = []
beforeEach(() => log.splice(0))

interface Counter {
  readonly next: () => number
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

function createCounter(): Counter {
  let count = 0
  log.push('opened')
  return { next: () => ++count, [Symbol.asyncDispose]: async () => void log.push(`closed at ${count}`) }
}

const prepared = (prepare: NonNullable<PluginDefinition<{}, Counter>['prepare']>, scanImage?: () => void) =>
  definePlugin<{}, Counter>({
    name: 'counter',
    title: 'Counter',
    version: '1.0.0',
    prepare,
    commands: [
      imageCommand((_image, context) => {
        context.report({
          type: 'Counted',
          class: 'risk',
          rule: RULE,
          locations: [],
          detail: {},
          evidence: String(context.state.next()),
        })
        scanImage?.()
      }),
    ],
  })

const outcomeOf = ({ plugins }: Awaited<ReturnType<typeof scan>>) =>
  plugins.map(({ outcome, reason }) => [outcome, reason])

test('the state is made once a run, shared by all scans, and closed at the end', async () => {
  const report = await scan(images, { plugins: [prepared(createCounter)] })
  expect(report.findings.map(({ evidence }) => evidence).sort((a = '', b = '') => a.localeCompare(b))).toEqual([
    '1',
    '2',
  ])
  expect(log).toEqual(['opened', 'closed at 2'])
})

test('it is closed after a failure too, and after an abort', async () => {
  await scan(images, {
    plugins: [
      prepared(createCounter, () => {
        throw new Error('no')
      }),
    ],
  })
  expect(log).toEqual(['opened', 'closed at 2'])
  const controller = new AbortController()
  await scan(images, { plugins: [prepared(createCounter, () => controller.abort())], signal: controller.signal })
  expect(log.filter((line) => line.startsWith('closed'))).toHaveLength(2)
})

test('a plugin without an entity of its kind prepares nothing', async () => {
  const plugin = definePlugin({
    name: 'iac-only',
    title: 'x',
    version: '1.0.0',
    prepare: createCounter,
    commands: [iacCommand(() => undefined)],
  })
  await scan(images, { plugins: [plugin] })
  expect(log).toEqual([])
})

test('one that cannot be prepared is skipped or has failed, for its reason', async () => {
  expect(outcomeOf(await scan(images, { plugins: [prepared(({ skip }) => skip('no database'))] }))).toEqual([
    ['skipped', expect.stringContaining('no database')],
  ])
  const failed = await scan(images, {
    plugins: [
      prepared(() => {
        throw new Error('it is damaged')
      }),
    ],
  })
  expect(outcomeOf(failed)).toEqual([['failed', expect.stringContaining('it is damaged')]])
  expect(failed.errors).toHaveLength(2)
  const hanging = await scan(images.slice(0, 1), {
    plugins: [prepared(() => new Promise(() => undefined))],
    pluginTimeout: 50,
  })
  expect(hanging.errors.map(({ code }) => code)).toEqual(['ENGINE_PLUGIN_TIMEOUT'])
}, 30_000)

test('what cannot be closed is said', async () => {
  const broken = (): Counter => ({
    ...createCounter(),
    [Symbol.asyncDispose]: () => Promise.reject(new Error('the disk is gone')),
  })
  expect((await scan(images, { plugins: [prepared(broken)] })).errors).toMatchObject([
    { code: 'ENGINE_CLOSE_FAILED', plugin: 'counter' },
  ])
})

test('folders of data', async () => {
  const asked: string[] = []
  const plugin = (name: string) =>
    prepared(({ data }) => {
      asked.push(data(name))
      return createCounter()
    })
  await scan(images.slice(0, 1), { plugins: [plugin('advisories')], dataDir: '/data' })
  expect(asked).toEqual(['/data/advisories'])
  expect((await scan(images.slice(0, 1), { plugins: [plugin('advisories')] })).errors.map(({ code }) => code)).toEqual([
    'ENGINE_DATA_MISSING',
  ])
  expect(
    (await scan(images.slice(0, 1), { plugins: [plugin('../x')], dataDir: '/data' })).errors.map(({ code }) => code),
  ).toEqual(['ENGINE_DATA_NAME_INVALID'])
})
