import type { LayerIndex, LayerNote } from '@veinmind/image'
import { createLayerIndexBuilder } from '@veinmind/image'
import type { Layer, VeinmindError } from '@veinmind/sdk'
import { toVeinmindError } from '@veinmind/sdk'
import type { FileRequest } from './requests.ts'
import { endedError } from './ended.ts'
import { findHardLinks } from './hard-links.ts'
import { isWhiteout, wantOf } from './wants.ts'
import type { PassTools, Take } from './read-through.ts'
import { readBodies, readThrough } from './read-through.ts'
import { asksAhead, foresee } from '../inspect/remote-calls.ts'
import { createOutcomes } from './file-outcomes.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import type { InspectorResult } from './results.ts'

/** What one pass over a layer has shown. */
export interface LayerPass {
  readonly diffId: string
  readonly index: LayerIndex
  readonly notes: readonly LayerNote[]
  /** Places of hard links whose content is in a lower layer. */
  readonly orphans: readonly number[]
  readonly results: ReadonlyMap<ActiveInspector, InspectorResult>
  /** Inspectors for which the layer was read a second time. */
  readonly reread: ReadonlySet<ActiveInspector>
}

/**
 * What was read before a pass ended in an error: the layer breaks off, or its digest is wrong. Since none of it is verified, it is used
 * for this entity alone and never cached.
 */
export interface BrokenPass extends Pick<LayerPass, 'index' | 'results'> {
  readonly error: VeinmindError
}

/**
 * Reads the layer once, and a second time if a hard link needs content that no inspector wanted when it passed. If the reading fails
 * or the scan ends, the result has what was seen until then.
 */
export async function passLayer(
  layer: Layer,
  inspectors: readonly ActiveInspector[],
  tools: PassTools,
): Promise<LayerPass | BrokenPass> {
  const results = new Map(inspectors.map((inspector) => [inspector, createOutcomes()]))
  const builder = createLayerIndexBuilder()
  const hardLinks: number[] = []
  let position = -1

  const take: Take = (entry, collector) => {
    position += 1
    builder.add(entry)
    if (entry.hardLink !== undefined) hardLinks.push(position)
    if (entry.hardLink !== undefined || entry.type === 'symlink' || isWhiteout(entry.path)) return undefined
    const requests: FileRequest[] = []
    for (const inspector of tools.dispatch.mayWant(entry)) {
      const outcomes = results.get(inspector)
      const answer = outcomes && wantOf(inspector, entry)
      if (!answer) continue
      const settle = outcomes.settle(position, entry.path)
      if ('want' in answer) requests.push({ inspector, want: answer.want, entry, settle })
      else settle({ error: answer.error })
    }
    return requests.length === 0 ? undefined : collector.open(entry.size, requests)
  }
  const read = readThrough(
    layer,
    tools,
    take,
    asksAhead(inspectors) ? (entries) => foresee(inspectors, entries) : undefined,
  )

  const error = await read.then(
    () => undefined,
    (reason: unknown) => (tools.signal.aborted ? endedError() : toVeinmindError(reason, 'ENGINE_LAYER_FAILED')),
  )
  const index = builder.finish()
  const { bodies, orphans, missing } = await findHardLinks(index, hardLinks, {
    inspectors,
    dispatch: tools.dispatch,
    settleOf: (inspector, place, path) => results.get(inspector)?.settle(place, path),
  })
  for (const settle of missing) settle({ skipped: 'unreadable' })
  const reread = await readBodies(error ? { ...layer, unavailable: error.message } : layer, bodies, tools)
  const finished = new Map([...results].map(([inspector, result]) => [inspector, result.finish()]))
  if (error) return { error, index, results: finished }
  const { diffId, notes } = await read
  return { diffId, index, notes, orphans, results: finished, reread }
}
