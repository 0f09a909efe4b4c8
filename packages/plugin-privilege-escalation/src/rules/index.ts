import type { Rule } from '@veinmind/sdk'
import capabilities from './capabilities.json' with { type: 'json' }
import flaws from './flaws.json' with { type: 'json' }
import grants from './grants.json' with { type: 'json' }
import setgid from './setgid.json' with { type: 'json' }
import setuid from './setuid.json' with { type: 'json' }
import writable from './writable.json' with { type: 'json' }

/** A file of a sample; a text is its content. */
export type SampleFile =
  | string
  | {
      /** Octal. */
      readonly mode?: string
      readonly uid?: number
      readonly gid?: number
      readonly content?: string
      readonly symlink?: string
      readonly directory?: true
      /** Extended attributes, their values in hexadecimal. */
      readonly xattrs?: Readonly<Record<string, string>>
    }

/** An image that breaks a rule, or does not. */
export interface Sample {
  readonly files: Readonly<Record<string, SampleFile>>
  /** Whom it runs as. */
  readonly user?: string
  readonly env?: readonly string[]
}

/** A rule of the data files. */
export interface SampledRule extends Rule {
  readonly samples: { readonly match: readonly Sample[]; readonly clean: readonly Sample[] }
}

/** The rules of this package, by the file that they stand in. */
export const RULE_GROUPS: Readonly<Record<string, readonly SampledRule[]>> = {
  setuid: setuid as readonly SampledRule[],
  setgid: setgid as readonly SampledRule[],
  capabilities: capabilities as readonly SampledRule[],
  writable: writable as readonly SampledRule[],
  grants: grants as readonly SampledRule[],
  flaws: flaws as readonly SampledRule[],
}

const BY_ID: ReadonlyMap<string, Rule> = new Map(
  Object.values(RULE_GROUPS)
    .flat()
    .map(({ samples: _samples, ...rule }) => [rule.id, rule]),
)

/** Every rule. */
export const RULES: readonly Rule[] = [...BY_ID.values()]

/** The rule of an id. */
export function ruleOf(id: string): Rule {
  const rule = BY_ID.get(id)
  if (rule === undefined) throw new TypeError(`there is no rule ${id}`)
  return rule
}
