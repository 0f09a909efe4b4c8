import type { Location } from '@veinmind/sdk'
import type { Finding, TargetReference } from '../model/model.ts'

/** A place, and the targets in which the finding is there. */
export interface Place {
  readonly location: Location
  readonly targets: readonly TargetReference[]
}

/** The places of the same finding in several targets, each once. */
export function placesOf(findings: Iterable<Finding>): readonly Place[] {
  const places = new Map<string, { location: Location; targets: Map<string, TargetReference> }>()
  for (const { locations, target } of findings) {
    for (const location of locations) {
      const key = JSON.stringify(location)
      const place = places.get(key) ?? { location, targets: new Map() }
      place.targets.set(target.id, target)
      places.set(key, place)
    }
  }
  return Array.from(places.values(), ({ location, targets }) => ({ location, targets: [...targets.values()] }))
}
