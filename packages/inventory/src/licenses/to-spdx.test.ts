import { expect, test } from 'vitest'
import ALIASES from './aliases.json' with { type: 'json' }
import { normaliseLicenses, toSpdx } from './to-spdx.ts'

test.each([
  ['MIT', 'MIT'],
  ['mit', 'MIT'],
  ['Apache License, Version 2.0', 'Apache-2.0'],
  ['GPL-2.0+', 'GPL-2.0-or-later'],
  ['GPL-2.0', 'GPL-2.0-only'],
  ['LGPL-3.0-or-later', 'LGPL-3.0-or-later'],
  ['(MIT OR Apache-2.0)', '(MIT OR Apache-2.0)'],
  ['MIT/Apache-2.0', 'MIT OR Apache-2.0'],
  ['MIT OR (BSD-2-Clause AND gpl-2)', 'MIT OR (BSD-2-Clause AND GPL-2.0-only)'],
  ['GPL-2.0-or-later WITH Classpath-exception-2.0', 'GPL-2.0-or-later WITH Classpath-exception-2.0'],
  ['MIT | file LICENSE', undefined],
  ['SEE LICENSE IN LICENSE.md', undefined],
  ['MIT OR', undefined],
  ['(MIT', undefined],
  ['', undefined],
  ['BSD', undefined],
])('%s is %s', (declared, expression) => {
  expect(toSpdx(declared)).toBe(expression)
})

test('what is no expression is kept as it is, each once', () => {
  expect(normaliseLicenses(['MIT', 'mit license', 'our own'])).toEqual(['MIT', 'our own'])
})

test('what aliases stand for are expressions themselves', () => {
  expect(Object.values(ALIASES).filter((expression) => toSpdx(expression) === undefined)).toEqual([])
})

test('hostile words take no time', () => {
  const started = performance.now()
  for (const text of ['('.repeat(500), 'a/'.repeat(250), ' '.repeat(500_000), 'MIT OR '.repeat(70)]) toSpdx(text)
  expect(performance.now() - started).toBeLessThan(500)
})
