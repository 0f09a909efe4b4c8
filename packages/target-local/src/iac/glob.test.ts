import { expect, test } from 'vitest'
import { fitsGlob } from './glob.ts'

test.each([
  ['*.json', 'a.json', true],
  ['*.json', 'b/a.json', false],
  ['**/*.json', 'a.json', true],
  ['**/*.json', 'b/c/a.json', true],
  ['deploy/**', 'deploy/a/b', true],
  ['deploy/**/x.yaml', 'deploy/x.yaml', true],
  ['deploy/**/x.yaml', 'deploy/a/y.yaml', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a*b*c', 'aXbXbYc', true],
  ['a*b*c', 'aXbXbY', false],
  ['[ab]', 'a', false],
  ['', '', true],
])('%s on %s: %s', (glob, path, fits) => expect(fitsGlob(glob, path)).toBe(fits))

test('stars by the hundred cost little', () => {
  const start = performance.now()
  expect(fitsGlob(`${'*a'.repeat(300)}b`, 'a'.repeat(250))).toBe(false)
  expect(fitsGlob('**/'.repeat(300) + 'x', 'a/'.repeat(300) + 'y')).toBe(false)
  expect(performance.now() - start).toBeLessThan(2000)
})
