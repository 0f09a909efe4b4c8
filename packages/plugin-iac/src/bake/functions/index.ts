import type { HclFunction } from './define.ts'
import { LISTS } from './lists.ts'
import { NUMBERS } from './numbers.ts'
import { TEXTS } from './texts.ts'

/**
 * The functions of bake that a file alone decides. What the clock, the machine or chance decides (`timestamp`, `homedir`, `uuidv4`,
 * `bcrypt`) is not known, and what is of no use for targets (`cidrsubnet`, `csvdecode`, …) is not computed.
 */
export const FUNCTIONS: Readonly<Record<string, HclFunction>> = { ...TEXTS, ...NUMBERS, ...LISTS }
