import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCache, scan } from '@veinmind/engine'
import type { LayerCache } from '@veinmind/engine'
import { findShown } from '@veinmind/plugin-testing'
import { createReportService, createSecretKeeper, planOutput, render } from '@veinmind/report'
import type { ReportLimits } from '@veinmind/report'
import type { Entity, Logger } from '@veinmind/sdk'
import { createRandom } from '@veinmind/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { loadPlugins } from '../src/load-plugins.ts'
import { containerWith, iacWith, imageWith, LINES } from './planted.ts'

/** `VEINMIND_LONG_TESTS=1` plants at more lengths, beside one another, from other seeds. */
const isLong = process.env['VEINMIND_LONG_TESTS'] === '1'
const LENGTHS = isLong
  ? [8, 9, 11, 12, 16, 20, 23, 24, 32, 36, 40, 64, 100, 119, 121, 128, 199, 201, 256, 399, 401, 512, 1024, 4096, 8000]
  : [20, 128, 410, 9, 14]
const random = createRandom(isLong ? Date.now() : 41)
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const draw = (length: number): string =>
  Array.from({ length }, () => ALPHABET.charAt(Math.floor(random() * ALPHABET.length))).join('')

let folder = ''
/** Where everything puts its temporary files. */
let temporary = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-masking-'))
  temporary = join(folder, 'tmp')
  await mkdir(temporary)
  vi.stubEnv('TMPDIR', temporary)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

/** What lies in a folder, and in those in it: a cache, temporary files, events on disk. */
async function readBelow(path: string): Promise<ReadonlyMap<string, string>> {
  const files = await readdir(path, { recursive: true, withFileTypes: true })
  const found = new Map<string, string>()
  for (const file of files.filter((one) => one.isFile())) {
    const name = join(file.parentPath, file.name)
    found.set(name, `${name} ${await readFile(name, 'latin1')}`)
  }
  return found
}

/** What lies in open files below a folder that have no name any more: events that do not fit into memory. */
async function readNameless(path: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const number of await readdir('/proc/self/fd')) {
    const name = await readlink(`/proc/self/fd/${number}`).catch(() => '')
    if (!name.startsWith(path) || !name.endsWith('(deleted)')) continue
    found.set(name, await readFile(`/proc/self/fd/${number}`, 'latin1'))
  }
  return found
}

/**
 * Everything that a run shows or leaves, by where, and the secrets that its events name. `service` says how the report is made, and `cache` where layers are
 * remembered.
 */
async function run(
  entities: readonly Entity[],
  {
    pluginOptions = {},
    cache,
    limits,
  }: {
    readonly pluginOptions?: Record<string, Record<string, unknown>>
    readonly cache?: LayerCache
    readonly limits?: Partial<ReportLimits>
  } = {},
): Promise<{ shown: Map<string, string>; named: ReadonlySet<string> }> {
  const logged: string[] = []
  const say = (message: string, fields?: object): void => void logged.push(`${message} ${JSON.stringify(fields ?? {})}`)
  const log: Logger = { error: say, warn: say, info: say, debug: say }
  const keeper = createSecretKeeper()
  const service = createReportService({ tool: { name: 'veinmind', version: '1' }, keeper, ...(limits && { limits }) })
  const report = await scan(entities, {
    plugins: await loadPlugins(),
    pluginOptions,
    log,
    report: service,
    ...(cache ? { cache } : {}),
  })
  // Before the report is written and closed: events that do not fit into memory lie on disk now.
  const shown = new Map([
    ['log', logged.join('\n')],
    ...(await readBelow(temporary)),
    ...(await readNameless(temporary)),
  ])
  for (const [verbose, width] of isLong
    ? ([
        [false, 80],
        [true, 80],
        [true, 200],
      ] as const)
    : ([[true, 200]] as const)) {
    let stdout = ''
    const output = `json=${folder}/out.json,html=${folder}/out.html,events=${folder}/out.events`
    const plan = await planOutput({ formats: ['cli', 'json', 'html', 'events'], output, cwd: folder })
    const write = (text: string) => (stdout += text)
    const { errors } = await render(report, plan, { language: 'en', verbose, color: false, width, stdout: { write } })
    expect(errors).toEqual([])
    shown.set(`cli ${verbose} ${width}`, stdout)
  }
  for (const name of ['out.json', 'out.html', 'out.events']) shown.set(name, await readFile(join(folder, name), 'utf8'))
  service.close()
  // What is left behind, whoever left it.
  for (const [name, text] of await readBelow(temporary)) shown.set(name, text)
  if (cache) for (const [name, text] of await readBelow(cache.directory)) shown.set(name, text)
  return { shown, named: keeper.known }
}

