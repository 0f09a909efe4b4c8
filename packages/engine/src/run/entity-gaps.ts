import type { Gap, Outcome } from '@veinmind/report'
import type { PluginEnd } from '../coverage/coverage.ts'
import type { LoadedLayers } from '../entity/entity-layers.ts'
import { createGapList, joinGaps } from '../coverage/gaps.ts'
import type { FileGaps } from './inspector-counts.ts'

/** How an entity ended. */
export interface TargetEnd {
  readonly outcome: Outcome
  readonly reason?: string
}

/** What of the entity's files could not be seen, as sentences. */
export function gapsOf(loaded: LoadedLayers | undefined): readonly string[] {
  if (!loaded) return []
  const unread = loaded.errors.map(({ layer, error }) => `layer ${layer.index} could not be read: ${error.message}`)
  const damaged = loaded.damaged.map((index) => `layer ${index} is damaged: part of it could not be read`)
  return [...unread, ...damaged, ...loaded.missing]
}

/** The end of a plugin that asked for files, given what was missing of them and what its inspectors did not see of them. */
export function withGaps(end: PluginEnd, gaps: readonly string[], files: FileGaps | undefined): PluginEnd {
  if (end.outcome !== 'ok' && end.outcome !== 'partial') return end
  const { lost = 0, incomplete = 0, first = [] } = files ?? {}
  const list = createGapList()
  for (const reason of gaps) list.add({ reason })
  list.addSome(first, lost + incomplete)
  const found = list.finish()
  if (found === undefined) return end
  const all = joinGaps([...(end.gaps ? [end.gaps] : []), found])
  const lostText = lost > 0 ? `${lost} ${lost === 1 ? 'file' : 'files'} could not be inspected` : undefined
  const reason = end.reason ?? gaps[0] ?? lostText ?? textOf(found.first[0])
  return { ...end, outcome: 'partial', ...(reason === undefined ? {} : { reason }), ...(all ? { gaps: all } : {}) }
}

function textOf(gap: Gap | undefined): string | undefined {
  return gap?.path === undefined ? gap?.reason : `${gap.path}: ${gap.reason}`
}

/** How an entity ended whose layers could not all be read; undefined where they could. */
export function endOfLayers(loaded: LoadedLayers | undefined): TargetEnd | undefined {
  const [gap] = gapsOf(loaded)
  const isUnread =
    loaded !== undefined &&
    loaded.data.length > 0 &&
    loaded.data.every((data, index) => !data && !loaded.broken[index]?.index.count)
  return gap === undefined ? undefined : { outcome: isUnread ? 'failed' : 'partial', reason: gap }
}

/** How the entity ended, from its plugins. */
export function endOfPlugins(ends: readonly { readonly plugin: string; readonly end: PluginEnd }[]): TargetEnd {
  if (ends.length === 0) return { outcome: 'skipped', reason: 'no plugin of this scan is for it' }
  const [first] = ends
  if (first && ends.every(({ end }) => end.outcome === 'skipped'))
    return { outcome: 'skipped', reason: `plugin ${first.plugin}: ${first.end.reason ?? first.end.outcome}` }
  const worst = ends.find(({ end }) => end.outcome === 'failed') ?? ends.find(({ end }) => end.outcome === 'partial')
  if (!worst) return { outcome: 'ok' }
  const isLost = ends.every(({ end }) => end.outcome === 'failed')
  return {
    outcome: isLost ? 'failed' : 'partial',
    reason: `plugin ${worst.plugin}: ${worst.end.reason ?? worst.end.outcome}`,
  }
}
