import { expect, test } from 'vitest'
import { analyseCommands, COMMAND_RULES } from './index.ts'

const found = (script: string): string[] => analyseCommands(script).observations.map(({ rule }) => rule.id)

test.each(COMMAND_RULES.flatMap(({ id, samples }) => samples.match.map((script) => [id, script] as const)))(
  '%s is broken by %s',
  (id, script) => {
    expect(found(script)).toContain(id)
  },
)

test.each(COMMAND_RULES.flatMap(({ id, samples }) => samples.clean.map((script) => [id, script] as const)))(
  '%s is kept by %s',
  (id, script) => {
    expect(found(script)).not.toContain(id)
  },
)
