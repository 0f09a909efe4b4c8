import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scanWith } from '@veinmind/plugin-testing'
import { planOutput, render } from '@veinmind/report'
import { buildImage, createRandom, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { detectSecrets } from '../src/detect.ts'
import sensitive from '../src/index.ts'
import { CONTENT_RULES } from '../src/rules/index.ts'
import { buildSample } from './samples.ts'

/** `VEINMIND_LONG_TESTS=1` draws the secrets of the samples anew, at every length. */
const isLong = process.env['VEINMIND_LONG_TESTS'] === '1'
const LENGTHS = isLong ? [0, 8, 12, 20, 24, 32, 64, 121, 199, 401, 1024, 4096, 8000] : [0, 410]
const random = createRandom(isLong ? Date.now() : 41)

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-sensitive-masking-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Planted {
  readonly text: string
  /** What was drawn by chance of it. */
  readonly values: readonly string[]
}

/** A sample with other values of the same alphabets, of a length of its own (0) or another. */
function plant(template: string, length: number): Planted {
  const longer =
    length === 0 ? template : template.replace(/\{(alnum|url|b64|hex|alpha|lower):\d+\}/g, `{$1:${length}}`)
  const text = buildSample(longer, `${random()}`)
  const literals = longer.split(/\{\w+:[^{}]*\}/)
  let at = literals[0]?.length ?? 0
  const values = literals.slice(1).map((literal) => {
    const end = literal === '' ? text.length : text.indexOf(literal, at)
    const value = text.slice(at, Math.max(at, end))
    at = Math.max(at, end) + literal.length
    return value
  })
  return { text, values: values.filter((value) => /^[\w+/=-]{16,}$/.test(value)) }
}

/** Everything that is shown of an image whose files these are. */
async function show(planted: readonly Planted[]): Promise<ReadonlyMap<string, string>> {
  const image = buildImage(
    layer(Object.fromEntries(planted.map(({ text }, index) => [`srv/${index}.conf`, `${text}\n`]))),
  )
  const report = await scanWith(sensitive, image, { showSecrets: false })
  const shown = new Map<string, string>()
  for (const language of ['en', 'zh'] as const) {
    const plan = await planOutput({
      formats: ['cli', 'json', 'html', 'events'],
      output: `json=${folder}/json,html=${folder}/html,events=${folder}/events`,
      cwd: folder,
    })
    let stdout = ''
    await render(report, plan, {
      language,
      verbose: true,
      color: false,
      width: 200,
      stdout: { write: (text: string) => (stdout += text) },
    })
    shown.set(`cli ${language}`, stdout)
  }
  for (const file of await readdir(folder)) shown.set(file, await readFile(join(folder, file), 'utf8'))
  return shown
}

test.each(LENGTHS)(
  'no report shows a piece of what the rules find in their samples (length %i)',
  async (length) => {
    const planted = CONTENT_RULES.flatMap(({ samples }) => samples.map((sample) => plant(sample, length)))
    const shown = await show(planted)
    // What else was drawn is told openly: the id of a hook, the public half of a key.
    const values = planted.flatMap(({ text, values: drawn }) => {
      const secrets = detectSecrets(text)
      return drawn.filter((value) => secrets.some((secret) => secret.includes(value.slice(0, 12))))
    })
    expect(values.length).toBeGreaterThan(length === 0 ? 150 : 20)
    expect(leaksOf(values, shown)).toEqual([])
  },
  300_000,
)

/** Long enough to stand nowhere by chance, in hashes neither. */
const RUN = 12

/** The first places where a run of a value stands. */
function leaksOf(values: readonly string[], shown: ReadonlyMap<string, string>): readonly string[] {
  const runs = new Map<string, string>()
  for (const value of values)
    for (let at = 0; at + RUN <= value.length; at += 1) runs.set(value.slice(at, at + RUN), value)
  const leaks: string[] = []
  for (const [where, text] of shown) {
    for (let at = 0; at + RUN <= text.length && leaks.length < 5; at += 1) {
      const value = runs.get(text.slice(at, at + RUN))
      if (value === undefined) continue
      leaks.push(
        `${where} shows ${text.slice(at, at + RUN)} of ${value.slice(0, 60)} (${value.length}): ${text.slice(Math.max(0, at - 200), at + 80)}`,
      )
      at += 200
    }
  }
  return leaks
}
