import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCache, scan } from '@veinmind/engine'
import type { Json } from '@veinmind/sdk'
import { definePlugin, imageCommand } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openExternalPlugin } from '../src/index.ts'
import { SERVING_MANIFEST, writeServingPlugin } from './serving-plugin.ts'

// What a plugin may do that works as long as a run takes: it costs what it was to do, and nothing of another plugin.
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-hostile-serving-'))
})
afterAll(() => rm(folder, { recursive: true }))

const FILES = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`srv/${n}.txt`, `text ${n}`]))
const IMAGE = buildImage(layer(FILES))
const NEIGHBOUR = definePlugin({
  name: 'neighbour',
  title: 'Neighbour',
  version: '1.0.0',
  commands: [
    imageCommand((_image, context) =>
      context.report({ type: 'Demo', class: 'info', locations: [], detail: { of: 'neighbour' } }),
    ),
  ],
})
let plugins = 0

async function run(parts: Parameters<typeof writeServingPlugin>[1], more: object = {}) {
  const path = await writeServingPlugin(join(folder, `plugin-${(plugins += 1)}.mjs`), parts)
  const report = await scan([IMAGE], { plugins: [await openExternalPlugin(path), NEIGHBOUR], ...more })
  const details = report.assets.map(({ detail }) => detail)
  expect(details).toContainEqual({ of: 'neighbour' })
  expect(report.plugins.find(({ name }) => name === 'neighbour')?.outcome).toBe('ok')
  const end = report.plugins.find(({ name }) => name === 'serving')
  return { details: details.filter(({ of }) => of === undefined), end }
}

const ECHO = 'return { record: { text: text(file) } }'
const TELL = 'for (const { record } of await records()) await report(record)'

test('one that ends after each answer is started again, and gives up after its twentieth end', async () => {
  const started = join(folder, 'started')
  const first = `appendFileSync(${JSON.stringify(started)}, 'x')
    {
      const task = await call(WORK, 'next', null)
      if (task === null || task.do === 'inspect') process.exit(0)
      await call(WORK, 'next', (await scan(task)) ?? {})
      process.exit(0)
    }`
  const { end } = await run({ scan: TELL, first })
  expect(end).toMatchObject({ outcome: 'partial', coverage: { errored: 40 } })
  expect(JSON.stringify(end)).toContain('the plugin ended 20 times')
  // Twenty for files, and what the scan takes.
  expect((await readFile(started, 'utf8')).length).toBeLessThanOrEqual(23)
}, 120_000)

test('one that dies between two batches costs no file', async () => {
  const { details, end } = await run({
    first: `{ let answer = null
        const task = await call(WORK, 'next', answer)
        if (task === null) process.exit(0)
        if (task.do === 'inspect') {
          answer = { results: [] }
          for (const file of task.files) answer.results.push({ record: { text: text(file) } })
          // The answer arrives, and nobody asks for more.
          channel.write(JSON.stringify({ sequence: ++sequence, type: 'call', namespace: WORK, name: 'next', args: [answer] }) + '\\n', () => process.exit(0))
          await new Promise(() => {})
        }
        answer = (await scan(task)) ?? {}
        await call(WORK, 'next', answer)
        process.exit(0)
      }`,
    scan: TELL,
  })
  expect(end?.coverage).toMatchObject({ scanned: 40, errored: 0 })
  expect(details).toHaveLength(40)
})

test.each([
  ['garbage on the channel before an answer', `channel.write('\\0\\xff garbage ]]}} '.repeat(1000))`],
  ['half a message before an answer', `channel.write('{"sequence":1,"type":"call","na\\n')`],
  [
    'calls of services that there are not',
    `channel.write('{"sequence":0,"type":"call","namespace":"no/such","name":"x"}\\n'); await lines.next()`,
  ],
])('%s: the rest is heard', async (_what, noise) => {
  const { details, end } = await run({
    inspect: `if (text(file) === 'text 7') { ${noise} } ${ECHO}`,
    scan: `await new Promise((done) => setImmediate(done)); ${TELL}`,
  })
  expect(end?.coverage.scanned).toBe(40)
  expect(details.length).toBeGreaterThanOrEqual(39)
})

test('a flood of output while it inspects neither fills the log nor holds up', async () => {
  const lines: string[] = []
  const log = {
    error: (message: string) => void lines.push(message),
    warn: (message: string) => void lines.push(message),
    info: (message: string) => void lines.push(message),
    debug: () => {},
  }
  const { details, end } = await run(
    { inspect: `process.stdout.write('flood '.repeat(20_000) + '\\n'); ${ECHO}`, scan: TELL },
    { log },
  )
  expect(end?.outcome).toBe('ok')
  expect(details).toHaveLength(40)
  expect(lines.length).toBeLessThan(2000)
})

test.each<[string, string, string]>([
  ['more results than files', '{ results: [...task.files, 1].map(() => ({ record: 1 })) }', 'has not answered'],
  ['results that are no objects', '{ results: task.files.map(() => "x") }', 'has not answered'],
  ['an answer of 80 MB', '{ results: task.files.map(() => ({ record: "x".repeat(2_000_000) })) }', ''],
])(
  '%s: no record, and it is said',
  async (_what, answer, reason) => {
    const { details, end } = await run({
      scan: TELL,
      first: `for (let answer = null; ; ) { const task = await call(WORK, 'next', answer); if (task === null) process.exit(0); answer = task.do === 'inspect' ? ${answer} : (await scan(task)) ?? {} }`,
    })
    expect(end).toMatchObject({ outcome: 'partial', coverage: { errored: 40 } })
    expect(end?.coverage.problems.length).toBeGreaterThan(0)
    expect(JSON.stringify(end)).toContain(reason)
    expect(details).toEqual([])
  },
  120_000,
)

test('records of another version of an inspector are not taken from the cache', async () => {
  const cache = await openCache({ directory: join(folder, 'cache'), key: Buffer.alloc(32) })
  const inspectors = (version: number): Json => [
    { id: 'texts', version, wants: [{ names: ['*.txt'], give: 'content', max: 1000 }] },
  ]
  const texts = async (version: number, word: string) => {
    const { details } = await run(
      {
        manifest: { ...SERVING_MANIFEST, inspectors: inspectors(version) },
        inspect: `return { record: { text: ${JSON.stringify(word)} } }`,
        scan: TELL,
      },
      { cache },
    )
    return new Set(details.map(({ text }) => text))
  }
  expect(await texts(1, 'old')).toEqual(new Set(['old']))
  expect(await texts(2, 'new')).toEqual(new Set(['new']))
})

test('a version of the protocol that this host does not have is refused by name', async () => {
  const path = await writeServingPlugin(join(folder, 'newer.mjs'), { manifest: { protocol: 'veinmind/9' } })
  await expect(openExternalPlugin(path)).rejects.toThrow('veinmind/9')
})
