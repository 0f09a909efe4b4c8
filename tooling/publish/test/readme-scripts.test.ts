import { expect, test } from 'vitest'
import { scriptsOf } from './readme-scripts.ts'

const README = "# x\n\n```sh\nnpm i x\n```\n\n```ts\nimport { a } from 'y'\n```\n\n```ts\nimport { x } from 'x'\nx('example.com')\n```\n"

test('the examples that import the package, with the addresses of the test', () => {
  expect(scriptsOf(README, 'x', { 'example.com': '127.0.0.1' })).toEqual(["import { x } from 'x'\nx('127.0.0.1')\n"])
  expect(scriptsOf(README, 'z', {})).toEqual([])
})

test('an example without the address is told', () => {
  expect(() => scriptsOf(README, 'x', { 'other.com': '' })).toThrow('does not say other.com')
})
