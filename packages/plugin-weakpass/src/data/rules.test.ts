import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { inspect } from '../../test/inspect.ts'
import { isGuessable, readEnvironment } from '../environment.ts'
import { judge } from '../severity.ts'
import { RULES } from './rules.ts'
import type { Sample } from './rules.ts'

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

/** The rules that a sample breaks. */
async function brokenBy({ path, content, encoding }: Sample): Promise<readonly string[]> {
  if (path === 'env') {
    const settings = readEnvironment([content], 'config.Env')
    return settings.flatMap((setting) =>
      setting.password === undefined ? 'WEAK-013' : isGuessable(setting, []) ? 'WEAK-010' : [],
    )
  }
  const record = await inspect(path, encoding === 'gzip' ? gunzipSync(Buffer.from(content, 'base64')) : content)
  const weak = record?.accounts.filter(({ password }) => password !== undefined) ?? []
  return [
    ...weak.map((account) => judge(account, { service: record?.service ?? 'SSH', visible: true, today: 20_000 }).rule),
    ...(record?.exposures ?? []).map(({ rule }) => rule),
  ]
}

test.each(RULES.map((rule) => [rule.id, rule] as const))(
  '%s: its sample breaks it, the other does not',
  async (id, rule) => {
    expect(await brokenBy(rule.matches)).toContain(id)
    expect(await brokenBy(rule.misses)).not.toContain(id)
  },
)

test.each(RULES.map((rule) => [rule.id, rule] as const))(
  '%s: both languages, references, an anchor in the README',
  (id, rule) => {
    expect(README).toContain(`### ${id}\n`)
    expect([rule.title, rule.remediation]).toEqual([
      { en: expect.any(String), zh: expect.any(String) },
      { en: expect.any(String), zh: expect.any(String) },
    ])
    expect(rule.attack?.every((technique) => /^T\d{4}(?:\.\d{3})?$/.test(technique))).toBe(true)
    expect(rule.references?.every((reference) => URL.canParse(reference))).toBe(true)
  },
)

test('ids are unique', () => {
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length)
})
