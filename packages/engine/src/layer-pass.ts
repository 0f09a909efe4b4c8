import type { LayerIndex, LayerNote } from '@veinmind/image'
import { createLayerIndexBuilder } from '@veinmind/image'
import type { Layer } from '@veinmind/sdk'
import type { Ask } from './asks.ts'
import { findHardLinks } from './hard-links.ts'
import { isWhiteout, offer } from './offers.ts'
import type { PassTools } from './read-through.ts'
import { readBodies, readThrough } from './read-through.ts'
import { createOutcomes } from './slot-outcomes.ts'
import type { Slot } from './slots.ts'
import type { SlotResult } from './tally.ts'

/** What one pass over a layer has shown. */
export interface LayerPass {
  readonly diffId: string
  readonly index: LayerIndex
  readonly notes: readonly LayerNote[]
  /** Places of hard links whose content is in a lower layer. */
  readonly orphans: readonly number[]
  readonly results: ReadonlyMap<Slot, SlotResult>
  /** Inspectors for which the layer was read a second time. */
  readonly reread: ReadonlySet<Slot>
}

/** Reads the layer once, and once more if hard links need a body that nobody wanted when it passed. */
export async function passLayer(layer: Layer, slots: readonly Slot[], tools: PassTools): Promise<LayerPass> {
  const results = new Map(slots.map((slot) => [slot, createOutcomes()]))
  const builder = createLayerIndexBuilder()
  const hardLinks: number[] = []
  let position = -1

  const read = await readThrough(layer, tools, (entry, collector) => {
    position += 1
    builder.add(entry)
    if (entry.hardLink !== undefined) hardLinks.push(position)
    if (entry.hardLink !== undefined || entry.type === 'symlink' || isWhiteout(entry.path)) return undefined
    const asks: Ask[] = []
    for (const slot of slots) {
      const answer = offer(slot, entry)
      if (!answer) continue
      const settle = results.get(slot)?.settle(position, entry.path) ?? (() => undefined)
      if ('want' in answer) asks.push({ slot, want: answer.want, entry, settle })
      else settle({ error: answer.error })
    }
    return asks.length === 0 ? undefined : collector.open(entry.size, asks)
  })

  const index = builder.finish()
  const { bodies, orphans, missing } = findHardLinks(index, hardLinks, slots, (slot, place, path) => results.get(slot)?.settle(place, path))
  for (const settle of missing) settle({ skipped: 'unreadable' })
  const reread = await readBodies(layer, bodies, tools)
  return {
    diffId: read.diffId,
    index,
    notes: read.notes,
    orphans,
    results: new Map([...results].map(([slot, result]) => [slot, result.finish()])),
    reread,
  }
}
