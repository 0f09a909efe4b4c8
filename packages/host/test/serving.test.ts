import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCache, scan } from '@veinmind/engine'
import type { Fact } from '@veinmind/sdk'
import { defineFact } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openExternalPlugin } from '../src/index.ts'
import type { ExternalOptions } from '../src/index.ts'
import { writeServingPlugin } from './serving-plugin.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-serving-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

const IMAGE = buildImage(
  layer({ 'a.txt': 'one', 'b.txt': 'two', 'bin/c': 'no', 'big.txt': 'x'.repeat(2000) }),
  layer({ 'b.txt': 'three', 'e.txt': { symlink: '/bin/c' }, 'd.txt': { hardLink: 'b.txt' } }),
)
let plugins = 0

async function open(parts: Parameters<typeof writeServingPlugin>[1], options: ExternalOptions = {}) {
  return openExternalPlugin(await writeServingPlugin(join(folder, `plugin-${(plugins += 1)}.mjs`), parts), options)
}

/** What a plugin reports of the image, and how it ends. */
async function run(parts: Parameters<typeof writeServingPlugin>[1], more = {}, options: ExternalOptions = {}) {
  const { assets, errors, plugins: ended } = await scan([IMAGE], { plugins: [await open(parts, options)], ...more })
  return { details: assets.map(({ detail }) => detail), errors, end: ended[0] }
}

const ECHO = { inspect: 'return { record: { text: text(file) } }' }
const TELL = `for (const { record, location, visible, entry } of await records())
  await report({ ...record, path: entry.path, visible, layer: location.layer.index })`

test('it gets the files that its manifest asks for, in one process, and its records when it scans', async () => {
  const { details, errors, end } = await run({ ...ECHO, scan: TELL })
  expect(errors).toEqual([])
  expect(details.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))).toMatchObject([
    { text: 'no', path: '/e.txt', visible: true, layer: 0 },
    { text: 'one', path: '/a.txt', visible: true, layer: 0 },
    { text: 'three', path: '/b.txt', visible: true, layer: 1 },
    { text: 'two', path: '/b.txt', visible: false, layer: 0 },
  ])
  expect(end).toMatchObject({ outcome: 'ok', coverage: { scanned: 4, skipped: { 'too-large': 1 } } })
})

test('types, names, sizes, modes, first bytes and keywords are told apart by the host', async () => {
  const image = buildImage(
    layer({
      'opt/elf': '\x7fELF and more',
      'opt/not-elf': 'ELF',
      'srv/a.conf': 'password=1',
      'srv/b.conf': 'nothing',
      'srv/run': { content: '#!/bin/sh', mode: 0o4755 },
      'srv/large.conf': 'password=1'.repeat(100),
    }),
  )
  const wants = [
    { names: ['/opt/**'], magic: ['7f454c46'], give: 'head', max: 4 },
    { names: ['*.conf'], maxSize: 500, give: 'content', max: 1000, keywords: true, digests: ['sha256'] },
    { anyMode: 0o4000, give: 'metadata' },
  ]
  const plugin = await open({
    manifest: { inspectors: [{ id: 'all', version: 1, keywords: ['password'], wants }] },
    inspect:
      'const { digests, keywords, entry } = file; return { record: { path: entry.path, type: entry.type, text: text(file), keywords, digests } }',
    scan: 'for (const { record } of await records()) await report(record)',
  })
  const { assets, errors } = await scan([image], { plugins: [plugin] })
  expect(errors).toEqual([])
  const details = assets.map(({ detail }) => detail)
  expect(details.map(({ path }) => path as string).toSorted()).toEqual(['/opt/elf', '/srv/a.conf', '/srv/run'])
  expect(details.find(({ path }) => path === '/opt/elf')).toMatchObject({ text: '\x7fELF' })
  expect(details.find(({ path }) => path === '/srv/a.conf')).toMatchObject({
    keywords: ['password'],
    digests: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
  })
})

