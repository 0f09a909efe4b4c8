import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Report } from '@veinmind/report'
import type { Image, Layer } from '@veinmind/sdk'
import { containerCommand, definePlugin, imageCommand, VeinmindError } from '@veinmind/sdk'
import { buildImage, createRandom, layer, remove } from '@veinmind/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { containerOf, find, finderOptions, summarize, withLayers } from '../../test/helpers.ts'
import { exitCode, openCache, scan } from '../index.ts'
import type { LayerCache } from '../index.ts'

let directory: string
let cache: LayerCache
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-broken-'))
  cache = await openCache({ directory: join(directory, 'cache'), key: Buffer.alloc(32) })
})
afterEach(() => rm(directory, { recursive: true }))

const random = createRandom(5)
const noise = Buffer.from(Array.from({ length: 300_000 }, () => Math.floor(random() * 256)))
const below = layer({ a: 'secret below', 'etc/passwd': 'x' })
const whole = buildImage(
  below,
  layer({
    'srv/.env': 'token=1',
    run: { content: 'x', mode: 0o4755 },
    other: { hardLink: 'srv/.env' },
    noise: noise,
    end: 'secret at the end',
    ...remove('a'),
  }),
  layer({ 'srv/other': 'secret above' }),
)

/** The image with another source of its middle layer. */
async function broken(
  change: (bytes: Buffer) => Partial<Layer> & { readonly stored?: Uint8Array; readonly atEnd?: () => void },
): Promise<Image> {
  const bytes = Buffer.concat(await Array.fromAsync((await whole.layers[1]?.open()) ?? []))
  const { stored = bytes, atEnd, ...members } = change(bytes)
  async function* open() {
    for (let at = 0; at < stored.length; at += 10_000) yield stored.subarray(at, at + 10_000)
    atEnd?.()
  }
  return withLayers({ ...whole, id: 'broken', name: 'broken' }, (_layer, index) =>
    index === 1 ? { ...members, open: async () => open() } : {},
  )
}

const findingsOf = ({ findings }: Report): string[] =>
  findings
    .map(
      ({ locations: [at] }) =>
        `${at?.path} @${at?.layer?.index}${at?.hiddenBy === undefined ? '' : ` hidden by ${at.hiddenBy}`}${at?.unverified ? ' unverified' : ''}`,
    )
    .sort()

const halfOf = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length / 2)
const lose = (): never => {
  throw new VeinmindError('REGISTRY_UNREACHABLE', 'the connection was lost')
}
const elsewhere = `sha256:${'e'.repeat(64)}`
const CASES: readonly (readonly [
  string,
  Parameters<typeof broken>[0],
  { readonly code: RegExp; readonly atEnd: boolean },
])[] = [
  [
    'gzip that breaks off',
    (bytes) => ({ stored: halfOf(bytes) }),
    { code: /^IMAGE_(?:DIGEST|SIZE)_MISMATCH$/, atEnd: false },
  ],
  [
    'gzip that breaks off, of a layer without digest and size',
    (bytes) => ({ stored: halfOf(bytes), digest: '', size: 0 }),
    { code: /^IMAGE_LAYER_CORRUPT$/, atEnd: false },
  ],
  [
    'a digest that does not match at the end',
    () => ({ digest: elsewhere }),
    { code: /^IMAGE_DIGEST_MISMATCH$/, atEnd: true },
  ],
  ['a diff id that does not match', () => ({ diffId: elsewhere }), { code: /^IMAGE_DIGEST_MISMATCH$/, atEnd: true }],
  [
    'other content than the digest says',
    () => ({ stored: gzipSync('x'.repeat(1024)) }),
    { code: /^IMAGE_(?:DIGEST|SIZE)_MISMATCH$/, atEnd: false },
  ],
  [
    'a connection that ends for good',
    (bytes) => ({ stored: halfOf(bytes), atEnd: lose }),
    { code: /^REGISTRY_UNREACHABLE$/, atEnd: false },
  ],
]

