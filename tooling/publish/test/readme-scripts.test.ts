import { expect, test } from 'vitest'
import { examplesOf, programOf } from './readme-scripts.ts'

const README =
  "# x\n\n```sh\nnpm i x\n```\n\n```ts\nimport { a } from 'y'\n```\n\n```ts\nimport { x } from 'x'\nx('example.com')\n```\n"

test('the examples are those in TypeScript', () => {
  expect(examplesOf(README)).toEqual(["import { a } from 'y'\n", "import { x } from 'x'\nx('example.com')\n"])
})

test('a program has what comes before and behind, and the addresses of the test', () => {
  expect(
    programOf('go("a.com")\n', { before: 'const go = print', swap: { 'a.com': '127.0.0.1' }, after: 'end()' }),
  ).toBe('const go = print\ngo("127.0.0.1")\n\nend()')
  expect(programOf('go()\n')).toBe('go()\n')
})

test('an example without the address is told', () => {
  expect(() => programOf('go("a.com")', { swap: { 'b.com': '' } })).toThrow('does not say b.com')
})
