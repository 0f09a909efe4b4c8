import { tableOfRules } from '@veinmind/internal'
import type { SampledRule } from '@veinmind/internal'
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
export type OwnRule = SampledRule<Sample>

/** The rules of this package, by the file that they stand in. */
export const RULE_GROUPS: Readonly<Record<string, readonly OwnRule[]>> = {
  setuid: setuid as readonly OwnRule[],
  setgid: setgid as readonly OwnRule[],
  capabilities: capabilities as readonly OwnRule[],
  writable: writable as readonly OwnRule[],
  grants: grants as readonly OwnRule[],
  flaws: flaws as readonly OwnRule[],
}

const TABLE = tableOfRules(RULE_GROUPS)

/** Every rule. */
export const RULES: readonly Rule[] = TABLE.all

/** The rule of an id. */
export const ruleOf: (id: string) => Rule = (id) => TABLE.of(id)
