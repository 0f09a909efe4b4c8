import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Entity, IacFile, Image, Plugin, ReportEvent } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { Registry, REPORT_NAMESPACE } from '@veinmind/internal/services'
import {
  content,
  containerCommand,
  defineInspector,
  definePlugin,
  iacCommand,
  imageCommand,
  VeinmindError,
} from '@veinmind/sdk'
import { buildImage, layer, layerOfTar } from '@veinmind/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { containerOf, counted, finderOptions, summarize, withLayers } from '../../test/helpers.ts'
import rough from '../../test/rough-plugin.ts'
import { exitCode, openCache, scan } from '../index.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-failures-'))
})
afterEach(() => rm(directory, { recursive: true }))

const event = (evidence: string): ReportEvent => ({
  type: 'Test',
  class: 'risk',
  rule: { id: 'T-1', title: 'Test', severity: 'low' },
  locations: [],
  evidence,
  detail: {},
})

const plugin = (
  name: string,
  run: (image: Image, ctx: Parameters<Parameters<typeof imageCommand>[0]>[1]) => unknown,
): Plugin =>
  definePlugin({ name, title: name, commands: [imageCommand(async (image, ctx) => void (await run(image, ctx)))] })

const good = plugin('good', (_image, ctx) => ctx.report(event('good')))

test('a plugin that throws, hangs or says that it is not done touches no other', async () => {
  const image = buildImage(layer({ a: 'x' }), { references: ['app:1'] })
  const plugins = [
    good,
    plugin('thrower', () => {
      throw new Error('no luck')
    }),
    plugin('sleeper', async (_image, ctx) => {
      ctx.report(event('before sleep'))
      await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve))
      ctx.report(event('last words'))
      await new Promise((resolve) => setTimeout(resolve, 1500))
      ctx.report(event('too late'))
    }),
    plugin('half', (_image, ctx) => ctx.incomplete('the dictionary was not exhausted', { path: '/etc/shadow' })),
    plugin('liar', (_image, ctx) => ctx.report({ nonsense: true } as never)),
  ]
  const report = await scan([image], { plugins, pluginTimeout: 300 })
  expect(report.plugins.map(({ name, outcome, reason }) => [name, outcome, reason])).toEqual([
    ['good', 'ok', undefined],
    ['half', 'partial', `${image.name}: the dictionary was not exhausted`],
    ['liar', 'ok', undefined],
    ['sleeper', 'partial', `${image.name}: it took longer than 0.3 s`],
    ['thrower', 'failed', `${image.name}: no luck`],
  ])
  expect(report.findings.map(({ evidence }) => evidence)).toEqual(
    expect.arrayContaining(['before sleep', 'good', 'last words']),
  )
  expect(report.findings).toHaveLength(3)
  expect(new Set(report.errors.map(({ code }) => code))).toEqual(
    new Set(['ENGINE_PLUGIN_FAILED', 'ENGINE_PLUGIN_TIMEOUT', 'REPORT_EVENT_INVALID']),
  )
  expect(report.plugins[1]?.coverage.problems).toEqual([
    { target: image.name, path: '/etc/shadow', reason: 'the dictionary was not exhausted' },
  ])
  expect(report.targets[0]).toMatchObject({ outcome: 'partial' })
  expect(exitCode(report, { failOn: 'low' })).toBe(3)
})

test('inspectors that hang, crash or throw: the file is said, the rest is scanned, and nothing of it is cached', async () => {
  const cache = await openCache({ directory: join(directory, 'cache'), key: Buffer.alloc(32) })
  const files = { a: 'needle 1', b: 'hang', c: 'exit', d: 'throw', e: 'needle 2' }
  const image = counted(buildImage(layer(files)))
  for (const opened of [1, 2]) {
    const report = await scan([image], { plugins: [rough], cache, workers: 2, inspectTimeout: 1400 })
    const [{ coverage, outcome, reason } = {}] = report.plugins
    expect({ outcome, reason, opened: image.opened[0] }).toEqual({
      outcome: 'partial',
      reason: `${image.name}: 3 files could not be inspected`,
      opened,
    })
    expect(coverage).toMatchObject({ scanned: 5, errored: 3 })
    expect(coverage?.problems.map(({ path, reason: why, inspector }) => [path, why, inspector])).toEqual([
      ['/b', 'it took longer than 1 s', 'rough'],
      ['/c', 'the worker exited with code 7', 'rough'],
      ['/d', 'it said so', 'rough'],
    ])
  }
})

