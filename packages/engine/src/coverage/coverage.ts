import type { Coverage, Gaps, Outcome, PluginReport, Problem } from '@veinmind/report'
import { NOTHING_OF_ITS_KIND } from '@veinmind/report'
import type { Plugin, Seen } from '@veinmind/sdk'
import { joinGaps } from './gaps.ts'
import type { FileCounts } from '../read/results.ts'

/** How a plugin ended on one entity. */
export interface PluginEnd {
  readonly outcome: Outcome
  readonly reason?: string
  readonly durationMs: number
  readonly gaps?: Gaps
  /** What is to be said of the plugin, however it ended. */
  readonly note?: string
  /** Whether the reason holds for the whole run, and not for one target. */
  readonly isOfRun?: true
}

/** Adds up what a plugin saw, over all entities. */
export interface CoverageLedger {
  /** What an inspector has of one layer, or of the links, of one entity. */
  addCounts(target: string, inspector: string, counts: FileCounts): void
  addRereads(count: number): void
  /** A reason of its own that it did not see all. */
  addProblem(problem: Problem): void
  /** What the plugin saw of an entity by means of its own. */
  addSeen(target: string, seen: Seen): void
  addEnd(target: string, end: PluginEnd): void
  /** The plugin was not run at all: it cannot run here, or what it asks for is wrong. */
  refuse(outcome: 'skipped' | 'failed', reason: string): void
  /** `whyIdle`: why it did nothing, if it was never handed anything. */
  finish(whyIdle?: string): PluginReport
}

const MAX_PROBLEMS = 1000
/** Problems that are kept to choose the listed ones from; a plugin may name any number. */
const MAX_KEPT = 10_000
const RANK: readonly Outcome[] = ['failed', 'partial', 'ok', 'skipped']

/** A ledger with nothing in it. */
export function createLedger(plugin: Plugin): CoverageLedger {
  const skipped = new Map<string, number>()
  const problems: Problem[] = []
  const ends: { readonly target: string; readonly end: PluginEnd }[] = []
  let [scanned, truncated, errored, rereads] = [0, 0, 0, 0]
  let refused: Pick<PluginReport, 'outcome' | 'reason'> | undefined

  function coverage(): Coverage {
    const sorted = problems.sort(
      (a, b) => compare(a.target, b.target) || compare(a.path ?? '', b.path ?? '') || compare(a.reason, b.reason),
    )
    const counts = Object.fromEntries([...skipped].sort(([a], [b]) => compare(a, b)))
    const entities = ends.filter(({ end }) => end.outcome !== 'skipped').length
    return { entities, scanned, skipped: counts, truncated, errored, rereads, problems: sorted.slice(0, MAX_PROBLEMS) }
  }

  function addProblem(problem: Problem): void {
    if (problems.length < MAX_KEPT) problems.push(problem)
  }

  function addSeen(target: string, seen: Seen): void {
    scanned += seen.scanned ?? 0
    truncated += seen.truncated ?? 0
    errored += seen.errored ?? 0
    rereads += seen.rereads ?? 0
    for (const [reason, count] of Object.entries(seen.skipped ?? {}))
      skipped.set(reason, (skipped.get(reason) ?? 0) + count)
    for (const problem of seen.problems ?? []) addProblem({ target, ...problem })
  }

  return {
    addCounts(target, inspector, counts) {
      const { gaps: _gaps, problems: files, ...numbers } = counts
      addSeen(target, { ...numbers, problems: files.map(({ path, reason }) => ({ path, inspector, reason })) })
    },
    addRereads(count) {
      rereads += count
    },
    addProblem,
    addSeen,
    addEnd: (target, end) => void ends.push({ target, end }),
    refuse(outcome, reason) {
      refused = { outcome, reason }
    },
    finish(whyIdle = NOTHING_OF_ITS_KIND) {
      const durationMs = Math.round(ends.reduce((sum, { end }) => sum + end.durationMs, 0))
      const { outcome, reason } =
        refused ?? (ends.length === 0 ? { outcome: 'skipped', reason: whyIdle } : summarize(ends))
      const gaps = joinGaps(
        [...ends]
          .sort((a, b) => compare(a.target, b.target))
          .flatMap(({ target, end }) =>
            end.gaps ? [{ ...end.gaps, first: end.gaps.first.map((gap) => ({ ...gap, target })) }] : [],
          ),
      )
      const note = ends.find(({ end }) => end.note !== undefined)?.end.note
      const base = {
        name: plugin.name,
        version: plugin.version,
        outcome,
        durationMs,
        ...(gaps ? { gaps } : {}),
        ...(note === undefined ? {} : { note }),
        coverage: coverage(),
      }
      return reason === undefined ? base : { ...base, reason }
    },
  }
}

/** `failed` when it failed everywhere, `partial` when somewhere it failed or did not see all. */
function summarize(
  ends: readonly { readonly target: string; readonly end: PluginEnd }[],
): Pick<PluginReport, 'outcome' | 'reason'> {
  const sorted = [...ends].sort(
    (a, b) => RANK.indexOf(a.end.outcome) - RANK.indexOf(b.end.outcome) || compare(a.target, b.target),
  )
  const worst = sorted[0]?.end.outcome ?? 'ok'
  const isMixed = worst === 'failed' && ends.some(({ end }) => end.outcome !== 'failed')
  const outcome = isMixed ? 'partial' : worst
  const reasons = sorted.filter(({ end }) => end.outcome === worst && end.reason !== undefined)
  const [first] = reasons
  if (!first) return { outcome }
  if (first.end.isOfRun && first.end.reason !== undefined) return { outcome, reason: first.end.reason }
  const more = reasons.length > 1 ? ` (and ${reasons.length - 1} more)` : ''
  return { outcome, reason: `${first.target}: ${first.end.reason}${more}` }
}

/** By code units: the same everywhere, whatever the locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
