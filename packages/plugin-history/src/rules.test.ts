import { expect, test } from 'vitest'
import { collectFromLine } from './collect.ts'
import { findBroken } from './find.ts'
import { parseRules } from './read-rules.ts'
import { RULES } from './rules/index.ts'

const broken = (line: string): string[] =>
  collectFromLine(line).flatMap((instruction) => findBroken(instruction, RULES).map(({ rule }) => rule.rule.id))

test('every rule is whole: ids in order and unique, two languages, technique, reference, samples of both kinds', () => {
  const ids = RULES.map(({ rule }) => rule.id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.length).toBeGreaterThanOrEqual(80)
  for (const { rule, samples, on } of RULES) {
    expect(rule.id).toMatch(/^HIST-\d{3}$/)
    for (const text of [rule.title, rule.remediation]) {
      expect(text).toEqual({
        en: expect.stringMatching(/^\P{Script=Han}+$/u),
        zh: expect.stringMatching(/\p{Script=Han}/u),
      })
    }
    expect(rule.attack?.every((id) => /^T\d{4}(?:\.\d{3})?$/.test(id))).toBe(true)
    expect(rule.references?.every((url) => url.startsWith('https://'))).toBe(true)
    expect([
      rule.attack?.length,
      rule.references?.length,
      samples.match.length,
      samples.clean.length,
      on.size,
    ]).not.toContain(0)
  }
})

test.each(RULES.flatMap(({ rule, samples }) => samples.match.map((line) => [rule.id, line] as const)))(
  '%s is broken by %s',
  (id, line) => {
    expect(broken(line)).toContain(id)
  },
)

test.each(RULES.flatMap(({ rule, samples }) => samples.clean.map((line) => [rule.id, line] as const)))(
  '%s is kept by %s',
  (id, line) => {
    expect(broken(line)).not.toContain(id)
  },
)

test('every expression of every rule is shown by a sample', () => {
  const unused = RULES.flatMap(({ rule, match, samples }) =>
    match
      .filter((expression) => {
        const texts = samples.match.flatMap((line) => collectFromLine(line).map(({ text }) => text))
        return !texts.some((text) => expression.test(text))
      })
      .map((expression) => `${rule.id} ${expression.source.slice(0, 80)}`),
  )
  expect(unused).toEqual([])
})

test('no expression takes long on a hostile step of 16 KiB', () => {
  const words = [
    'curl ',
    'wget http://a ',
    'base64 -d ',
    '| ',
    'chmod -R ',
    'sh -c ',
    'apt-get install ',
    'a',
    ' ',
    '\t',
    '"',
    ':',
    '/',
    'AAAA',
    '\\x41',
    'echo a:',
    'socket ',
    'setcap ',
    'sed -i ',
    'useradd -',
    '-o ',
    'http://',
    '=',
    '(',
    '.',
  ]
  const pairs = words.flatMap((word) => [word, ...['x', ' ', '$(', '/tmp/'].map((other) => word + other)])
  const slow: string[] = []
  for (const word of pairs) {
    const text = word.repeat(Math.ceil(16_384 / word.length)).slice(0, 16_384)
    for (const { rule, match, unless } of RULES) {
      for (const expression of [...match, ...unless]) {
        const start = performance.now()
        expression.test(text)
        const took = performance.now() - start
        if (took > 3_000)
          slow.push(`${rule.id} ${JSON.stringify(word)} ${Math.round(took)} ms ${expression.source.slice(0, 60)}`)
      }
    }
  }
  expect(slow).toEqual([])
}, 120_000)

test.each([
  ['no JSON', 'x', 'not JSON'],
  ['no list', '{}', 'not a list'],
  ['an unknown member', '[{"id":"A","colour":1}]', 'unknown member "colour"'],
  ['an unknown instruction', '[{"id":"A","title":"a","severity":"low","on":["GO"],"match":["a"]}]', '"GO" is none of'],
  ['a wrong severity', '[{"id":"A","title":"a","severity":"bad","on":["RUN"],"match":["a"]}]', '"bad" is none of low'],
  [
    'a wrong expression',
    '[{"id":"A","title":"a","severity":"low","on":["RUN"],"match":["("]}]',
    'Invalid regular expression',
  ],
  [
    'nothing to match',
    '[{"id":"A","title":"a","severity":"low","on":["RUN"]}]',
    'neither match nor commands nor check',
  ],
])('rules of a user with %s are refused', (_what, text, message) => {
  expect(() => parseRules(text, 'my.json')).toThrow(
    expect.objectContaining({ code: 'HISTORY_RULES_INVALID', message: expect.stringContaining(message) }),
  )
})
