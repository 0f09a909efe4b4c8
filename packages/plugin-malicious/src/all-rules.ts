import type { Rule } from '@veinmind/sdk'
import { COMMANDS_RULE, ENGINE_RULES } from './rules/engine-rules.ts'
import { HEURISTIC_RULES } from './rules/heuristics.ts'
import { CONTENT_RULES } from './rules/index.ts'
import { toRule } from './rules/rule.ts'

/** Every rule that is reported, by its id. */
export const RULES: ReadonlyMap<string, Rule> = new Map(
  [...CONTENT_RULES.map(toRule), COMMANDS_RULE, ...HEURISTIC_RULES, ...ENGINE_RULES].map((rule) => [rule.id, rule]),
)