test('one that is asked says of each entry what it wants; what is on disk comes as a file', async () => {
  const { details, errors } = await run({
    manifest: { inspectors: [{ id: 'own', version: 1, wants: 'ask' }] },
    wants: `return [entry.path === '/a.txt' ? { give: 'content', max: 10 } : entry.path === '/big.txt' ? { give: 'spool', max: 1e6 } : null]`,
    inspect: `return { record: { path: file.entry.path, size: file.path ? (await import('node:fs')).readFileSync(file.path).length : text(file).length } }`,
    scan: 'for (const { record } of await records()) await report(record)',
  })
  expect(errors).toEqual([])
  expect(details).toEqual(
    expect.arrayContaining([
      { path: '/a.txt', size: 3 },
      { path: '/big.txt', size: 2000 },
    ]),
  )
})

test('records are kept, and not for a plugin that was changed', async () => {
  const cache = await openCache({ directory: join(folder, 'cache'), key: Buffer.alloc(32) })
  const log = join(folder, 'inspected')
  const parts = (word: string) => ({
    inspect: `appendFileSync(${JSON.stringify(log)}, file.entry.path + '\\n'); return { record: { text: text(file) + ${JSON.stringify(word)} } }`,
    scan: TELL,
  })
  const path = join(folder, 'changing.mjs')
  const scanWith = async (word: string) => {
    await writeServingPlugin(path, parts(word))
    await rm(log, { force: true })
    const { assets } = await scan([IMAGE], { plugins: [await openExternalPlugin(path)], cache })
    const inspected = await readFile(log, 'utf8').catch(() => '')
    return {
      texts: assets.map(({ detail }) => detail['text'] as string).toSorted(),
      inspected: inspected.split('\n').length - 1,
    }
  }
  const cold = await scanWith('!')
  expect(cold).toEqual({ texts: ['no!', 'one!', 'three!', 'two!'], inspected: 4 })
  expect(await scanWith('!')).toEqual({ ...cold, inspected: 0 })
  expect(await scanWith('?')).toEqual({ texts: ['no?', 'one?', 'three?', 'two?'], inspected: 4 })
})

test('flags of the user are part of what records depend on, files that they name by their content', async () => {
  const cache = await openCache({ directory: join(folder, 'cache-flags'), key: Buffer.alloc(32) })
  const words = join(folder, 'words')
  const { writeFile } = await import('node:fs/promises')
  const parts = {
    inspect: `return { record: { text: (await import('node:fs')).readFileSync(process.argv[process.argv.indexOf('--words') + 1], 'utf8') } }`,
    scan: TELL,
  }
  for (const word of ['first', 'second']) {
    await writeFile(words, word)
    const plugin = await open(parts, { flags: () => ['--words', words] })
    const { assets } = await scan([IMAGE], { plugins: [plugin], cache })
    expect(new Set(assets.map(({ detail }) => detail['text']))).toEqual(new Set([word]))
  }
})

test.each([
  ['a crash', 'if (text(file) === "two") process.exit(7)', 'ended with code 7'],
  ['a hang', 'if (text(file) === "two") await new Promise(() => setInterval(() => {}, 1e6))', 'longer than 1 s'],
  ['an error', 'if (text(file) === "two") return { error: "no luck" }', 'no luck'],
  ['too much', 'if (text(file) === "two") return { record: "x".repeat(2e6) }', 'larger than'],
])(
  '%s costs the one file that it happens with',
  async (_what, bad, reason) => {
    const { details, end } = await run({ inspect: `${bad}; ${ECHO.inspect}`, scan: TELL }, { inspectTimeout: 1000 })
    expect(details.map(({ text }) => text as string).toSorted()).toEqual(['no', 'one', 'three'])
    expect(end).toMatchObject({ outcome: 'partial', coverage: { errored: 1 } })
    expect(end?.coverage.problems.filter(({ path }) => path !== '/big.txt')).toMatchObject([
      { path: '/b.txt', reason: expect.stringContaining(reason) as string },
    ])
  },
  60_000,
)

