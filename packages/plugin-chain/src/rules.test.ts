import { pluginContract } from '@veinmind/plugin-testing'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildFlaws } from '../test/database.ts'
import { SAMPLES } from '../test/samples.ts'
import { pathsOf, scanAll } from '../test/scan-all.ts'
import chain from './index.ts'
import { PATH_RULES } from './rules/index.ts'
import { ownersOf } from './tag-owners.ts'

let flaws: Awaited<ReturnType<typeof buildFlaws>> | undefined

beforeAll(async () => void (flaws = await buildFlaws()))
afterAll(() => flaws?.close())

test('every path is whole: texts, technique, a step to cut, samples of both kinds', () => {
  expect(Object.keys(SAMPLES)).toEqual(PATH_RULES.map(({ id }) => id))
  for (const { id, attack, steps, cut, of } of PATH_RULES) {
    expect(id).toMatch(/^CHAIN-\d{3}$/)
    expect(attack.every((technique) => /^T\d{4}(?:\.\d{3})?$/.test(technique))).toBe(true)
    expect(steps.length).toBeGreaterThanOrEqual(2)
    expect(steps[cut.step - 1]).toBeDefined()
    expect([attack.length, of.length, SAMPLES[id]?.match.length, SAMPLES[id]?.clean.length]).not.toContain(0)
  }
})

test('every tag of a step has a plugin that looks for it, and a row of the page on tags', () => {
  const page = readFileSync(new URL('../../../docs/tags.md', import.meta.url), 'utf8')
  for (const tag of PATH_RULES.flatMap(({ steps }) => steps.flatMap(({ of, not = [] }) => [...of, ...not]))) {
    expect([tag, ownersOf(tag).length]).not.toEqual([tag, 0])
    const [word = ''] = tag.split(':')
    const isThere = [tag, `${word}:<kind>`, `${word}:<service>`].some((one) => page.includes(`\`${one}\``))
    expect([tag, isThere]).toEqual([tag, true])
  }
})

test.each(PATH_RULES.map((rule) => [rule.id, rule] as const))(
  '%s is told of its samples, with a finding for each step, and not where a step is missing',
  { timeout: 120_000 },
  async (id, rule) => {
    const dataDir = flaws?.dataDir ?? ''
    for (const entities of SAMPLES[id]?.match ?? []) {
      const report = await scanAll(entities, { dataDir })
      expect(report.errors).toEqual([])
      const found = report.findings.find((finding) => finding.rule.id === id)
      expect([id, pathsOf(report)]).toEqual([id, expect.arrayContaining([id])])
      expect(found?.severity).toBe(rule.severity)
      expect(found?.because?.length).toBeGreaterThanOrEqual(rule.steps.length)
      expect(found?.detail['steps']).toHaveLength(rule.steps.length)
    }
    for (const entities of SAMPLES[id]?.clean ?? []) {
      const report = await scanAll(entities, { dataDir })
      expect(pathsOf(report)).not.toContain(id)
    }
  },
)

pluginContract(chain, { samples: [] })
