import { pluginContract, scanWith } from '@veinmind/plugin-testing'
import { expect, test } from 'vitest'
import { sampleImage } from '../test/sample-image.ts'
import plugin from './index.ts'
import { RULE_GROUPS } from './rules/index.ts'
import type { Sample } from './rules/index.ts'

const ALL = Object.values(RULE_GROUPS).flat()

test('every rule is whole: technique, reference, samples of both kinds', () => {
  for (const { id, attack = [], references = [], samples } of ALL) {
    expect(id).toMatch(/^PRIV-\d{3}$/)
    expect(attack.every((technique) => /^T\d{4}(?:\.\d{3})?$/.test(technique))).toBe(true)
    expect([attack.length, references.length, samples.match.length, samples.clean.length]).not.toContain(0)
  }
})

test.each(ALL.map(({ id, samples }) => [id, samples] as const))('%s has its samples right', async (id, samples) => {
  const told = async (sample: Sample): Promise<{ readonly sample: Sample; readonly isTold: boolean }> => {
    const { findings } = await scanWith(plugin, sampleImage(sample), { workers: 0 })
    return { sample, isTold: findings.some(({ rule }) => rule.id === id) }
  }
  const all = [...samples.match, ...samples.clean]
  const expected = all.map((sample, index) => ({ sample, isTold: index < samples.match.length }))
  expect(await Promise.all(all.map(told))).toEqual(expected)
})

pluginContract(plugin, {
  samples: ['PRIV-001', 'PRIV-004'].flatMap(
    (id) =>
      ALL.find((rule) => rule.id === id)
        ?.samples.match.slice(0, 1)
        .map(sampleImage) ?? [],
  ),
  paths: ['usr/bin/bash', 'etc/passwd'],
})
