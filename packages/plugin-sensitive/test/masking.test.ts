import { findShown, scanWith, showReport, textsOfFindings } from '@veinmind/plugin-testing'
import { buildImage, createRandom, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { detectSecrets } from '../src/detect.ts'
import sensitive from '../src/index.ts'
import { CONTENT_RULES } from '../src/rules/index.ts'
import { buildSample } from './samples.ts'

/** `VEINMIND_LONG_TESTS=1` draws the secrets of the samples anew, at every length. */
const isLong = process.env['VEINMIND_LONG_TESTS'] === '1'
const LENGTHS: readonly (readonly number[])[] = isLong
  ? [0, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 24, 32, 64, 121, 199, 401, 1024, 4096, 8000].map((length) => [
      length,
    ])
  : [[0, 8, 410, 0, 12, 0, 9, 15]]
const random = createRandom(isLong ? Date.now() : 41)

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
  return { text, values: values.filter((value) => /^[\w+/=-]{5,}$/.test(value)) }
}

/** In files of their own, and the files' findings by their numbers. */
async function scanPlanted(planted: readonly Planted[]) {
  const files = planted.map(({ text }, index) => [`srv/${index}.conf`, `${text}\n`] as const)
  return scanWith(sensitive, buildImage(layer(Object.fromEntries(files))), { showSecrets: false })
}

test.each(LENGTHS)(
  'no report shows a piece of what the rules find in their samples (length %i)',
  async (...lengths) => {
    const isOwn = lengths.length === 1 && lengths[0] === 0
    // In the short form each length has a part of the samples.
    const planted = CONTENT_RULES.flatMap(({ samples }) => samples)
      .map((sample, index) => plant(sample, lengths[index % lengths.length] ?? 0))
      // A format may allow no such length: then there is nothing to find, and to mask.
      .filter(({ text }) => isOwn || detectSecrets(text).length > 0)
    const report = await scanPlanted(planted)
    const texts = textsOfFindings(report)
    // What else was drawn is told openly: the id of a hook, the public half of a key.
    const secretsOf = ({ text, values }: Planted): readonly string[] => {
      const secrets = detectSecrets(text)
      return values.filter((value) => secrets.some((secret) => secret.includes(value.slice(0, 12))))
    }
    const leaks: string[] = []
    let count = 0
    for (const [index, one] of planted.entries()) {
      const secrets = secretsOf(one)
      count += secrets.length
      // Of digits and hexadecimal letters, five stand in what is beside a secret by chance.
      const least = secrets.some((secret) => /^[0-9a-f]+$/i.test(secret)) ? 7 : 4
      const own = new Map([...texts].filter(([where]) => where.endsWith(`/srv/${index}.conf`)))
      leaks.push(...findShown(secrets, own, { least }))
    }
    expect(count).toBeGreaterThan(lengths.length > 1 ? 150 : isOwn ? 200 : Math.min(...lengths) < 8 ? 5 : 20)
    expect(leaks).toEqual([])
    const long = planted.flatMap(secretsOf).filter((secret) => secret.length >= 12)
    const shown = await showReport(report, { languages: isLong ? ['en', 'zh'] : ['en'] })
    expect(findShown(long, shown, { least: 12 })).toEqual([])
  },
  300_000,
)
