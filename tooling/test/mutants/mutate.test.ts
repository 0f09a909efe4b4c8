import { expect, test } from 'vitest'
import { keyOf, mutantsOf, mutate } from './choose.ts'
import { mutationsOf } from './mutate.ts'

/** What each mutation of a source makes of it. */
const made = (text: string): string[] => mutationsOf(text).map((mutation) => mutate(text, mutation))

test('operators, bounds, booleans and constants become others', () => {
  expect(made('f(a === b)').slice(1)).toEqual(['f(a !== b)'])
  expect(made('const x = a ?? b')).toEqual(['const x = a && b'])
  expect(made('const x = a <= 7')).toEqual(['const x = a < 7', 'const x = a <= 8'])
  expect(made('const x = true')).toEqual(['const x = false'])
  expect(made('const x = () => { return "a" }')).toEqual([`const x = () => { return '' }`])
})

test('a sum is changed where it is one of numbers for sure, and a number where one more could be noticed', () => {
  expect(made('const x = a + b')).toEqual([])
  expect(made('const x = a + 1')).toEqual(['const x = a - 1', 'const x = a + 2'])
  expect(made('const most = 65_536')).toEqual([])
})

test('conditions are negated once, and statements dropped', () => {
  expect(made('if (a) b()')).toEqual(['if (!(a)) b()', 'if (a) ;'])
  expect(made('if (!a) b()')).toEqual(['if (a) b()', 'if (!a) ;'])
  expect(made('const x = a !== b ? c : d')).toEqual(['const x = a === b ? c : d'])
})

test('an operator is found behind comments and brackets that have others in them', () => {
  expect(made('const x = (a /* < */) < b')).toEqual(['const x = (a /* < */) <= b'])
})

test('types, imports and what has to be called are left as they are', () => {
  expect(made(`import x from 'x' with { type: 'json' }\nlet a: 1 | true | 'b' = x as 2`)).toEqual([])
  expect(made('class A extends B { constructor() { super() } }')).toEqual([])
})

test('the function of a mutation is the innermost that has a block', () => {
  const text = 'function f() { return [1].map((x) => x === 2) }'
  expect(new Set(mutationsOf(text).map(({ body }) => body))).toEqual(new Set([text.indexOf('{')]))
  expect(mutationsOf('const limit = 5').map(({ body }) => body)).toEqual([undefined])
})

test('a mutant has the same name in another folder and on another line', () => {
  const names = (path: string, text: string): string[] => mutantsOf(path, text).map(({ name }) => keyOf(name))
  const text = 'if (a) {\n  const b =\n    c <  d\n}\n'
  expect(names('packages/x/src/a.ts', text)).toEqual(names('packages/x/src/deep/a.ts', `\n\n${text}`))
  expect(names('packages/x/src/a.ts', text)[1]).toBe('a.ts\nc < d\nc <= d')
})
