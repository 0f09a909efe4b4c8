import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rulesSection, rulesTable, rulesTableInChinese } from '../test/rule-pages.ts'

const MARK =
  '<!-- The rest is made from src/rules: UPDATE_PAGES=1 vitest run packages/plugin-iac/src/pages.test.ts -->\n'

test.each([
  ['README.md', new URL('../README.md', import.meta.url), rulesSection],
  ['docs/iac.md', new URL('../../../docs/iac.md', import.meta.url), rulesTable],
  ['docs/zh-CN/iac.md', new URL('../../../docs/zh-CN/iac.md', import.meta.url), rulesTableInChinese],
])('%s lists the rules as the data has them', (_name, page, make) => {
  const text = readFileSync(page, 'utf8')
  const made = `${text.split(MARK, 1)[0]}${MARK}\n${make()}`
  if (process.env['UPDATE_PAGES'] === '1') writeFileSync(page, made)
  expect(readFileSync(page, 'utf8')).toBe(made)
})
