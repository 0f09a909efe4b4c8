import { expect, test } from 'vitest'
import { kib, magic } from './index.ts'

const head = (text: string) => Buffer.from(text, 'latin1')

test('magic knows beginnings as texts and bytes, at the beginning and behind it', () => {
  const when = magic([
    '\x7fELF',
    Uint8Array.of(0xfe, 0xed),
    { at: 5, bytes: 'ustar' },
    { at: 3, bytes: Uint8Array.of(255) },
  ])
  expect(when.bytes).toBe(10)
  const yes = ['\x7fELF', '\x7fELF and more', '\xfe\xed', '12345ustar', 'abc\xff']
  const no = ['', '\x7fEL', ' \x7fELF', 'ustar', '1234ustar', '12345usta', 'abc', 'ab\xff']
  expect(yes.filter((text) => !when.test(head(text)))).toEqual([])
  expect(no.filter((text) => when.test(head(text)))).toEqual([])
})

test('two that ask for the same have one id', () => {
  expect(magic(['#!', 'PK']).id).toBe(magic([head('#!'), { at: 0, bytes: 'PK' }]).id)
  expect(magic(['#!']).id).not.toBe(magic([{ at: 1, bytes: '#!' }]).id)
})

test('what cannot be looked for is refused', () => {
  expect(() => magic([])).toThrow(RangeError)
  expect(() => magic([''])).toThrow(RangeError)
  expect(() => magic([{ at: kib(64), bytes: 'x' }])).toThrow(RangeError)
})
