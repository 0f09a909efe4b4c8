import type { Rule } from '@veinmind/sdk'
import { CONTENT_RULES } from './rules/index.ts'
import { toRule } from './rules/rule.ts'

/** Every rule that is reported, by its id. */
export const RULES: ReadonlyMap<string, Rule> = new Map(CONTENT_RULES.map(toRule).map((rule) => [rule.id, rule]))
