import { define, LOOK } from './rule.ts'
import type { Given, SampledRule } from './rule.ts'

/** Files and parts of the system that are not what they should be. */
export const SYSTEM_RULES: readonly SampledRule[] = ([] satisfies readonly Omit<Given, 'remedy'>[]).map(
  (given: Omit<Given, 'remedy'>) => define({ ...given, remedy: LOOK }),
)