test.each([
  ['answers of another number', '', 'answer = { results: [] }', 'has not answered'],
  ['no answers', '', 'answer = "what"', 'has not answered'],
])('%s are errors', async (_what, _none, lie, reason) => {
  const { end } = await run({
    scan: TELL,
    first: `for (let answer = null; ; ) { const task = await call(WORK, 'next', answer); if (task === null) process.exit(0); ${lie} }`,
  })
  expect(end).toMatchObject({ outcome: 'partial', coverage: { errored: 4 } })
  expect(JSON.stringify(end)).toContain(reason)
})

test.each([
  ['a scan that crashes', 'await report({ n: 1 }); process.exit(7)', 'ended with code 7', 1],
  ['a scan that fails', 'return { error: "cannot go on" }', 'cannot go on', 0],
  ['a scan that hangs', 'await new Promise(() => setInterval(() => {}, 1e6))', 'took longer than', 0],
])(
  '%s',
  async (_what, body, reason, reported) => {
    const { details, end } = await run({ ...ECHO, scan: body }, { pluginTimeout: 2000 })
    expect(details).toHaveLength(reported)
    expect(end?.outcome).toBe(reported > 0 ? 'partial' : 'failed')
    expect(end?.reason).toContain(reason)
  },
  60_000,
)

const names: Fact = defineFact({ id: '@test/names', make: ({ name }) => ({ name }) })

test('facts that its manifest asks for', async () => {
  const parts = {
    manifest: { facts: ['names', 'unknown'] },
    scan: `await report({ list: await call(FACTS, 'list'), names: await call(FACTS, 'get', 'names') })
      return { error: await call(FACTS, 'get', 'others').catch(({ message }) => message) }`,
  }
  const { details, end } = await run(parts, {}, { loadFacts: () => Promise.resolve({ names, others: names }) })
  expect(details).toEqual([{ list: ['names'], names: { name: IMAGE.name } }])
  expect(end?.reason).toContain('there is no fact "others" here')
})

test.each([
  ['wants', [{ id: 'x', version: 1, wants: [{ give: 'all' }] }]],
  ['content without a limit', [{ id: 'x', version: 1, wants: [{ give: 'content' }] }]],
  ['a keyword', [{ id: 'x', version: 1, keywords: ['a'], wants: 'ask' }]],
  ['a version', [{ id: 'x', wants: 'ask' }]],
  ['two of one id', [1, 2].map((version) => ({ id: 'x', version, wants: 'ask' }))],
  ['no list', 'x'],
])('a manifest with inspectors that are none is refused: %s', async (_what, inspectors) => {
  await expect(open({ manifest: { inspectors } })).rejects.toMatchObject({ code: 'HOST_MANIFEST_INVALID' })
})

test('it is asked once about entries that are the same, of several images and in a second layer', async () => {
  const asked = join(folder, 'asked')
  const plugin = await open({
    manifest: { inspectors: [{ id: 'texts', version: 1, wants: 'ask' }] },
    wants: `appendFileSync(${JSON.stringify(asked)}, entry.path + ' ' + entry.size + '\\n')
      return [entry.path.endsWith('.txt') ? { give: 'content', max: 100 } : null]`,
    ...ECHO,
    scan: TELL,
  })
  const files = { 'a.txt': 'one', 'bin/c': 'no' }
  const images = [
    buildImage(layer(files), layer({ 'b.txt': 'first' })),
    buildImage(layer({ ...files, 'b.txt': 'longer' }), layer({ 'a.txt': 'one' })),
  ]
  const { assets, errors } = await scan(images, { plugins: [plugin] })
  expect(errors).toEqual([])
  const texts = assets.map(({ detail }) => detail['text'] as string)
  expect(texts.toSorted()).toEqual(['first', 'longer', 'one', 'one', 'one'])
  const lines = (await readFile(asked, 'utf8')).trim().split('\n')
  expect(lines.filter((line) => !line.startsWith('/bin ')).toSorted()).toEqual([
    '/a.txt 3',
    '/b.txt 5',
    '/b.txt 6',
    '/bin/c 2',
  ])
})
