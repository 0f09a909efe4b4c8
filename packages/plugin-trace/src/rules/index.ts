import { tableOfRules } from '@veinmind/internal'
import type { SampledRule } from '@veinmind/internal'
import type { Rule } from '@veinmind/sdk'
import files from './files.json' with { type: 'json' }
import processes from './processes.json' with { type: 'json' }

/** A file of a sample; a text is its content. */
export type SampleFile =
  | string
  | {
      readonly mode?: string
      readonly uid?: number
      readonly content?: string
      readonly symlink?: string
      readonly device?: true
    }

/** A container that breaks a rule, or does not. */
export interface Sample {
  readonly image?: Readonly<Record<string, SampleFile>>
  readonly changes?: Readonly<Record<string, SampleFile>>
  /** As in `Process` of the SDK, without what is usual. */
  readonly processes?: readonly Readonly<Record<string, unknown>>[]
}

/** A rule of the data files. */
export type OwnRule = SampledRule<Sample>

/** The rules of this package, by the file that they stand in. */
export const RULE_GROUPS: Readonly<Record<string, readonly OwnRule[]>> = {
  files: files as readonly OwnRule[],
  processes: processes as readonly OwnRule[],
}

const TABLE = tableOfRules(RULE_GROUPS)

/** Every rule. */
export const RULES: readonly Rule[] = TABLE.all

/** The rule of an id. */
export const ruleOf: (id: string) => Rule = (id) => TABLE.of(id)