test('one bad image among three: the others are scanned, each fault has its code', async () => {
  const ok = layer({ a: 'secret' })
  const images = [
    buildImage(ok, layer({ b: 'secret 1' }), { references: ['one:1'] }),
    withLayers(buildImage(ok, layer({ c: 'secret 2' }), { references: ['two:1'] }), (_one, index) =>
      index === 1
        ? {
            open: async () =>
              (async function* () {
                yield Buffer.from('short')
              })(),
          }
        : {},
    ),
    withLayers(buildImage(ok, layer({ d: 'secret 3' }), { references: ['three:1'] }), (_one, index) =>
      index === 1 ? { unavailable: 'it is a foreign layer' } : {},
    ),
    buildImage(layerOfTar(Buffer.from('not a tar at all'.repeat(100))), { references: ['four:1'] }),
  ]
  const named = images.map((image, index): Image => ({ ...image, name: `image ${index}` }))
  const report = await scan(named, finderOptions())
  expect(report.targets.map(({ name, outcome, reason }) => [name, outcome, reason])).toEqual([
    ['image 0', 'ok', undefined],
    ['image 1', 'partial', expect.stringMatching(/^layer 1 could not be read: /)],
    ['image 2', 'partial', expect.stringContaining('it is a foreign layer')],
    ['image 3', expect.stringMatching(/partial|failed/), expect.any(String)],
  ])
  expect(report.errors.map(({ code, target }) => [target, code])).toEqual(
    expect.arrayContaining([
      ['image 1', expect.stringMatching(/^IMAGE_/)],
      ['image 2', 'IMAGE_LAYER_UNAVAILABLE'],
    ]),
  )
  expect(summarize(report).filter((line) => line.includes('/a'))).toHaveLength(3)
  expect(report.targets[1]?.layers?.map(({ source }) => source)).toContain('none')
  expect(exitCode(report, { failOn: 'never' })).toBe(3)
})

test('a layer that claims the diff id of another gets none of its records', async () => {
  const cache = await openCache({ directory: join(directory, 'cache'), key: Buffer.alloc(32) })
  const victim = buildImage(layer({ a: 'secret' }))
  expect(summarize(await scan([victim], finderOptions({ cache })))).toHaveLength(1)
  const liar = withLayers(buildImage(layer({ b: 'harmless' })), () => ({ diffId: victim.layers[0]?.diffId ?? '' }))
  const report = await scan([liar], finderOptions({ cache }))
  expect(report.findings).toEqual([])
  expect(report.errors).toMatchObject([{ code: 'IMAGE_DIGEST_MISMATCH' }])
  const trusted = withLayers(counted(victim), (one) => ({
    digest: '',
    trustedDiffId: true,
    open: () => Promise.reject(new Error(one.digest)),
  }))
  expect(summarize(await scan([trusted], finderOptions({ cache })))).toHaveLength(1)
})

test('an abort gives what was found until then, says what was not scanned, and closes every entity', async () => {
  const stop = new AbortController()
  const closed = vi.fn<() => Promise<void>>(async () => undefined)
  const image = (n: number): Image => ({
    ...buildImage(layer({ a: `${n}` })),
    id: `id${n}`,
    name: `image ${n}`,
    close: closed,
  })
  const stopper = plugin('stopper', async (one, ctx) => {
    ctx.report(event(one.name))
    if (one.name === 'image 1') stop.abort()
  })
  async function* discover(): AsyncGenerator<Entity> {
    for (let n = 0; n < 3; n++) yield image(n)
    await new Promise(() => undefined)
  }
  const report = await scan(discover(), { plugins: [stopper], signal: stop.signal, concurrency: 1 })
  expect(report.findings.map(({ evidence }) => evidence)).toEqual(['image 0', 'image 1'])
  expect(report.errors).toMatchObject([{ code: 'ENGINE_ABORTED' }])
  expect(report.targets.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['image 0', 'ok'],
    ['image 1', expect.stringMatching(/ok|partial/)],
  ])
  expect(closed).toHaveBeenCalledTimes(2)
  expect(exitCode(report, { failOn: 'low' })).toBe(3)
})

