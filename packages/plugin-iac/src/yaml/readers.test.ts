import { readdirSync, readFileSync } from 'node:fs'
import type { YamlReader } from '@veinmind/internal/text'
import { createRandom } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { createLines } from './nodes.ts'
import type { YamlRead } from './nodes.ts'
import { createPlaces } from './places.ts'
import type { Path } from './places.ts'
import { readLenient } from './read-lenient.ts'
import { readStrict } from './read-strict.ts'
import { toValue } from './to-value.ts'

const CASES = new URL('../../cases/', import.meta.url)
const EVERYTHING = `a: &x 1 # c
b:
  - name: "q"
    text: |
      line
      two
  - *x
c: {d: e, f: , "g": [h: i, 'j', ]}
k:
- - 1
  - 0x1F
- |- # d
  literal
- >
  folded
  text
-
- two
  lines
'quoted key': &empty
<<: {merged: true}
l: [~, .5, -.inf, 0o17, 017, 1_000, 12345678901234567890, yes, True]
`
const SEEDS = [
  EVERYTHING,
  ...readdirSync(CASES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readFileSync(new URL(name, CASES), 'utf8')),
]
const READERS = [undefined, 'kubernetes', 'compose'] as const
const lenient = (text: string, reader?: YamlReader): YamlRead =>
  readLenient(text, { lexemes: 300_000, depth: 100, errors: 20 }, reader)
const NOTHING: YamlRead = { contents: [], faults: [], lexemes: 0 }
const valuesOf = ({ contents }: YamlRead): unknown =>
  contents.map(toValue).map(({ value, faults }) => ({ value, faults }))

/** Where every value of a text begins, and how it reads. */
function placesOf({ contents: [content] }: YamlRead, source: string): unknown[] {
  const { value, anchors } = toValue(content)
  const places = createPlaces({ content, anchors, source, lines: createLines(source, 1) })
  const shown: unknown[] = []
  const walk = (at: unknown, path: Path): void => {
    shown.push([path, { ...places.place(path), endLine: 0, endColumn: 0 }, places.text(path), places.blockStart(path)])
    if (typeof at === 'object' && at !== null)
      for (const [step, inner] of Object.entries(at)) walk(inner, [...path, step])
  }
  walk(value, [])
  return shown
}

test('what both readers can read, both read alike', () => {
  for (const [text, reader] of SEEDS.flatMap((seed) => READERS.map((each) => [seed, each] as const))) {
    const other = lenient(text, reader)
    // Tags and faults are left to the other.
    const read = readStrict(text, 100, reader) ?? (other.faults.length > 0 || /![a-z]/.test(text) ? other : NOTHING)
    expect([text, valuesOf(read), placesOf(read, text)]).toEqual([text, valuesOf(other), placesOf(other, text)])
  }
})

const PIECES = [
  '\t',
  '\n',
  '&a ',
  '*a',
  '<<: ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '|\n',
  '>-\n',
  '- ',
  ': ',
  '? ',
  ', ',
  ' # c',
  '!!str ',
  '__proto__: ',
  '\r\n',
  '🐍',
  '~',
  '@',
  '%',
]

test('so they do with 3,000 texts that something was put into', () => {
  const random = createRandom(20_261_125)
  const pick = (items: readonly string[]): string => items[Math.floor(random() * items.length)] ?? ''
  let both = 0
  for (let round = 0; round < 3_000; round++) {
    const seed = pick(SEEDS)
    const at = Math.floor(random() * seed.length)
    const text = seed.slice(0, at) + pick(PIECES) + seed.slice(at + Math.floor(random() * 4))
    const reader = READERS[round % READERS.length]
    const [strict, other] = [readStrict(text, 100, reader), lenient(text, reader)]
    if (!strict || other.faults.length > 0) continue
    both++
    expect([text, valuesOf(strict)]).toEqual([text, valuesOf(other)])
  }
  expect(both).toBeGreaterThan(1_000)
})
