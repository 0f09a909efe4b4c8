import { createFindingCounts } from './finding-counts.ts'
import type { Asset, Finding, PluginReport, Report, ReportedError, Summary, TargetReport } from './model.ts'
import { compare } from './order.ts'
import { createOpenWords, redactAll } from './redact-report.ts'
import type { Redacted } from './redact-report.ts'
import { isFinding } from './store/by-place.ts'
import type { EventStore } from './store/event-store.ts'
import { joinEvents, joinFindings, joinStored } from './subjects/join-findings.ts'
import type { SubjectIndex } from './subjects/subject-index.ts'
import { createTargetOrder } from './target-order.ts'
import { placesOfTargets } from './target-places.ts'

/** What a report is made of. */
export interface ReportParts {
  readonly tool: Report['tool']
  readonly startedAt: string
  readonly finishedAt: string
  readonly events: EventStore
  readonly subjects: SubjectIndex
  /** The secrets of all events, also of those that are not in the report. */
  readonly secrets: ReadonlySet<string>
  readonly targets: readonly TargetReport[]
  readonly plugins: readonly PluginReport[]
  readonly errors: readonly ReportedError[]
  readonly skipped: Report['skipped']
  /** Names of targets that could not be had. */
  readonly missing: ReadonlySet<string>
}

/** The report, sorted and redacted. Of events that are on disk, each is read when it is asked for. */
export function assembleReport(parts: ReportParts, options: { readonly showSecrets: boolean }): Report {
  const { events } = parts
  const joined = joinEvents(events, parts.subjects)
  const findingAt = (number: number): Finding => events.get(number).event as Finding
  const several = placesOfTargets(parts.targets)
  const words = options.showSecrets ? undefined : createOpenWords(parts)
  const counts = createFindingCounts()
  const order = createTargetOrder()
  for (const [number, { event }] of events.inOrder()) {
    const target = several.get(event.target.id) ?? event.target
    words?.look(event)
    if (joined.isPart(number)) continue
    if (isFinding(event)) counts.add(joinFindings(event, joined.othersOf(number).map(findingAt)), target)
    order.add(number, target, isFinding(event))
  }
  const { redactEvent, targets, plugins, errors, skipped } = words ? redactAll(parts, words.found) : unredacted(parts)
  const list = (numbers: readonly number[]): readonly (Finding | Asset)[] =>
    events.map(numbers, (stored, number) => {
      const { event, secrets } = joinStored(
        stored,
        joined.othersOf(number).map((other) => events.get(other)),
      )
      const target = several.get(event.target.id)
      return redactEvent({ secrets, event: target ? { ...event, target } : event })
    })
  const { findings, assets } = order.finish()
  return {
    schemaVersion: '1.0',
    tool: parts.tool,
    startedAt: parts.startedAt,
    finishedAt: parts.finishedAt,
    targets: [...targets].sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id)),
    plugins: [...plugins].sort((a, b) => compare(a.name, b.name)),
    findings: list(findings) as readonly Finding[],
    assets: list(assets),
    errors: [...errors].sort(byError),
    skipped: [...skipped].sort((a, b) => compare(a.target, b.target) || compare(a.reason, b.reason)),
    summary: {
      ...summarize({ targets, plugins }, countMissing(parts)),
      ...counts.finish(),
      assets: assets.length,
      errors: errors.length,
    },
  }
}

/** How much was seen; `missing` targets could not be had. */
function summarize(
  { targets, plugins }: Pick<Report, 'targets' | 'plugins'>,
  missing: number,
): Pick<Summary, 'targets' | 'scanned' | 'coverage'> {
  let wanted = 0
  let whole = 0
  for (const { coverage } of plugins) {
    wanted += coverage.scanned + Object.values(coverage.skipped).reduce((sum, count) => sum + count, 0)
    whole += Math.max(0, coverage.scanned - coverage.truncated - coverage.errored)
  }
  const shares = [...targets.map(shareOf), ...Array.from({ length: missing }, () => 0)]
  return {
    targets: shares.length,
    scanned: targets.filter(wasScanned).length,
    coverage:
      (wanted === 0 ? 1 : whole / wanted) *
      mean(shares) *
      mean(plugins.map(({ outcome }) => (outcome === 'failed' ? 0 : 1))),
  }
}

/** Targets that could not be had and are not listed under another result: each counts once. */
function countMissing({ missing, targets }: ReportParts): number {
  const listed = new Set(targets.flatMap(({ name, references }) => [name, ...references]))
  return [...missing].filter((name) => !listed.has(name)).length
}

function wasScanned({ outcome }: Pick<TargetReport, 'outcome'>): boolean {
  return outcome === 'ok' || outcome === 'partial'
}

/** How much of a target was read: nobody knows how many files a layer holds that was not, so layers are counted. */
function shareOf({ outcome, layers = [] }: TargetReport): number {
  if (!wasScanned({ outcome })) return 0
  // Where all went well, layers were left out that no plugin asked for.
  return outcome === 'ok' || layers.length === 0
    ? 1
    : layers.filter(({ source }) => source !== 'none').length / layers.length
}

function mean(shares: readonly number[]): number {
  return shares.length === 0 ? 1 : shares.reduce((sum, share) => sum + share, 0) / shares.length
}

function byError(a: ReportedError, b: ReportedError): number {
  return (
    compare(a.target ?? '', b.target ?? '') ||
    compare(a.plugin ?? '', b.plugin ?? '') ||
    compare(a.code, b.code) ||
    compare(a.message, b.message)
  )
}

function unredacted({ targets, plugins, errors, skipped }: ReportParts): Redacted {
  return { redactEvent: ({ event }) => event, targets, plugins, errors, skipped }
}
