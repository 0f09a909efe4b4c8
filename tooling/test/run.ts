import { join } from 'node:path'
import { runSteps } from './steps.ts'
import type { Step } from './steps.ts'
import { close, sum } from './tally.ts'
import { runVitest } from './vitest.ts'

const CHECKS: readonly Step[] = [
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'types', command: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'rules of the house', command: ['node', 'tooling/checks/run.ts'] },
  { name: 'unused files, exports and dependencies', command: ['knip', '--no-progress', '--no-config-hints'] },
]

/** What comes later runs from the build that this makes. */
const PACKED: Step = {
  name: 'build, publint and attw of the packed packages',
  command: ['node', 'tooling/checks/packed.ts'],
}

const root = join(import.meta.dirname, '../..')
const checks = await runSteps(CHECKS, { root, width: 2, say: console.log })
const packed = await runSteps([PACKED], { root, say: console.log })
const tests = await runVitest({ root, config: 'vitest.config.ts', skipped: 'tell' })
close(sum([checks, packed, tests]))
