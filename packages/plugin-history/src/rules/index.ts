import { readRules } from '../read-rules.ts'
import type { HistoryRule } from '../rule.ts'
import configuration from './configuration.json' with { type: 'json' }
import download from './download.json' with { type: 'json' }
import malware from './malware.json' with { type: 'json' }
import persistence from './persistence.json' with { type: 'json' }
import privilege from './privilege.json' with { type: 'json' }
import secrets from './secrets.json' with { type: 'json' }
import trust from './trust.json' with { type: 'json' }

const GROUPS: Readonly<Record<string, unknown>> = {
  download,
  trust,
  malware,
  persistence,
  privilege,
  configuration,
  secrets,
}

/** The rules of this package, by the file that they stand in. */
export const RULE_GROUPS: Readonly<Record<string, readonly HistoryRule[]>> = Object.fromEntries(
  Object.entries(GROUPS).map(([name, value]) => [name, readRules(value, `${name}.json`)]),
)

/** The rules of this package. */
export const RULES: readonly HistoryRule[] = Object.values(RULE_GROUPS).flat()