test('a time limit for the whole ends a scan that hangs in a layer, with no spool left', async () => {
  const hanging = withLayers(buildImage(layer({ 'a.db': 'x'.repeat(1000) })), () => ({
    open: async ({ signal } = {}) => ({
      async *[Symbol.asyncIterator]() {
        yield Buffer.alloc(0)
        await new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
      },
    }),
  }))
  const report = await scan([hanging], finderOptions({ timeout: 300, spoolDir: directory }))
  expect(report.errors).toMatchObject([{ code: 'ENGINE_TIMEOUT' }])
  expect(report.targets).toMatchObject([{ outcome: 'skipped' }])
  expect(exitCode(report, { failOn: 'low' })).toBe(4)
  expect(await readdir(directory)).toEqual([])
})

test('an abort does not wait for an inspector that hangs in the process', async () => {
  const stuck = defineInspector({
    id: 'stuck',
    version: 1,
    wants: () => content({ max: 10 }),
    inspect: () => new Promise<number>(() => undefined),
  })
  const plugins = [
    definePlugin({ name: 'stuck', title: 'Stuck', inspectors: [stuck], commands: [imageCommand(() => undefined)] }),
  ]
  const started = performance.now()
  const report = await scan([buildImage(layer({ a: 'x', b: 'y' }))], { plugins, timeout: 300 })
  expect(performance.now() - started).toBeLessThan(5000)
  expect(report.errors).toMatchObject([{ code: 'ENGINE_TIMEOUT' }])
})

test('what was discovered and is no entity goes to the report; a discovery that throws too', async () => {
  async function* discover(): AsyncGenerator<Discovered> {
    yield { target: 'app:2', error: new VeinmindError('REGISTRY_UNAUTHORIZED', 'refused', { hint: 'log in' }) }
    yield { target: 'app:3', skipped: 'an attestation' }
    yield { entity: buildImage(layer({})) }
    throw new Error('the catalog broke off')
  }
  const report = await scan(discover(), { plugins: [good] })
  expect(report.errors).toMatchObject([
    { code: 'ENGINE_DISCOVERY_FAILED', message: 'the catalog broke off' },
    { code: 'REGISTRY_UNAUTHORIZED', target: 'app:2', hint: 'log in' },
  ])
  expect(report.skipped).toEqual([{ target: 'app:3', reason: 'an attestation' }])
  expect(report.findings).toHaveLength(1)
})

test('wrong options throw before anything is looked at', async () => {
  const wrong = (more: object) => scan([], { plugins: [rough], ...more })
  await expect(wrong({ pluginOptions: { rogh: {} } })).rejects.toMatchObject({
    code: 'ENGINE_OPTION_UNKNOWN',
    hint: 'did you mean rough?',
  })
  await expect(wrong({ pluginOptions: { rough: { wrod: 'x' } } })).rejects.toMatchObject({
    code: 'ENGINE_OPTION_UNKNOWN',
    hint: 'did you mean word?',
  })
  const strict = defineInspector({
    id: 'x',
    version: 1,
    wants: () => false,
    inspect: () => 1,
    keywords: () => {
      throw new VeinmindError('STRICT_RULES_INVALID', 'line 3 is no rule')
    },
  })
  const plugins = [
    definePlugin({ name: 'strict', title: 'Strict', inspectors: [strict], commands: [imageCommand(() => undefined)] }),
  ]
  await expect(wrong({ plugins })).rejects.toMatchObject({ code: 'STRICT_RULES_INVALID' })
  await expect(wrong({ plugins: [rough, rough] })).rejects.toMatchObject({ code: 'ENGINE_PLUGIN_TWICE' })
})

