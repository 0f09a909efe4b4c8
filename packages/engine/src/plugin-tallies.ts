import type { CoverageLedger } from './coverage.ts'
import type { EntityView } from './entity-view.ts'
import type { Slot } from './slots.ts'

/** Adds to the ledger what a plugin's inspectors saw of an entity; how many files it has nothing of that it should have. */
export function countTallies(ledger: CoverageLedger, target: string, slots: readonly Slot[], view: EntityView): number {
  let lost = 0
  for (const slot of slots) {
    const ofLayers = [...view.data, ...view.broken].map((seen) => seen?.results.get(slot)?.tally)
    for (const tally of [...ofLayers, view.links.results.get(slot)?.tally]) {
      if (!tally) continue
      ledger.addTally(target, slot.inspector.id, tally)
      lost += tally.errored + (tally.skipped['too-many-records'] ?? 0)
    }
  }
  for (const data of view.data) if (slots.some((slot) => data?.reread.has(slot))) ledger.addRereads(1)
  ledger.addRereads(Math.max(0, ...slots.map((slot) => view.links.rereads.get(slot) ?? 0)))
  return lost
}
