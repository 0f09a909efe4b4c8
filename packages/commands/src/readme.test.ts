import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { COMMAND_RULES } from './index.ts'

const README = new URL('../README.md', import.meta.url)

test('the README lists the rules (UPDATE_README=1 writes it)', () => {
  const readme = readFileSync(README, 'utf8')
  const rows = COMMAND_RULES.map(({ id, title, kind, severity, confidence, attack }) => {
    const english = typeof title === 'string' ? title : title.en
    return `| ${id} | ${english} | ${kind} | ${severity}, ${confidence} | ${(attack ?? []).join(', ')} |`
  })
  const table = [
    '| rule | what | kind | severity, confidence | ATT&CK |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
  const made = readme.replace(
    /<!-- rules -->.*<!-- \/rules -->/s,
    () => `<!-- rules -->\n\n${table}\n\n<!-- /rules -->`,
  )
  if (process.env['UPDATE_README'] === '1') writeFileSync(README, made)
  expect(readFileSync(README, 'utf8')).toBe(made)
})

test('each rule is whole: its id once, two languages, technique, samples of both kinds', () => {
  expect(new Set(COMMAND_RULES.map(({ id }) => id)).size).toBe(COMMAND_RULES.length)
  for (const { id, title, remediation, attack, samples } of COMMAND_RULES) {
    expect(id).toMatch(/^CMD-\d{3}$/)
    for (const text of [title, remediation]) {
      expect(text).toEqual({
        en: expect.stringMatching(/^\P{Script=Han}+$/u),
        zh: expect.stringMatching(/\p{Script=Han}/u),
      })
    }
    expect([attack?.length, samples.match.length, samples.clean.length]).not.toContain(0)
  }
})
