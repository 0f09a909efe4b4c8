import type { CorrelatedFinding } from '@veinmind/sdk'
import { SEVERITIES } from '@veinmind/sdk'
import type { Condition, PathRule, Step } from './rules/model.ts'
import type { Scope } from './scopes.ts'
import { ownersOf } from './tag-owners.ts'

/** A path that is open. */
export interface OpenPath {
  readonly rule: PathRule
  /** For each step the findings by which it can be taken, the worst first. */
  readonly steps: readonly (readonly CorrelatedFinding[])[]
  readonly openedBy: readonly string[]
}

/** What a rule is in a scope. */
export type Verdict =
  | { readonly is: 'open'; readonly path: OpenPath }
  | { readonly is: 'closed' }
  /** Some steps are there, and others could not be seen: the plugins that know them did not run, or have failed. */
  | { readonly is: 'unknown'; readonly missing: readonly string[] }

/** Findings of one step that a path names. */
const MOST_FINDINGS = 5

/** Whether an attacker can walk the path there. */
export function judge(rule: PathRule, scope: Scope): Verdict {
  const candidates = rule.steps.map((step) => findingsOf(step, scope))
  const steps = apart(candidates)
  const openedBy = conditionsOf(rule, scope)
  if (steps && openedBy) return { is: 'open', path: { rule, steps, openedBy } }
  const found = candidates.filter(({ length }) => length > 0)
  if (found.length === 0 || openedBy === undefined) return { is: 'closed' }
  const missing = rule.steps.flatMap((step, index) => (candidates[index]?.length === 0 ? missingFor(step, scope) : []))
  return missing.length === 0 ? { is: 'closed' } : { is: 'unknown', missing }
}

/** What meets the conditions; undefined where one is not met. */
function conditionsOf({ needs = [] }: PathRule, { met }: Scope): readonly string[] | undefined {
  const said = needs.map((need: Condition) => met[need])
  return said.includes(undefined) ? undefined : said.filter((text) => text !== undefined)
}

function findingsOf(
  { of, not = [], on, atLeast = 'medium', isDeleted }: Step,
  { findings }: Scope,
): readonly CorrelatedFinding[] {
  const least = SEVERITIES.indexOf(atLeast)
  return findings[on ?? 'own']
    .filter(
      ({ tags, severity, locations }) =>
        SEVERITIES.indexOf(severity) >= least &&
        of.some((tag) => tags.includes(tag)) &&
        !not.some((tag) => tags.includes(tag)) &&
        (!isDeleted || locations.some(({ hiddenBy }) => hiddenBy !== undefined)),
    )
    .toSorted(
      (a, b) =>
        SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || (a.fingerprint < b.fingerprint ? -1 : 1),
    )
}

/** Each step by findings that no other step needs; undefined where there are not enough. */
function apart(
  candidates: readonly (readonly CorrelatedFinding[])[],
): readonly (readonly CorrelatedFinding[])[] | undefined {
  const chosen: CorrelatedFinding[] = []
  const choose = (index: number): boolean => {
    const own = candidates[index]
    if (own === undefined) return true
    // A finding that stands in the way of another step is among the first that this one has, as there are few steps.
    for (const one of own.slice(0, candidates.length)) {
      if (chosen.includes(one)) continue
      chosen.push(one)
      if (choose(index + 1)) return true
      chosen.pop()
    }
    return false
  }
  if (!choose(0)) return undefined
  const taken = new Set(chosen)
  return candidates.map((own, index) => {
    const first = chosen[index] as CorrelatedFinding
    return [first, ...own.filter((one) => !taken.has(one)).slice(0, MOST_FINDINGS - 1)]
  })
}

/** The plugins that would have seen the step, and have not looked. */
function missingFor({ of }: Step, { plugins }: Scope): readonly string[] {
  const looked = new Set(
    plugins.flatMap(({ name, outcome }) => (outcome === 'ok' || outcome === 'partial' ? [name] : [])),
  )
  return of.map(ownersOf).flatMap((owners) => (owners.some((name) => looked.has(name)) ? [] : owners.slice(0, 1)))
}
