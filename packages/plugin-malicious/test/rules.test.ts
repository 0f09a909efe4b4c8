import { describe, expect, test } from 'vitest'
import { RULES } from '../src/all-rules.ts'
import { ownRules } from '../src/engines/own-rules.ts'
import { ANCHORS_OF_PROGRAMS, ANCHORS_OF_TEXTS } from '../src/match/match-rules.ts'
import { CONTENT_RULES } from '../src/rules/index.ts'
import { ruleId } from '../src/rules/rule.ts'
import { samplesOf } from './build-sample.ts'

async function idsOf(path: string, bytes: Buffer): Promise<readonly string[]> {
  const sample = { path, bytes, size: bytes.length, digests: {}, chunks: async function* () {}, incomplete: () => {} }
  return (await ownRules.scan(sample)).map(({ rule }) => rule)
}

describe.each(CONTENT_RULES)('$number $name', (rule) => {
  test('its sample is found, by a word that the engine searches', async () => {
    for (const { name, content, subject } of samplesOf(rule, 'match')) {
      expect(await idsOf(`/${name}`, content)).toContain(ruleId(rule.number))
      // Scripts, and programs without sections, are looked at whatever they hold.
      if (subject === 'script' || rule.number === 66) continue
      const text = content.toString('latin1').toLowerCase()
      const anchors = subject === 'program' ? ANCHORS_OF_PROGRAMS : ANCHORS_OF_TEXTS
      expect(anchors.some((anchor) => text.includes(anchor))).toBe(true)
    }
  })

  test('what is only like it is not', async () => {
    for (const { name, content } of samplesOf(rule, 'harmless'))
      expect(await idsOf(`/${name}`, content)).not.toContain(ruleId(rule.number))
  })
})

test('each rule has a number of its own, references and a technique', () => {
  expect(new Set(CONTENT_RULES.map(({ number }) => number)).size).toBe(CONTENT_RULES.length)
  for (const rule of RULES.values()) {
    expect(rule.attack?.every((id) => /^T\d{4}(?:\.\d{3})?$/.test(id))).toBe(true)
    expect(rule.references?.every((address) => URL.canParse(address))).toBe(true)
  }
})
