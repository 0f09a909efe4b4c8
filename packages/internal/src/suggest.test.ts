import { expect, test } from 'vitest'
import { suggest } from './index.ts'

test.each([
  ['sensitve', ['basic', 'sensitive', 'history'], 'sensitive'],
  ['jsno', ['cli', 'json', 'html'], 'json'],
  ['weak', ['weakpass', 'webshell'], 'weakpass'],
  ['xyz', ['cli', 'json'], undefined],
])('%s among %j was meant to be %s', (word, candidates, expected) => expect(suggest(word, candidates)).toBe(expected))
