import type { Gap } from '@veinmind/report'
import type { CoverageLedger } from './coverage.ts'
import type { EntityView } from '../entity/entity-view.ts'
import type { Slot } from '../plan/slots.ts'

/** What the inspectors of a plugin did not see of an entity's files. */
export interface FileGaps {
  /** Files that it has nothing of that it should have. */
  readonly lost: number
  /** Reasons that inspectors gave. */
  readonly incomplete: number
  /** The first of both. */
  readonly first: readonly Gap[]
}

/** Adds to the ledger what a plugin's inspectors saw of an entity; what they did not. */
export function addInspectorCounts(
  ledger: CoverageLedger,
  target: string,
  slots: readonly Slot[],
  view: EntityView,
): FileGaps {
  let [lost, incomplete] = [0, 0]
  const first: Gap[] = []
  for (const slot of slots) {
    const ofLayers = [...view.data, ...view.broken].map((seen) => seen?.results.get(slot)?.counts)
    for (const counts of [...ofLayers, view.links.results.get(slot)?.counts]) {
      if (!counts) continue
      ledger.addCounts(target, slot.inspector.id, counts)
      lost += counts.errored + (counts.skipped['too-many-records'] ?? 0)
      incomplete += counts.gaps
      for (const { path, reason, isGap } of counts.problems) if (isGap) first.push({ path, reason })
    }
  }
  for (const data of view.data) if (slots.some((slot) => data?.reread.has(slot))) ledger.addRereads(1)
  ledger.addRereads(Math.max(0, ...slots.map((slot) => view.links.rereads.get(slot) ?? 0)))
  return { lost, incomplete, first }
}
