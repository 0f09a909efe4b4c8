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
export interface SampledRule extends Rule {
  readonly samples: { readonly match: readonly Sample[]; readonly clean: readonly Sample[] }
}

/** The rules of this package, by the file that they stand in. */
export const RULE_GROUPS: Readonly<Record<string, readonly SampledRule[]>> = {
  files: files as readonly SampledRule[],
  processes: processes as readonly SampledRule[],
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
