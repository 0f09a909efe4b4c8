import { expect, test } from 'vitest'
import { asObject, isObject } from './json-object.ts'

test('an object is one with members; lists, null and texts are none, and count as an empty one', () => {
  const values = [{ a: 1 }, {}, [], [{ a: 1 }], null, 'text', 7, undefined]
  expect(values.map(isObject)).toEqual([true, true, false, false, false, false, false, false])
  expect(values.map(asObject)).toEqual([{ a: 1 }, {}, {}, {}, {}, {}, {}, {}])
})
