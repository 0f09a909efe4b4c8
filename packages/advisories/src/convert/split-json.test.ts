import { expect, test } from 'vitest'
import { splitJson } from './split-json.ts'
import type { JsonPart } from './split-json.ts'

async function split(text: string, size: number, inside?: string): Promise<JsonPart[]> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  return Array.fromAsync(splitJson(chunks(), inside))
}

const SIZES = [1, 2, 3, 7, 10_000]

test.each(SIZES)('members of an object, in chunks of %i', async (size) => {
  const value = { 'a"b': { x: [1, '}', ','] }, c: 'text, {', d: [], é: null }
  const parts = await split(JSON.stringify(value, undefined, 1), size)
  expect(Object.fromEntries(parts.map(({ key, text }) => [key, JSON.parse(text) as unknown]))).toEqual(value)
})

test.each(SIZES)('elements of a list, in chunks of %i', async (size) => {
  const value = [{ a: 1 }, 'x', [2, [3]], '\\"', 5]
  const parts = await split(JSON.stringify(value), size)
  expect(parts.map(({ text }) => JSON.parse(text) as unknown)).toEqual(value)
  expect(await split('[]', size)).toEqual([])
})

test.each(SIZES)('elements of a list inside of an object, in chunks of %i', async (size) => {
  const value = { other: [{ cve: 0 }], count: 2, list: [{ cve: 1 }, { cve: 2 }], last: { list: [9] } }
  const parts = await split(JSON.stringify(value, undefined, 2), size, 'list')
  expect(parts.filter(({ key }) => key === undefined).map(({ text }) => JSON.parse(text) as unknown)).toEqual(
    value.list,
  )
})

test.each(['{"a": {"b": 1}', '["x', '{}}'])('what breaks off or closes twice is an error: %s', async (text) => {
  await expect(split(text, 4)).rejects.toThrow(SyntaxError)
})
