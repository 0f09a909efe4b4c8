import { expect, test } from 'vitest'
import ALIASES from './aliases.json' with { type: 'json' }
import { normaliseLicenses, toSpdx } from './to-spdx.ts'

test.each([
  ['MIT', 'MIT'],
  ['GPLv2+', 'GPL-2.0-or-later'],
  ['GPLv3', 'GPL-3.0-only'],
  ['GPL+', 'GPL-1.0-or-later'],
  ['LGPL-2.1+', 'LGPL-2.1-or-later'],
  ['GPL-2+ or Artistic', 'GPL-2.0-or-later OR Artistic-1.0-Perl'],
  ['GPLv2+ and LGPLv2+ and MPLv2.0', 'GPL-2.0-or-later AND LGPL-2.0-or-later AND MPL-2.0'],
  ['(MPLv1.1 or LGPLv3+) and ASL 2.0', '(MPL-1.1 OR LGPL-3.0-or-later) AND Apache-2.0'],
  ['Expat', 'MIT'],
  ['BSD-3-clause', 'BSD-3-Clause'],
  ['Apache License, Version 2.0', 'Apache-2.0'],
  ['The Apache Software License, Version 2.0', 'Apache-2.0'],
  ['https://www.apache.org/licenses/LICENSE-2.0.txt', 'Apache-2.0'],
  ['http://opensource.org/licenses/MIT', 'MIT'],
  ['MIT License', 'MIT'],
  ['MIT/Apache-2.0', 'MIT OR Apache-2.0'],
  ['GNU General Public License v3 or later', 'GPL-3.0-or-later'],
  ['GPL (>= 2)', 'GPL-2.0-or-later'],
  ['GPL-2.0-only WITH Classpath-exception-2.0', 'GPL-2.0-only WITH Classpath-exception-2.0'],
  ['mit', 'MIT'],
  ['GPL-2.0', 'GPL-2.0-only'],
  ['LGPL-3.0-or-later', 'LGPL-3.0-or-later'],
  ['(MIT OR Apache-2.0)', 'MIT OR Apache-2.0'],
  ['MIT OR (BSD-2-Clause AND gpl-2)', 'MIT OR (BSD-2-Clause AND GPL-2.0-only)'],
  ['GPL', 'GPL-1.0-or-later'],
  ['perl', 'Artistic-1.0-Perl OR GPL-1.0-or-later'],
])('%s is %s', (text, spdx) => {
  expect(toSpdx(text)).toBe(spdx)
})

test.each([
  'BSD',
  'LGPLv2+ with exceptions',
  'Public Domain',
  'see LICENSE',
  'SEE LICENSE IN LICENSE.md',
  'MIT | file LICENSE',
  'MIT and something else',
  'MIT OR',
  '(MIT',
  '',
])('%j is not known to be one', (text) => {
  expect(toSpdx(text)).toBeUndefined()
})

test('what is no expression is kept as it is, each once', () => {
  expect(normaliseLicenses(['MIT', 'mit license', ' our own', ''])).toEqual(['MIT', 'our own'])
})

test('what aliases stand for are expressions themselves', () => {
  expect(Object.values(ALIASES).filter((expression) => toSpdx(expression) === undefined)).toEqual([])
})

test('hostile words take no time', () => {
  const started = performance.now()
  for (const piece of ['gpl ', 'and ', '(', '/', 'a-', ', ', ' ', 'MIT OR ']) {
    toSpdx(piece.repeat(Math.floor(1024 / piece.length)))
    toSpdx(piece.repeat(100_000))
  }
  expect(performance.now() - started).toBeLessThan(2000)
})
