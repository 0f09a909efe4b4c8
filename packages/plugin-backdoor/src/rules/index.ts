import { COMMAND_RULES } from '@veinmind/commands'
import type { Rule } from '@veinmind/sdk'
import { idOfCommandRule } from './ids.ts'
import { LOADING_RULES } from './loading.ts'
import { LOGIN_RULES } from './login.ts'
import { RUNNING_RULES } from './running.ts'
import { SYSTEM_RULES } from './system.ts'
import type { SampledRule } from './rule.ts'

/** The rules with samples of files, by what they are about. */
export const RULE_GROUPS: Readonly<Record<string, readonly SampledRule[]>> = {
  loading: LOADING_RULES,
  login: LOGIN_RULES,
  system: SYSTEM_RULES,
}

/** Rules on commands that something runs by itself. Each is tried with a cron job that runs the sample of its rule. */
const RUN_RULES: readonly Rule[] = COMMAND_RULES.map(({ samples: _samples, kind, id, ...rule }) => ({
  ...rule,
  id: idOfCommandRule(id),
  tags: ['backdoor', `backdoor:${kind}`],
}))

const OWN: readonly Rule[] = Object.entries({ ...RULE_GROUPS, running: RUNNING_RULES }).flatMap(([group, rules]) =>
  rules.map(({ samples: _samples, ...rule }) => ({ ...rule, tags: ['backdoor', `backdoor:${group}`] })),
)

/** Every rule. */
export const RULES: readonly Rule[] = [...OWN, ...RUN_RULES].toSorted((a, b) => (a.id < b.id ? -1 : 1))

const BY_ID: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.id, rule]))

export function ruleOf(id: string): Rule {
  const rule = BY_ID.get(id)
  if (rule === undefined) throw new TypeError(`there is no rule ${id}`)
  return rule
}