/** Whether an event has said that this is a secret, and not only that it is somewhere in one. */
function isNamed(secret: string, named: ReadonlySet<string>): boolean {
  return [...named].some((one) => {
    const flat = one.replace(/\\n|\s/g, '')
    if (flat.length > secret.length * 2) return false
    return (
      flat.includes(secret) ||
      Buffer.from(flat, 'base64').toString('latin1').replace(/\s/g, '').includes(secret) ||
      (secret.includes(flat) && flat.length > secret.length * 0.6)
    )
  })
}

/** The texts that stand in a text in base64, wherever their first byte falls. */
function decodedTokens(text: string): string {
  return [...text.matchAll(/[A-Za-z0-9+/_-]{16,}/g)]
    .flatMap(([token]) => [0, 1, 2, 3].map((shift) => Buffer.from(token.slice(shift), 'base64').toString('latin1')))
    .join('\n')
}

/** Fails where a secret that an event has named is shown; else how many were named. */
function check(secrets: readonly string[], { shown, named }: Awaited<ReturnType<typeof run>>): number {
  const claimed = secrets.filter((secret) => isNamed(secret, named))
  // The page has the same data as the JSON, and its program.
  const texts = [...shown].filter(([where]) => isLong || !/html$|^\//.test(where))
  const decoded = texts.map(([where, text]) => [`${where} in base64`, decodedTokens(text)] as const)
  expect(findShown(claimed, new Map([...shown, ...decoded]))).toEqual([])
  return claimed.length
}

describe('nothing that a run says is secret stands in what it shows or leaves', () => {
  // In the short form the lines stand together alone, as below.
  test.each(isLong ? LENGTHS.map((length) => [length]) : [])(
    'at %s characters, in every text that plugins read',
    async (length) => {
      const secrets = LINES.map(() => draw(length))
      const entities = LINES.flatMap((write, index) => {
        const lines = [write(secrets[index] ?? '')]
        return [imageWith(lines), containerWith(lines), ...iacWith(lines, secrets[index] ?? '')]
      })
      // At every length most of them are found; a test of masking that finds nothing would pass.
      expect(check(secrets, await run(entities))).toBeGreaterThan(LINES.length / 2)
    },
    120_000,
  )

  test('at 8,000 characters', async () => {
    const some = LINES.filter((_, index) => isLong || index === 2)
    const secrets = some.map(() => draw(8000))
    expect(
      check(secrets, await run(some.map((write, index) => imageWith([write(secrets[index] ?? '')])))),
    ).toBeGreaterThan(0)
  }, 120_000)

  test('several on a line, of all kinds and lengths, in events on disk, a cache, and what it gives again', async () => {
    for (let round = 0; round < (isLong ? 6 : 1); round++) {
      const secrets = LINES.map(() => draw(LENGTHS[Math.floor(random() * LENGTHS.length)] ?? 20))
      const lines = LINES.map((write, index) => write(secrets[index] ?? ''))
      const cache = await openCache({ directory: join(folder, `cache${round}`), key: randomBytes(32) })
      const entities = () => [imageWith(lines), containerWith(lines), ...iacWith(lines, secrets[0] ?? '')]
      const first = await run(entities(), { cache, limits: { inMemory: 5 } })
      const named = check(secrets, first)
      expect(named).toBeGreaterThan(LINES.length / 2)
      expect([...first.shown.keys()].some((name) => name.startsWith(temporary))).toBe(true)
      expect([...first.shown.keys()].some((name) => name.startsWith(cache.directory))).toBe(true)
      // The layers of the second run come from the cache.
      const again = await run(entities(), { cache })
      expect(check(secrets, again)).toBe(named)
    }
  }, 480_000)

  test('a password that was guessed', async () => {
    const secrets = [8, 14, 30].map(draw)
    const dictionary = join(folder, 'dictionary.txt')
    await writeFile(dictionary, secrets.join('\n'))
    const lines = secrets.map((secret) => `requirepass ${secret}`)
    const result = await run(
      [imageWith(lines), containerWith(secrets.map((secret) => `MYSQL_ROOT_PASSWORD=${secret}`))],
      { pluginOptions: { weakpass: { dictionary } } },
    )
    expect(check(secrets, result)).toBe(secrets.length)
  }, 60_000)
})
