import type { EventSource, Finding } from '@veinmind/report'
import type { CorrelatedFinding, EndedPlugin, Entity, RelatedEntity } from '@veinmind/sdk'
import { REPORT_NAMESPACE } from '@veinmind/internal/services'
import type { PluginEnd } from '../coverage/coverage.ts'
import { joinGaps } from '../coverage/gaps.ts'
import type { RunTools } from './plugin-run.ts'
import type { ActivePlugin } from '../plan/active-plugins.ts'
import { runParts } from './plugin-run.ts'
import { emptyFileSystem } from '../entity/entity-view.ts'

/** Under a host the findings of the others are known to the host alone. */
const UNDER_A_HOST = 'the findings of other plugins are known to the host alone'
const CUT = 'there are more findings than are correlated'

/** Whether a plugin concludes something from the findings of others. */
export function correlates({ plugin }: ActivePlugin): boolean {
  return plugin.correlate !== undefined
}

/** How each plugin has ended on an entity. */
export type Ends = ReadonlyMap<ActivePlugin, PluginEnd>

/** What concluding from the findings of an entity takes. */
export interface CorrelateTools extends Pick<
  RunTools,
  'report' | 'registry' | 'log' | 'signal' | 'ending' | 'timeout' | 'preparation'
> {
  /** How those have ended that scanned the entity. */
  readonly ends: Ends
  /** Entities of the scan whose findings count, too. */
  readonly related: readonly RelatedEntity[]
}

/** Has a plugin conclude from what all plugins found in an entity. Never throws: how it ended is the result. */
export async function correlate(
  active: ActivePlugin,
  entity: Entity,
  source: EventSource,
  tools: CorrelateTools,
): Promise<PluginEnd> {
  const { plugin } = active
  const isHosted = !tools.report.knowsFindings || tools.registry?.hasNamespace(REPORT_NAMESPACE) === true
  // Before any of them has concluded something.
  const { findings, isCut } = findingsFor(entity, tools)
  let note: string | undefined
  const end = await runParts(
    active,
    [
      (context) => {
        if (isHosted) return context.incomplete(UNDER_A_HOST)
        if (isCut) context.incomplete(CUT)
        const { options, state, signal, log } = context
        return plugin.correlate?.(entity, findings, {
          options,
          state,
          signal,
          log,
          report: (event) => context.report(event),
          incomplete: (...gap) => context.incomplete(...gap),
          plugins: endedPlugins(tools.ends),
          related: tools.related,
          note: (text) => void (note = text),
        })
      },
    ],
    source,
    { ...tools, ...CLOSED },
  )
  return note === undefined ? end : { ...end, note }
}

/** How plugins have ended, for one that correlates. */
export function endedPlugins(ends: Ends): readonly EndedPlugin[] {
  return [...ends].map(([{ plugin }, { outcome }]) => ({ name: plugin.name, outcome }))
}

/** What is left of an entity's files. Plugins that correlate are not given it. */
const CLOSED: Pick<RunTools, 'files' | 'records' | 'facts' | 'layerSeen'> = {
  files: emptyFileSystem(),
  records: () => [],
  facts: { ask: () => Promise.reject(new TypeError('the entity is closed')) },
  layerSeen: () => undefined,
}

interface Known {
  readonly findings: readonly CorrelatedFinding[]
  readonly isCut: boolean
}

function findingsFor(entity: Entity, { report, related }: CorrelateTools): Known {
  const own = report.findingsOf(entity.id)
  const others = related.map((from) => ({ from, ...report.findingsOf(from.id) }))
  return {
    findings: [
      ...own.findings.map((finding) => toCorrelated(finding)),
      ...others.flatMap(({ findings, from }) => findings.map((finding) => toCorrelated(finding, from))),
    ],
    isCut: own.isCut || others.some(({ isCut }) => isCut),
  }
}

function toCorrelated(finding: Finding, from?: RelatedEntity): CorrelatedFinding {
  const tags = [...(finding.rule.tags ?? []), ...(finding.tags ?? [])]
  return { ...finding, tags, ...(from === undefined ? {} : { from }) }
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
