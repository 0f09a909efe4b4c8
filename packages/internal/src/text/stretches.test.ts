import { describe, expect, test } from 'vitest'
import { excerptOf, stretchesOf, tokenAround } from './stretches.ts'

test.each([
  ['a token that goes on', 'token=[abcdef]ghijk/lmn= x', 'abcdefghijk/lmn='],
  ['a value in quotes', 'p = "[abc], d;e" y', 'abc, d;e'],
  ['a value in quotes in quotes', '{"a":"{\\"p\\":\\"[abc] d\\"}"}', 'abc d'],
  ['a value that ends', 'p = "[abc]" "z"', 'abc'],
  ['a password in an address', 'a://u:[abc]@host/path', 'abc'],
  ['a piece of a word without context', 'x xyz[abc]', 'xyzabc'],
  ['a token up to the end of the text', 'token=[abcdef]ghi', 'abcdefghi'],
  ['letters beyond ASCII', 'p=[ab]c\u00a0\u00e9d x', 'abc\u00a0\u00e9d'],
])('a found piece hides %s', (_, marked, hidden) => {
  const [start, end] = [marked.indexOf('['), marked.indexOf(']') - 1]
  const text = marked.replace(/[[\]]/g, '')
  const stretch = tokenAround(text, { start, end }, true)
  expect(text.slice(stretch.start, stretch.end)).toBe(hidden)
})

describe('an excerpt', () => {
  const text = 'aaaa SECRETSECRETSECRET bbbb'
  const secrets = stretchesOf(text, ['SECRETSECRETSECRET'])
  test.each([
    [
      { from: 0, to: 28 },
      { from: 0, to: 28, secrets: [{ start: 5, end: 23 }] },
    ],
    [
      { from: 0, to: 22 },
      { from: 0, to: 22, secrets: [{ start: 5, end: 22 }] },
    ],
    [
      { from: 0, to: 12 },
      { from: 0, to: 5, secrets: [] },
    ],
    [
      { from: 20, to: 28 },
      { from: 23, to: 28, secrets: [] },
    ],
    [
      { from: 8, to: 12 },
      { from: 12, to: 12, secrets: [] },
    ],
  ])('%j shows no piece that is not known', (wanted, shown) => {
    expect(excerptOf(wanted, secrets)).toEqual(shown)
  })
})

test('secrets that overlap, or touch, are one stretch', () => {
  expect(stretchesOf('xabcabcabcx abcdefghi', ['abcabc', 'abcdef', 'defghi', ''])).toEqual([
    { start: 1, end: 10 },
    { start: 12, end: 21 },
  ])
  expect(stretchesOf('a'.repeat(100_000), ['aaaa', 'aaa'])).toEqual([{ start: 0, end: 100_000 }])
})