describe.each(CASES)('%s', (name, change, { code, atEnd }) => {
  const others = ['/a @0', '/srv/other @2']
  const seen = name.startsWith('other')
    ? []
    : ['/run @1 unverified', '/srv/.env @1 unverified', ...(atEnd ? ['/end @1 unverified'] : [])]

  it('costs nothing that was found before, and each finding of the layer says that nothing vouches for it', async () => {
    const report = await scan([await broken(change)], finderOptions())
    expect(findingsOf(report)).toEqual([...others, ...seen].sort())
    expect(report.targets).toMatchObject([
      { outcome: 'partial', reason: expect.stringMatching(/^layer 1 could not be read: /) },
    ])
    expect(report.errors.map((error) => error.code)).toEqual([expect.stringMatching(code)])
    expect(report.plugins).toMatchObject([{ outcome: 'partial' }])
    expect(report.targets[0]?.layers?.map(({ source }) => source)).toEqual(['read', 'none', 'read'])
    expect(exitCode(report, { failOn: 'low' })).toBe(3)
  })

  it('is neither cached nor given to another image', async () => {
    const damaged = await broken(change)
    const options = finderOptions({ cache, concurrency: 1 })
    const expected = findingsOf(await scan([whole], finderOptions()))
    const both = await scan([damaged, { ...whole, id: 'whole', name: 'whole' }], options)
    expect(findingsOf({ ...both, findings: both.findings.filter(({ target }) => target.name === 'whole') })).toEqual(
      expected,
    )
    expect(findingsOf(await scan([{ ...whole, id: 'whole' }], options))).toEqual(expected)
  })
})

it('what a layer that claims the diff id of another shows is told of its own image only', async () => {
  const victim = buildImage(layer({ harmless: 'x' }))
  const liar = {
    ...withLayers(buildImage(layer({ b: 'secret' })), () => ({ diffId: victim.layers[0]?.diffId ?? '' })),
    id: 'liar',
    name: 'liar',
  }
  const report = await scan([liar, victim, { ...victim, id: 'again' }], finderOptions({ cache, concurrency: 1 }))
  expect(report.findings).toMatchObject([{ target: { name: 'liar' }, locations: [{ path: '/b', unverified: true }] }])
  expect((await scan([victim], finderOptions({ cache }))).findings).toEqual([])
})

describe('the end of a scan in the middle of a layer', () => {
  /** Scans until the other layers are done, so that the workers are there; the source of the middle one gives half and then no more. */
  async function halt(options: Parameters<typeof finderOptions>[0]): Promise<Report> {
    const stop = new AbortController()
    const others = Promise.withResolvers<void>()
    const bytes = Buffer.concat(await Array.fromAsync((await whole.layers[1]?.open()) ?? []))
    async function* open(signal: AbortSignal | undefined) {
      yield halfOf(bytes)
      void others.promise.then(() => stop.abort())
      await new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
    }
    const halted = withLayers({ ...whole, id: 'halted', name: 'halted' }, (_layer, index) =>
      index === 1 ? { open: async ({ signal } = {}) => open(signal) } : {},
    )
    let done = 0
    return scan(
      [halted],
      finderOptions({
        signal: stop.signal,
        ...options,
        onProgress: ({ kind }) => {
          if (kind === 'layer' && ++done === 2) others.resolve()
        },
      }),
    )
  }

  it.each([
    ['in workers', {}],
    ['in the process', { workers: 0 }],
  ])('keeps what was found before it, says what is missing, and is no fault of the layer: %s', async (_, options) => {
    const report = await halt({ cache, ...options })
    expect(findingsOf(report)).toEqual(['/a @0', '/run @1 unverified', '/srv/.env @1 unverified', '/srv/other @2'])
    expect(report.errors).toMatchObject([{ code: 'ENGINE_ABORTED' }])
    expect(report.targets).toMatchObject([
      { outcome: 'partial', reason: 'layer 1 could not be read: the scan was ended before it was done' },
    ])
    expect(report.plugins).toMatchObject([{ outcome: 'partial' }])
    expect(report.summary.coverage).toBeLessThan(1)
    expect(await find(whole, { cache })).toEqual(await find(whole))
  })

  it('one file is enough for the target to be told as scanned in part', async () => {
    const stop = new AbortController()
    const one = buildImage(layer({ a: 'secret', b: 'secret' }, { compress: 'none' }))
    const bytes = Buffer.concat(await Array.fromAsync((await one.layers[0]?.open()) ?? []))
    async function* open() {
      // One header of a tar and the block of its content.
      yield bytes.subarray(0, 1024)
      stop.abort()
      throw new Error('the scan was ended')
    }
    const halted = withLayers(one, () => ({ open: async () => open() }))
    const report = await scan([halted], finderOptions({ signal: stop.signal, workers: 0 }))
    expect(report.targets).toMatchObject([{ outcome: 'partial' }])
    expect(findingsOf(report)).toEqual(['/a @0 unverified'])
  })
})

