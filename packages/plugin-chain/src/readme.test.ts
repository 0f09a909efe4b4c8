import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rulesSection } from '../test/rules-section.ts'

const README = new URL('../README.md', import.meta.url)
const MARK =
  '<!-- The rest is made from src/rules: UPDATE_README=1 vitest run packages/plugin-chain/src/readme.test.ts -->\n'

test('the README lists the paths as the rules have them', () => {
  const readme = readFileSync(README, 'utf8')
  const made = `${readme.split(MARK, 1)[0]}${MARK}\n${rulesSection()}`
  if (process.env['UPDATE_README'] === '1') writeFileSync(README, made)
  expect(readFileSync(README, 'utf8')).toBe(made)
})
