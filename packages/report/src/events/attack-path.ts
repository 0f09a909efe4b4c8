import type { Location, ReportEvent, Rule } from '@veinmind/sdk'

/** A finding as a step of a path. */
export interface PathStep {
  readonly fingerprint: string
  readonly plugin: string
  readonly rule: Pick<Rule, 'id'>
  readonly locations: readonly Location[]
  /** The name of the entity that it was found in, where that is another. */
  readonly in?: string | undefined
}

/** A way of an attacker through several findings. */
export interface AttackPathInput {
  readonly rule: Rule
  /** The steps in their order, each with the findings by which it can be taken, the worst first. */
  readonly steps: readonly (readonly PathStep[])[]
  /** Index of the step that is to be cut first. */
  readonly cutFirst: number
  /** What of the entity itself opens the way: a port that is published. */
  readonly openedBy?: readonly string[]
  /** The part of the entity that the path is of: a workload. */
  readonly part?: string | undefined
  readonly isInvasion?: boolean
}

/** What an attacker can do with several findings together (type `AttackPath`). Its evidence names the steps: `0.0.0.0:22->22/tcp → WEAK-002 /etc/shadow → …`. */
export function attackPath(input: AttackPathInput): ReportEvent {
  const { rule, steps, cutFirst, openedBy = [], part, isInvasion = false } = input
  const first = steps.flatMap((found) => found.slice(0, 1))
  const places = first.flatMap(({ locations, in: elsewhere }) => (elsewhere === undefined ? locations.slice(0, 1) : []))
  return {
    type: 'AttackPath',
    class: isInvasion ? 'invasion' : 'risk',
    rule,
    evidence: [...openedBy, ...first.map(shownStep)].join(' → '),
    identity: part ?? '',
    because: steps.flatMap((found) => found.map(({ fingerprint }) => fingerprint)),
    locations: part === undefined ? places : [{ object: part }, ...places],
    detail: {
      steps: first.map(({ plugin, rule: { id }, locations: [at], in: elsewhere }, index) => ({
        rule: id,
        plugin,
        place: placeOf(at),
        ...(elsewhere === undefined ? {} : { target: elsewhere }),
        ...(index === cutFirst ? { cut_first: true } : {}),
      })),
      ...(openedBy.length === 0 ? {} : { opened_by: openedBy }),
      ...(part === undefined ? {} : { workload: part }),
    },
  }
}

function shownStep({ rule, locations: [at], in: elsewhere }: PathStep): string {
  return [rule.id, placeOf(at), elsewhere === undefined ? '' : `(${elsewhere})`].filter((text) => text !== '').join(' ')
}

function placeOf({ path, object }: Location = {}): string {
  return path ?? object ?? ''
}
