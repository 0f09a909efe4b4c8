import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scan } from '@veinmind/engine'
import { createReportService, createSecretKeeper, planOutput, render } from '@veinmind/report'
import type { Entity, Logger } from '@veinmind/sdk'
import { createRandom } from '@veinmind/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadPlugins } from '../src/load-plugins.ts'
import { containerWith, iacWith, imageWith, LINES } from './planted.ts'

/** `VEINMIND_LONG_TESTS=1` plants at more lengths, beside one another, from other seeds. */
const isLong = process.env['VEINMIND_LONG_TESTS'] === '1'
const LENGTHS = isLong
  ? [8, 9, 11, 12, 16, 20, 23, 24, 32, 36, 40, 64, 100, 119, 121, 128, 199, 201, 256, 399, 401, 512, 1024, 4096, 8000]
  : [20, 128, 410]
const random = createRandom(isLong ? Date.now() : 41)
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const draw = (length: number): string =>
  Array.from({ length }, () => ALPHABET.charAt(Math.floor(random() * ALPHABET.length))).join('')

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-masking-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Everything that a run shows, by where; and the secrets that its events name. */
async function run(
  entities: readonly Entity[],
  pluginOptions: Record<string, Record<string, unknown>> = {},
): Promise<{ shown: Map<string, string>; named: ReadonlySet<string> }> {
  const logged: string[] = []
  const say = (message: string, fields?: object): void => void logged.push(`${message} ${JSON.stringify(fields ?? {})}`)
  const log: Logger = { error: say, warn: say, info: say, debug: say }
  const keeper = createSecretKeeper()
  const service = createReportService({ tool: { name: 'veinmind', version: '1' }, keeper })
  const report = await scan(entities, { plugins: await loadPlugins(), pluginOptions, log, report: service })
  const shown = new Map([['log', logged.join('\n')]])
  for (const [verbose, width] of [
    [false, 80],
    [true, 80],
    [true, 200],
  ] as const) {
    let stdout = ''
    const output = `json=${folder}/out.json,html=${folder}/out.html,events=${folder}/out.events`
    const plan = await planOutput({ formats: ['cli', 'json', 'html', 'events'], output, cwd: folder })
    const { errors } = await render(report, plan, {
      language: 'en',
      verbose,
      color: false,
      width,
      stdout: { write: (text: string) => (stdout += text) },
    })
    expect(errors).toEqual([])
    shown.set(`cli ${verbose} ${width}`, stdout)
  }
  for (const file of await readdir(folder)) shown.set(file, await readFile(join(folder, file), 'utf8'))
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

/** The runs of secrets that are longer than may be shown, and what they are of. */
function runsOf(secrets: readonly string[]): ReadonlyMap<number, ReadonlyMap<string, string>> {
  const byLength = new Map<number, Map<string, string>>()
  for (const secret of secrets) {
    // Fewer than eight characters stand in hashes and in the page's own program by chance.
    const length = Math.min(12, Math.max(8, Math.floor(secret.length / 3)))
    const runs = byLength.get(length) ?? new Map<string, string>()
    byLength.set(length, runs)
    for (let at = 0; at + length <= secret.length; at++) runs.set(secret.slice(at, at + length), secret)
  }
  return byLength
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
  const leaks: string[] = []
  for (const [length, runs] of runsOf(claimed)) {
    for (const [where, text] of [...shown].flatMap(
      ([name, whole]) =>
        [
          [name, whole],
          [`${name} in base64`, decodedTokens(whole)],
        ] as const,
    )) {
      for (let at = 0; at + length <= text.length; at++) {
        const secret = runs.get(text.slice(at, at + length))
        if (secret !== undefined && leaks.length < 5)
          leaks.push(
            `${where} shows ${text.slice(at, at + length)} of ${secret.slice(0, 60)} (${secret.length} characters): ${text.slice(Math.max(0, at - 300), at + 100)}`,
          )
      }
    }
  }
  expect(leaks).toEqual([])
  return claimed.length
}

describe('nothing that a run says is secret stands in what it shows', () => {
  // In the short form each length has a part of the lines, and a scan takes them all.
  test.each(isLong ? LENGTHS.map((length) => [length]) : [LENGTHS])(
    'at %s characters, in every text that plugins read',
    async (...lengths) => {
      const secrets = LINES.map((_, index) => draw(lengths[index % lengths.length] ?? 20))
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
    const some = LINES.filter((_, index) => isLong || index % 12 === 0)
    const secrets = some.map(() => draw(8000))
    expect(
      check(secrets, await run(some.map((write, index) => imageWith([write(secrets[index] ?? '')])))),
    ).toBeGreaterThan(0)
  }, 120_000)

  test('several on a line, of all kinds and lengths', async () => {
    for (let round = 0; round < (isLong ? 20 : 1); round++) {
      const secrets = LINES.map(() => draw(LENGTHS[Math.floor(random() * (LENGTHS.length - 1))] ?? 20))
      const lines = LINES.map((write, index) => write(secrets[index] ?? ''))
      expect(
        check(secrets, await run([imageWith(lines), containerWith(lines), ...iacWith(lines, secrets[0] ?? '')])),
      ).toBeGreaterThan(LINES.length / 2)
    }
  }, 120_000)

  test('a password that was guessed', async () => {
    const secrets = [8, 14, 30].map(draw)
    const dictionary = join(folder, 'dictionary.txt')
    await writeFile(dictionary, secrets.join('\n'))
    const lines = secrets.map((secret) => `requirepass ${secret}`)
    const result = await run(
      [imageWith(lines), containerWith(secrets.map((secret) => `MYSQL_ROOT_PASSWORD=${secret}`))],
      { weakpass: { dictionary } },
    )
    result.shown.delete('dictionary.txt')
    expect(check(secrets, result)).toBe(secrets.length)
    await rm(dictionary)
  }, 60_000)
})
