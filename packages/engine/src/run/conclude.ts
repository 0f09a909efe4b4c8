import type { EventSource, TargetReference } from '@veinmind/report'
import type { Entity } from '@veinmind/sdk'
import type { ActivePlugin } from '../plan/active-plugins.ts'
import type { Preparation } from '../plan/prepared.ts'
import { correlate } from './correlate.ts'
import type { CorrelateTools, Ends } from './correlate.ts'
import { endOfPlugins } from './entity-gaps.ts'
import type { TargetEnd } from './entity-gaps.ts'
import { concludeRound } from './plugin-rounds.ts'
import type { ScanRound } from './plugin-rounds.ts'
import type { RelatedEntities } from './related.ts'

/** What concluding takes of an entity that was scanned. */
export interface Conclusion extends Pick<ScanRound, 'finish'> {
  readonly entity: Entity
  readonly target: TargetReference
  readonly plugins: readonly ActivePlugin[]
  readonly correlating: readonly ActivePlugin[]
  readonly preparations: ReadonlyMap<ActivePlugin, Preparation>
  readonly ends: Ends
  readonly layersEnd: TargetEnd | undefined
}

/** What the conclusions of all entities share. */
interface ConcludeTools extends Pick<CorrelateTools, 'report' | 'registry' | 'log' | 'signal' | 'ending'> {
  readonly pluginTimeout: number
  readonly related: RelatedEntities
}

/** Has the plugins correlate, and tells how the entity ended. Made outside of the scan, so that it holds nothing of the files. */
export function concluder(conclusion: Conclusion, tools: ConcludeTools): () => Promise<TargetEnd> {
  const { entity, target, correlating, preparations, ends, finish } = conclusion
  return async () => {
    const related = tools.related.of(entity)
    tools.report.relate(
      entity.id,
      related.map(({ id }) => id),
    )
    const concluded = await concludeRound(correlating, ends, {
      correlate: (active) =>
        correlate(active, entity, sourceOf(active, target), {
          ...tools,
          timeout: tools.pluginTimeout,
          preparation: preparations.get(active),
          ends,
          related,
        }),
      finish,
    })
    return endOf(conclusion, concluded)
  }
}

/** How an entity ended, from its layers and its plugins. */
export function endOf({ plugins, layersEnd }: Pick<Conclusion, 'plugins' | 'layersEnd'>, ends: Ends): TargetEnd {
  const inOrder = plugins.flatMap((active) => {
    const end = ends.get(active)
    return end ? [{ plugin: active.plugin.name, end }] : []
  })
  return layersEnd ?? endOfPlugins(inOrder)
}

/** What the events of a plugin come from. */
export function sourceOf({ plugin: { name, docs } }: ActivePlugin, target: TargetReference): EventSource {
  return { plugin: name, target, ...(docs === undefined ? {} : { docs }) }
}
