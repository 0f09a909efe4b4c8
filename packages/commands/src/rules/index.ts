import type { CommandRule } from './rule.ts'
import { RUNNING_RULES } from './running.ts'
import { SHELL_RULES } from './shells.ts'
import { STAYING_RULES } from './staying.ts'

/** All rules, by their ids. */
export const COMMAND_RULES: readonly CommandRule[] = [...SHELL_RULES, ...RUNNING_RULES, ...STAYING_RULES].toSorted(
  (a, b) => (a.id < b.id ? -1 : 1),
)
