import type { EventSource } from '@veinmind/report'
import type { Entity } from '@veinmind/sdk'
import { REPORT_NAMESPACE } from '@veinmind/internal/services'
import type { PluginEnd } from './coverage.ts'
import { joinGaps } from './gaps.ts'
import type { RunTools } from './plugin-run.ts'
import type { ActivePlugin } from '../plan/active-plugins.ts'
import { runParts } from './plugin-run.ts'

/** Under a host the findings of the others are known to the host alone. */
const UNDER_A_HOST = 'the findings of other plugins are known to the host alone'
const CUT = 'there are more findings than are correlated'

/** Whether a plugin concludes something from the findings of others. */
export function correlates({ plugin }: ActivePlugin): boolean {
  return plugin.correlate !== undefined
}

/** Has a plugin conclude from what all plugins found in an entity. Never throws: how it ended is the result. */
export function correlate(
  active: ActivePlugin,
  entity: Entity,
  source: EventSource,
  tools: RunTools,
): Promise<PluginEnd> {
  const { plugin } = active
  const isHosted = tools.report.hosted || tools.registry?.hasNamespace(REPORT_NAMESPACE) === true
  const { findings, isCut } = tools.report.findingsOf(entity.id)
  return runParts(
    active,
    [
      (context) => {
        if (isHosted) return context.incomplete(UNDER_A_HOST)
        if (isCut) context.incomplete(CUT)
        return plugin.correlate?.(entity, findings, context)
      },
    ],
    source,
    tools,
  )
}

const RANK: readonly PluginEnd['outcome'][] = ['failed', 'partial', 'ok', 'skipped']

/** How a plugin ended that has done two things. */
export function joinEnds(first: PluginEnd | undefined, second: PluginEnd): PluginEnd {
  if (first === undefined) return second
  const [worst, other] = RANK.indexOf(first.outcome) <= RANK.indexOf(second.outcome) ? [first, second] : [second, first]
  const gaps = joinGaps([first, second].flatMap((end) => end.gaps ?? []))
  const isMixed = worst.outcome === 'failed' && other.outcome !== 'failed'
  return {
    ...worst,
    outcome: isMixed ? 'partial' : worst.outcome,
    durationMs: first.durationMs + second.durationMs,
    ...(gaps ? { gaps } : {}),
  }
}
