import { expect, test } from 'vitest'
import { formatLicense, parseLicense, spdxId, versionsOf } from './index.ts'

test.each([
  ['mit', 'MIT'],
  ['GPL-2.0+', 'GPL-2.0-or-later'],
  ['apache-2.0+', 'Apache-2.0+'],
  ['(MIT or Apache-2.0) AND BSD-3-Clause', '(MIT OR Apache-2.0) AND BSD-3-Clause'],
  ['MIT OR Apache-2.0 AND ISC', 'MIT OR (Apache-2.0 AND ISC)'],
  ['gpl-2.0-only with classpath-exception-2.0', 'GPL-2.0-only WITH Classpath-exception-2.0'],
  ['GPL-2.0-with-classpath-exception', 'GPL-2.0-only WITH Classpath-exception-2.0'],
  ['LicenseRef-scancode-public-domain', 'LicenseRef-scancode-public-domain'],
  ['((((MIT))))', 'MIT'],
])('%s is an expression', (text, written) => {
  const expression = parseLicense(text)
  expect(expression && formatLicense(expression)).toBe(written)
})

test.each([
  '',
  'GPL',
  'MIT OR',
  'MIT Apache-2.0',
  '(MIT',
  'MIT)',
  'MIT WITH nothing',
  'WITH',
  'public domain',
  '('.repeat(5000),
])('%j is none', (text) => {
  expect(parseLicense(text)).toBeUndefined()
})

test('an expression has 4,096 characters at most', () => {
  expect(parseLicense('MIT'.padEnd(4096))).toBeDefined()
  expect(parseLicense('MIT'.padEnd(4097))).toBeUndefined()
})

test('brackets in brackets are read 32 deep', () => {
  const nested = (depth: number): string => `${'('.repeat(depth)}MIT${')'.repeat(depth)}`
  expect(parseLicense(nested(32))).toBeDefined()
  expect(parseLicense(nested(33))).toBeUndefined()
})

test('ids in any case', () => {
  expect([spdxId('apache-2.0'), spdxId('Apache-2.0+'), spdxId('apache')]).toEqual([
    'Apache-2.0',
    'Apache-2.0+',
    undefined,
  ])
})

test.each([
  ['GPL-2.0-or-later', ['GPL-2.0-only', 'GPL-3.0-only']],
  ['LGPL-2.1-or-later', ['LGPL-2.1-only', 'LGPL-3.0-only']],
  ['GFDL-1.2-invariants-or-later', ['GFDL-1.2-invariants-only', 'GFDL-1.3-invariants-only']],
  ['Apache-1.1+', ['Apache-1.1', 'Apache-2.0']],
  ['GPL-3.0-only', ['GPL-3.0-only']],
  ['MIT', ['MIT']],
  ['LicenseRef-a-1+', ['LicenseRef-a-1+']],
])('%s may be taken as %j', (id, expected) => {
  expect(versionsOf(id)).toEqual(expected)
})
