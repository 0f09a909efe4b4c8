import { COMMAND_RULES } from '@veinmind/commands'
import { pluginContract, scanWith } from '@veinmind/plugin-testing'
import { expect, test } from 'vitest'
import { sampleImage } from '../test/sample-image.ts'
import plugin from './index.ts'
import { idOfCommandRule } from './rules/ids.ts'
import { RULE_GROUPS, RULES } from './rules/index.ts'
import type { SampleFiles } from './rules/rule.ts'

const ALL = Object.values(RULE_GROUPS).flat()

const idsOf = async (files: SampleFiles): Promise<readonly string[]> => {
  const { findings } = await scanWith(plugin, sampleImage(files), { workers: 0 })
  return findings.map(({ rule }) => rule.id)
}

test('every rule is whole: technique, reference, samples of both kinds', () => {
  for (const { id, attack = [], references = [], samples } of ALL) {
    expect(id).toMatch(/^BACK-\d{3}$/)
    expect(attack.every((technique) => /^T\d{4}(?:\.\d{3})?$/.test(technique))).toBe(true)
    expect([id, attack.length, references.length, samples.match.length, samples.clean.length]).not.toContain(0)
  }
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length)
})

test.each(ALL.map(({ id, samples }) => [id, samples] as const))('%s has its samples right', async (id, samples) => {
  for (const files of samples.match) expect([files, await idsOf(files)]).toEqual([files, expect.arrayContaining([id])])
  for (const files of samples.clean)
    expect([files, await idsOf(files)]).toEqual([files, expect.not.arrayContaining([id])])
})

test('what a command does is told of a start script too, by the rule of this plugin', async () => {
  const script = COMMAND_RULES.filter(({ confidence }) => confidence !== 'low')
    .map(({ samples }) => samples.match[0])
    .join('\n')
  const ids = await idsOf({ 'etc/profile.d/x.sh': script })
  const missing = COMMAND_RULES.filter(
    ({ id, confidence }) => confidence !== 'low' && !ids.includes(idOfCommandRule(id)),
  )
  expect(missing.map(({ id }) => id)).toEqual(['CMD-078'])
})

pluginContract(plugin, {
  samples: ['BACK-001', 'BACK-005', 'BACK-080'].flatMap(
    (id) =>
      ALL.find((rule) => rule.id === id)
        ?.samples.match.slice(0, 1)
        .map(sampleImage) ?? [],
  ),
  paths: [
    'etc/ld.so.preload',
    'etc/cron.d/x',
    'etc/pam.d/sshd',
    'etc/systemd/system/a.service',
    'root/.bashrc',
    'usr/bin/su',
  ],
})
