import { expect, test } from 'vitest'
import { parseJson, readJson } from './parse-json.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const nested = (depth: number): string => '[{"a":'.repeat(depth / 2) + '1' + '}]'.repeat(depth / 2)

test('JSON, as bytes and as text', () => {
  for (const text of ['{"a":[1,"\\"[[["]}', '1', 'null', '""', '"\\u0000\\\\"', nested(64)]) {
    expect(parseJson(bytes(text))).toEqual(JSON.parse(text))
    expect(parseJson(text)).toEqual(JSON.parse(text))
  }
})

test('a byte order mark and bytes that are not UTF-8 are no JSON', () => {
  expect(readJson(bytes('\uFEFF{}'))).toMatchObject({ wrong: 'it is no JSON' })
  expect(readJson(new Uint8Array([0x22, 0xff, 0x22]))).toMatchObject({ wrong: 'it is no JSON' })
  expect(parseJson('\uFEFF{}')).toBeUndefined()
  for (const text of ['', '{', '{}x', "{'a':1}"]) expect(parseJson(text)).toBeUndefined()
})

test('what nests deeper than anything real is not parsed, however it is hidden in texts', () => {
  expect(readJson(nested(66))).toEqual({ wrong: 'it is nested deeper than 64' })
  expect(readJson(`[${nested(64)}]`)).toEqual({ wrong: 'it is nested deeper than 64' })
  expect(readJson(bytes(`{"a\\"":${'['.repeat(64)}${']'.repeat(64)}}`))).toEqual({
    wrong: 'it is nested deeper than 64',
  })
  expect(parseJson(JSON.stringify('['.repeat(1000)))).toBe('['.repeat(1000))
  expect(parseJson('['.repeat(5_000_000))).toBeUndefined()
})
