import { describe, expect, test } from 'vitest'
import { textKindOf } from '../src/allow/text-kind.ts'
import { findSecrets } from '../src/match/find.ts'
import { createRuleSet } from '../src/match/rule-set.ts'
import { createPathMatcher } from '../src/paths.ts'
import { ENV_RULE } from '../src/rules/env.ts'
import { CONTENT_RULES, PATH_RULES } from '../src/rules/index.ts'
import { buildSample } from './samples.ts'

const ALL = createRuleSet(CONTENT_RULES)
const EVERY = [...CONTENT_RULES, ...PATH_RULES, ENV_RULE]

function rulesThatMatch(template: string, seed: string): readonly string[] {
  return findSecrets(buildSample(template, seed), { kind: 'config' }, ALL).matches.map(({ rule }) => rule.id)
}

describe.each(CONTENT_RULES)('$id $name', (rule) => {
  test('finds its samples among all rules', () => {
    for (const sample of rule.samples) expect(rulesThatMatch(sample, rule.id)).toContain(rule.id)
  })

  test('leaves its counter-samples alone', () => {
    for (const miss of rule.misses) {
      const only = createRuleSet([rule])
      expect(findSecrets(buildSample(miss, rule.id), { kind: 'config' }, only).matches).toEqual([])
    }
  })

  test('is well formed', () => {
    expect(rule.samples.length).toBeGreaterThan(0)
    expect(rule.misses.length).toBeGreaterThan(0)
    expect(rule.keywords.length).toBeGreaterThan(0)
    for (const keyword of rule.keywords) expect(keyword).toMatch(/^[\x20-\x7e]{3,64}$/)
    for (const reference of rule.references) expect(new URL(reference).protocol).toBe('https:')
    expect(() => new RegExp(rule.pattern, rule.ignoreCase ? 'i' : '')).not.toThrow()
    // A repetition without a bound could run over a whole file.
    expect(rule.pattern.replace(/\[(?:\\.|[^\]\\])*\]/g, 'x').replace(/\\./g, 'x')).not.toMatch(/[*+](?!\))|\{\d+,\}/)
    expect(rule.before === 0 || rule.after > 0).toBe(true)
  })
})

describe.each(PATH_RULES)('$id $name', (rule) => {
  const match = createPathMatcher([rule])

  test('matches its samples and not its counter-samples', () => {
    for (const path of rule.samples) expect(match({ path, type: rule.type })?.rules).toEqual([rule.id])
    for (const path of rule.misses) expect(match({ path, type: rule.type })).toBeUndefined()
    expect(rule.samples.length * rule.misses.length).toBeGreaterThan(0)
  })
})

describe('the rules together', () => {
  test('have ids and names of their own', () => {
    expect(new Set(EVERY.map(({ id }) => id)).size).toBe(EVERY.length)
    expect(new Set(EVERY.map(({ name }) => name)).size).toBe(EVERY.length)
    for (const { id, name, title } of EVERY) {
      expect(id).toMatch(/^SENS-\d{3}$/)
      expect(name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
      expect(title.en).not.toBe('')
      expect(title.zh).not.toBe('')
    }
  })

  test('stand for every rule of the original: 108 on content, 20 on paths, 1 on the environment, and one it had turned off', () => {
    const content = new Set(CONTENT_RULES.flatMap(({ legacyIds }) => legacyIds))
    const paths = new Set(PATH_RULES.flatMap(({ legacyIds }) => legacyIds))
    expect(content.delete(21)).toBe(true)
    expect(content.size).toBe(108)
    expect(paths.size).toBe(20)
    expect(ENV_RULE.legacyIds).toEqual([98])
    const all = [...content, ...paths, 98, 21].sort((a, b) => a - b)
    expect(all).toEqual(Array.from({ length: 131 }, (_, index) => index + 1).filter((id) => id !== 95))
  })

  test('know at least 60 formats that the original does not', () => {
    expect(
      CONTENT_RULES.filter(({ legacyIds, loose }) => legacyIds.length === 0 && !loose).length,
    ).toBeGreaterThanOrEqual(60)
  })

  test('are told by their own rule, not by a loose one', () => {
    for (const rule of CONTENT_RULES.filter(({ loose }) => !loose)) {
      for (const sample of rule.samples) {
        const found = rulesThatMatch(sample, rule.id).filter(
          (id) => CONTENT_RULES.find((other) => other.id === id)?.loose,
        )
        expect(found).toEqual([])
      }
    }
  })

  test('take a file by its name as configuration, code or prose', () => {
    expect(textKindOf('/app/.env')).toBe('config')
    expect(textKindOf('/app/Dockerfile')).toBe('config')
    expect(textKindOf('/app/main.go')).toBe('code')
    expect(textKindOf('/app/README')).toBe('prose')
  })
})
