import { expect, test } from 'vitest'
import { decodeName, encodeName } from './name-bytes.ts'

test('names that differ never become one string, and come back as the same bytes', () => {
  const names = [
    'plain',
    'é',
    [0xe9],
    [0xc3],
    [0xc3, 0xa9],
    [0xed, 0xb2, 0x80],
    [0xff, 0x61],
    [0xf0, 0x9f, 0x98, 0x80],
    // Letters and emoji beside what is not UTF-8.
    [0xc3, 0xa9, 0xe9, 0x61, 0xf0, 0x9f, 0x98, 0x80],
    [],
  ]
  const bytes = names.map((name) => (typeof name === 'string' ? Buffer.from(name) : Uint8Array.from(name)))
  const decoded = bytes.map(decodeName)
  expect(new Set(decoded).size).toBe(9)
  bytes.forEach((name, index) => expect(Buffer.from(encodeName(decoded[index] ?? ''))).toEqual(Buffer.from(name)))
})
