import type { Rule } from '@veinmind/sdk'
import { toReportRule } from './rule.ts'
import { ALL_RULES } from './rules/index.ts'

/** All rules of this package, as reports know them. */
export const RULES: readonly Rule[] = ALL_RULES.map(toReportRule)