test('needs that are not met: skipped, with the reason', async () => {
  const needy = { ...good, name: 'needy', needs: ['network'] as const }
  const report = await scan([buildImage(layer({}))], { plugins: [good, needy], offline: true })
  expect(report.plugins).toMatchObject([
    { name: 'good', outcome: 'ok' },
    { name: 'needy', outcome: 'skipped', reason: 'it needs the network, and the scan is offline' },
  ])
})

test('keywords that cannot be searched fail their plugin alone', async () => {
  const inspector = defineInspector({
    id: 'x',
    version: 1,
    keywords: () => ['ab'],
    wants: () => content({ max: 1, keywords: true }),
    inspect: () => 1,
  })
  const wrong = definePlugin({
    name: 'wrong',
    title: 'Wrong',
    inspectors: [inspector],
    commands: [imageCommand(() => undefined)],
  })
  const report = await scan([buildImage(layer({}))], { plugins: [good, wrong] })
  expect(report.plugins.map(({ outcome }) => outcome)).toEqual(['ok', 'failed'])
  expect(report.plugins[1]?.reason).toContain('"ab" is not 3 to 64')
})

test.runIf(process.platform === 'linux')(
  'a scan without a report service of its caller leaves no file open, however much it finds',
  async () => {
    const many = plugin('many', (_image, ctx) => {
      for (let number = 0; number < 6_000; number++) ctx.report(event(String(number)))
    })
    const { findings } = await scan([buildImage(layer({}))], { plugins: [many] })
    expect(findings).toHaveLength(6_000)
    const files = await Promise.all(
      (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
    )
    expect(files.filter((path) => path.startsWith(tmpdir()) && path.endsWith(' (deleted)'))).toEqual([])
  },
)

test('a host’s report service gets the events, and plugins know that they are hosted', async () => {
  const events: unknown[] = []
  const registry = new Registry().define(REPORT_NAMESPACE, {
    manifest: {},
    functions: { report: async (one) => void events.push(one) },
  })
  const hosted: boolean[] = []
  const asks = plugin('asks', (_image, ctx) => {
    hosted.push(ctx.hosted)
    ctx.report(event('x'))
  })
  await scan([buildImage(layer({}))], { plugins: [asks], registry })
  await scan([buildImage(layer({}))], { plugins: [asks] })
  expect(hosted).toEqual([true, false])
  expect(events).toHaveLength(1)
})

test('entities without layers, and a container with its own layer over its image', async () => {
  const file: IacFile = { kind: 'iac', id: 'f', name: 'Dockerfile', path: 'Dockerfile', bytes: Buffer.from('FROM x') }
  const seen: string[] = []
  const iac = definePlugin({
    name: 'iac',
    title: 'IaC',
    commands: [
      iacCommand(async (one, ctx) => {
        seen.push(one.path, String((await Array.fromAsync(ctx.files.walk())).length))
      }),
      containerCommand(async (_one, ctx) => {
        seen.push(
          Buffer.from(await ctx.files.readFile('/a')).toString(),
          Buffer.from(await ctx.files.readFile('/b')).toString(),
        )
      }),
    ],
  })
  const image = buildImage(layer({ a: 'secret', b: 'old secret' }))
  const changes = buildImage(layer({ b: 'new secret token=' })).layers[0]
  const container = containerOf(image, changes)
  const report = await scan([file, container], finderOptions({ plugins: [iac, ...finderOptions().plugins] }))
  expect(report.errors).toEqual([])
  expect(seen).toEqual(['Dockerfile', '0', 'secret', 'new secret token='])
  expect(summarize(report)).toEqual([
    'c F-words /a @0 {"words":["secret"],"size":6,"truncated":false}',
    'c F-words /b @0 hidden by 1 {"words":["secret"],"size":10,"truncated":false}',
    'c F-words /b @1 {"words":["secret","token="],"size":17,"truncated":false}',
  ])
  expect(report.plugins.map(({ name, coverage }) => [name, coverage.rereads])).toEqual([
    ['finder', 0],
    ['iac', 2],
  ])
})
