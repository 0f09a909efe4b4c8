import { expect, test } from 'vitest'
import { scriptOf } from './readme-script.ts'

const README = "# x\n\n```sh\nnpm i x\n```\n\n```ts\nimport { a } from 'y'\n```\n\n```ts\nimport { x } from 'x'\nx('example.com')\n```\n"

test('the first example that imports the package, with the addresses of the test', () => {
  expect(scriptOf(README, 'x', { 'example.com': '127.0.0.1' })).toBe("import { x } from 'x'\nx('127.0.0.1')\n")
})

test('a README without such an example, or without the address, is told', () => {
  expect(() => scriptOf(README, 'z', {})).toThrow('no example')
  expect(() => scriptOf(README, 'x', { 'other.com': '' })).toThrow('does not say other.com')
})
