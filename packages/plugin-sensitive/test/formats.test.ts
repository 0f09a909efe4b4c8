import { describe, expect, test } from 'vitest'
import { measure } from '../scripts/curves.ts'
import { textKindOf } from '../src/allow/text-kind.ts'
import { findInText } from '../src/find-in-text.ts'
import { readText } from '../src/match/text.ts'
import { settingsOf } from '../src/options/options.ts'
import { CONTENT_RULES } from '../src/rules/index.ts'
import { WRITERS } from './formats.ts'
import { buildSample } from './samples.ts'

const settings = settingsOf({ 'rules-file': undefined, 'allow-file': undefined, 'max-size': 5 })

/**
 * The name that a sample gives its value, and the value; a token alone is given a name that says nothing. Undefined for a sample in a grammar of its own: a
 * command, a statement, a file of several lines, an element.
 */
function partsOf(sample: string): readonly [name: string, value: string] | undefined {
  const [, name, value] =
    /^["']?([\w.-]{2,60})["']?\s?(?:=|:(?=[\s"']))\s?(?:"([^"\n]+)"|'([^'\n]+)'|([^\s"'{;&<]+))$/
      .exec(sample)
      ?.filter((part) => part !== undefined) ?? []
  if (name !== undefined && value !== undefined) return [name, value]
  return /^[^\s"'{}<>;]+$/.test(sample) && !/^[\w.-]{2,60}=/.test(sample) ? ['value', sample] : undefined
}

/** A line of this file has its own grammar, though it looks like a token. */
const LINE_OF_PGPASS = 'SENS-453'

const SAMPLES = CONTENT_RULES.filter(({ id }) => id !== LINE_OF_PGPASS).flatMap(({ id, samples }) =>
  samples.flatMap((sample) => {
    const parts = partsOf(buildSample(sample, id))
    return parts ? [[id, sample, ...parts] as const] : []
  }),
)

test('most samples are a name with a value, or a token', () => {
  expect(SAMPLES.length).toBeGreaterThan(280)
})

describe.each(Object.entries(WRITERS))('in %s', (_, { path, write }) => {
  test.each(SAMPLES)('%s finds %s', (id, _sample, name, value) => {
    const text = write(name, value)
    const { hits } = findInText(readText(Buffer.from(text)), {
      rules: settings.content,
      kind: textKindOf(path, text.slice(0, 128)),
      path,
    })
    expect(hits.map((hit) => hit.rule)).toContain(id)
  })
})

describe('random values are found in every format', () => {
  test.each(['hex', 'base32', 'base64', 'base64url', 'alphanumeric', 'printable'])(
    '%s, from 20 characters on',
    (charset) => {
      for (const length of [20, 40, 128, 256]) {
        for (const [format, share] of measure(charset, length, 40))
          expect([format, length, share >= 0.95]).toEqual([format, length, true])
      }
    },
  )
})