describe('a layer that can be read once only', () => {
  function once(image: Image, from: number): Image {
    return withLayers(image, (original, index) => {
      let opened = 0
      return index !== from ? {} : { open: (options) => (opened++ === 0 ? original.open(options) : lose()) }
    })
  }
  const linked = buildImage(
    layer({ 'data/shadow': 'root:x', a: 'secret' }),
    layer({ 'data/own': 'root:y', 'etc/shadow': { hardLink: 'data/own' }, b: 'secret' }),
    layer({ 'etc/shadow': { symlink: '/data/shadow' } }),
  )
  const problem = (path: string) => ({
    path,
    inspector: 'shadow',
    reason: 'its layer could not be read again: the connection was lost',
  })

  it.each([
    ['under a hard link', 1, ['/etc/shadow @0']],
    ['under a symbolic link from another layer', 0, ['/etc/shadow @1 hidden by 2']],
  ] as const)('a file that is wanted %s is said to be lost, the rest is kept', async (_what, from, rest) => {
    const container = containerOf(once(linked, from), buildImage(layer({ c: 'x' })).layers[0])
    for (const [entity, more] of [
      [once(linked, from), { cache }],
      [container, {}],
    ] as const) {
      const report = await scan([entity], finderOptions(more))
      expect(findingsOf(report)).toEqual(['/a @0', '/b @1', ...rest])
      expect(report.plugins).toMatchObject([
        { outcome: 'partial', reason: expect.stringContaining('1 file could not be inspected') },
      ])
      expect(report.plugins[0]?.coverage.problems).toMatchObject([problem('/etc/shadow')])
      expect(report.targets).toMatchObject([{ outcome: 'partial' }])
    }
    const { length } = await find(linked, { cache })
    expect(length).toBe(4)
  })

  it('what a second reading shows that does not end well does not count', async () => {
    let opened = 0
    const changed = buildImage(layer({ 'data/own': 'root:z', 'etc/shadow': { hardLink: 'data/own' }, b: 'secret' }))
      .layers[0] as Layer
    const image = withLayers(linked, (original, index) =>
      index === 1 ? { open: (options) => (opened++ === 0 ? original.open(options) : changed.open(options)) } : {},
    )
    const report = await scan([image], finderOptions({ cache }))
    expect(summarize(report).join()).not.toContain('root:z')
    expect(report.plugins[0]?.coverage).toMatchObject({ errored: 1 })
    expect((await find(linked, { cache })).join()).toContain('root:y')
  })

  it('a plugin that reads the file itself says it', async () => {
    const read = async (
      _entity: unknown,
      ctx: { readonly files: { readFile(path: string): Promise<Uint8Array> } },
    ): Promise<void> => void (await ctx.files.readFile('/a'))
    const reader = definePlugin({
      name: 'reader',
      title: 'Reader',
      commands: [imageCommand(read), containerCommand(read)],
    })
    for (const entity of [once(linked, 0), containerOf(once(linked, 0), undefined)]) {
      const report = await scan([entity], { plugins: [reader] })
      expect(report.plugins).toMatchObject([
        { outcome: 'failed', reason: expect.stringContaining('the connection was lost') },
      ])
      expect(report.errors).toMatchObject([{ code: 'REGISTRY_UNREACHABLE' }])
    }
  })
})
