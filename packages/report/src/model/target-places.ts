import { compare } from './order.ts'
import type { Report, Reported, TargetPlace, TargetReference, TargetReport } from './model.ts'

/**
 * What findings say of the targets that were had more than once (an image in two repositories, or in two archives), by id:
 * its content was scanned for all of them, so what is found is in all of them.
 */
export function placesOfTargets(targets: readonly TargetReport[]): ReadonlyMap<string, TargetReference> {
  const byId = Map.groupBy(targets, ({ id }) => id)
  const several = new Map<string, TargetReference>()
  for (const [id, reports] of byId) {
    const places = new Map(reports.map(placeOf).map((place) => [JSON.stringify(place), place]))
    const [first] = reports.toSorted((a, b) => compare(a.name, b.name))
    if (!first || places.size < 2) continue
    const { kind, name, platform } = first
    several.set(id, {
      id,
      kind,
      name,
      references: [...new Set(reports.flatMap(({ references }) => references))].sort(compare),
      ...(platform === undefined ? {} : { platform }),
      places: [...places].sort(([a], [b]) => compare(a, b)).map(([, place]) => place),
    })
  }
  return several
}

/** A name of a target, with where it was had under it where the names alone do not tell that apart. */
export interface TargetName {
  readonly name: string
  readonly source?: string
}

/** Every name of a target: each is a place of what is found in it. */
export function namesOfTarget({ name, references, places }: TargetReference): readonly TargetName[] {
  if (!places) return (references.length > 0 ? references : [name]).map((each) => ({ name: each }))
  const counts = new Map<string, number>()
  for (const each of places.flatMap(({ names }) => names)) counts.set(each, (counts.get(each) ?? 0) + 1)
  return places.flatMap(({ names, source }) =>
    names.map((each) =>
      (counts.get(each) ?? 0) > 1 && source !== undefined ? { name: each, source } : { name: each },
    ),
  )
}

/** Each target of these findings or assets once. */
export function targetsOf(events: Iterable<Reported>): readonly TargetReference[] {
  const all = new Map<string, TargetReference>()
  for (const { target } of events) if (!all.has(target.id)) all.set(target.id, target)
  return [...all.values()]
}

/** Every target of a report once, those too that only a finding names. */
export function allTargets({
  targets,
  findings,
  assets,
}: Pick<Report, 'targets' | 'findings' | 'assets'>): readonly TargetReference[] {
  const all = new Map<string, TargetReference>([
    ...targets.map((target) => [target.id, target] as const),
    ...placesOfTargets(targets),
  ])
  for (const target of [...targetsOf(findings), ...targetsOf(assets)])
    if (!all.has(target.id)) all.set(target.id, target)
  return [...all.values()]
}

function placeOf({ name, references, source }: TargetReport): TargetPlace {
  return { names: references.length > 0 ? references : [name], ...(source === undefined ? {} : { source }) }
}
