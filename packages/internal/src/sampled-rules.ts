import type { Rule } from '@veinmind/sdk'

/** A rule with what must break it, and what must not. */
export interface SampledRule<S> extends Rule {
  readonly samples: { readonly match: readonly S[]; readonly clean: readonly S[] }
}

/** The rules of data files as reports have them. */
export interface RuleTable {
  readonly all: readonly Rule[]
  /** The rule of an id; throws for one that there is not. */
  of(id: string): Rule
}

/** The rules of these groups, without their samples. */
export function tableOfRules(groups: Readonly<Record<string, readonly SampledRule<unknown>[]>>): RuleTable {
  const byId: ReadonlyMap<string, Rule> = new Map(
    Object.values(groups)
      .flat()
      .map(({ samples: _samples, ...rule }) => [rule.id, rule]),
  )
  return {
    all: [...byId.values()],
    of(id) {
      const rule = byId.get(id)
      if (rule === undefined) throw new TypeError(`there is no rule ${id}`)
      return rule
    },
  }
}
