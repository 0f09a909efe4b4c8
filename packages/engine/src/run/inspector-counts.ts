import type { Gap } from '@veinmind/report'
import type { CoverageLedger } from '../coverage/coverage.ts'
import type { EntityView } from '../entity/entity-view.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'

/** What the inspectors of a plugin did not see of an entity's files. */
export interface FileGaps {
  /** Files that it wanted and could not be given, or failed on. */
  readonly lost: number
  /** Reasons that inspectors gave. */
  readonly incomplete: number
  /** The first of both. */
  readonly first: readonly Gap[]
}

/** Adds what a plugin's inspectors saw of an entity to its coverage; returns what they did not see. */
export function addInspectorCounts(
  ledger: CoverageLedger,
  target: string,
  inspectors: readonly ActiveInspector[],
  view: EntityView,
): FileGaps {
  let [lost, incomplete] = [0, 0]
  const first: Gap[] = []
  for (const inspector of inspectors) {
    const ofLayers = [...view.data, ...view.broken].map((seen) => seen?.results.get(inspector)?.counts)
    for (const counts of [...ofLayers, view.links.results.get(inspector)?.counts]) {
      if (!counts) continue
      ledger.addCounts(target, inspector.definition.id, counts)
      lost += counts.errored + (counts.skipped['too-many-records'] ?? 0)
      incomplete += counts.gaps
      for (const { path, reason, isGap } of counts.problems) if (isGap) first.push({ path, reason })
    }
  }
  for (const data of view.data) if (inspectors.some((inspector) => data?.reread.has(inspector))) ledger.addRereads(1)
  ledger.addRereads(Math.max(0, ...inspectors.map((inspector) => view.links.rereads.get(inspector) ?? 0)))
  return { lost, incomplete, first }
}
