import { closeSync, openSync } from 'node:fs'
import { expect, test } from 'vitest'
import { takesColor } from './takes-color.ts'

test.each([
  ['a terminal', true, {}, true],
  ['a terminal that can do nothing', true, { TERM: 'dumb' }, false],
  ['a terminal, unwanted', true, { NO_COLOR: '1' }, false],
  ['a terminal, forbidden', true, { FORCE_COLOR: '0' }, false],
  ['a pipe', false, {}, false],
  ['a pipe, forced', false, { FORCE_COLOR: '1' }, true],
  ['a pipe, forced without a value and unwanted', false, { FORCE_COLOR: '', NO_COLOR: '1' }, true],
  ['a pipe of a build', false, { GITHUB_ACTIONS: 'true' }, true],
  ['a pipe of a build, unwanted', false, { GITLAB_CI: 'true', NO_COLOR: '1' }, false],
  ['a pipe where CI is set and no system is known', false, { CI: 'true' }, false],
])('%s', (_, isTTY, environment, expected) => {
  const fd = openSync('/dev/null', 'w')
  expect(takesColor({ isTTY, fd }, environment)).toBe(expected)
  closeSync(fd)
})

test('a file of a build is not coloured', () => {
  const fd = openSync(import.meta.filename, 'r')
  expect(takesColor({ fd }, { GITHUB_ACTIONS: 'true' })).toBe(false)
  closeSync(fd)
})
