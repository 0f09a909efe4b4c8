import type { Severity } from '@veinmind/sdk'
import type { AcceptedEvent } from './accept.ts'
import { bySeverity, compare } from './order.ts'
import { redactAll } from './redact-report.ts'
import type { Asset, Finding, PluginReport, Report, ReportedError, Summary, TargetReference, TargetReport } from './model.ts'
import { namesOfTarget, placesOfTargets } from './target-places.ts'

/** What a report is made of. */
export interface ReportParts {
  readonly tool: Report['tool']
  readonly startedAt: string
  readonly finishedAt: string
  readonly events: readonly AcceptedEvent[]
  /** Secrets besides those of `events`. */
  readonly otherSecrets: ReadonlySet<string>
  readonly targets: readonly TargetReport[]
  readonly plugins: readonly PluginReport[]
  readonly errors: readonly ReportedError[]
  readonly skipped: Report['skipped']
  /** Names of targets that could not be had. */
  readonly missing: ReadonlySet<string>
}

/** The report, sorted and redacted. */
export function assembleReport(parts: ReportParts, options: { readonly showSecrets: boolean }): Report {
  const { events, targets, plugins, errors, skipped } = options.showSecrets ? unredacted(parts) : redactAll(parts)
  const several = placesOfTargets(targets)
  const placed = events.map((event) => withPlaces(event, several))
  const findings = placed.filter((event) => 'fingerprint' in event).sort(byFinding)
  const assets = placed.filter((event): event is Asset => !('fingerprint' in event)).sort(byAsset)
  return {
    schemaVersion: '1.0',
    tool: parts.tool,
    startedAt: parts.startedAt,
    finishedAt: parts.finishedAt,
    targets: [...targets].sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id)),
    plugins: [...plugins].sort((a, b) => compare(a.name, b.name)),
    findings,
    assets,
    errors: [...errors].sort(byError),
    skipped: [...skipped].sort((a, b) => compare(a.target, b.target) || compare(a.reason, b.reason)),
    summary: summarize({ targets, findings, assets, errors, plugins }, countMissing(parts)),
  }
}

/** The counts of a report; `missing` targets could not be had. */
export function summarize(report: Pick<Report, 'targets' | 'findings' | 'assets' | 'errors' | 'plugins'>, missing = 0): Summary {
  const { counts, places } = countFindings(report.findings)
  let wanted = 0
  let whole = 0
  for (const { coverage } of report.plugins) {
    wanted += coverage.scanned + Object.values(coverage.skipped).reduce((sum, count) => sum + count, 0)
    whole += Math.max(0, coverage.scanned - coverage.truncated - coverage.errored)
  }
  const shares = [...report.targets.map(shareOf), ...Array.from({ length: missing }, () => 0)]
  return {
    targets: shares.length,
    scanned: report.targets.filter(wasScanned).length,
    findings: counts,
    places,
    assets: report.assets.length,
    errors: report.errors.length,
    coverage: (wanted === 0 ? 1 : whole / wanted) * mean(shares) * mean(report.plugins.map(({ outcome }) => (outcome === 'failed' ? 0 : 1))),
  }
}

/** Each finding once, under its worst severity, and all of their places. */
function countFindings(findings: readonly Finding[]): { readonly counts: Record<Severity, number>; readonly places: number } {
  const worst = new Map<string, Severity>()
  let places = 0
  for (const { class: klass, fingerprint, severity, locations, target } of findings) {
    places += Math.max(1, locations.length) * namesOfTarget(target).length
    const key = `${klass} ${fingerprint}`
    const known = worst.get(key)
    if (known === undefined || bySeverity(severity, known) < 0) worst.set(key, severity)
  }
  const counts: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 }
  for (const severity of worst.values()) counts[severity]++
  return { counts, places }
}

function withPlaces<T extends Finding | Asset>(event: T, several: ReadonlyMap<string, TargetReference>): T {
  const target = several.get(event.target.id)
  return target === undefined ? event : { ...event, target }
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
  return outcome === 'ok' || layers.length === 0 ? 1 : layers.filter(({ source }) => source !== 'none').length / layers.length
}

function mean(shares: readonly number[]): number {
  return shares.length === 0 ? 1 : shares.reduce((sum, share) => sum + share, 0) / shares.length
}

function byFinding(a: Finding, b: Finding): number {
  return (
    compare(a.target.name, b.target.name) ||
    compare(a.target.id, b.target.id) ||
    bySeverity(a.severity, b.severity) ||
    compare(a.rule.id, b.rule.id) ||
    comparePlaces(a, b) ||
    compare(a.fingerprint, b.fingerprint)
  )
}

function byAsset(a: Asset, b: Asset): number {
  return (
    compare(a.target.name, b.target.name) ||
    compare(a.target.id, b.target.id) ||
    compare(a.type, b.type) ||
    compare(a.plugin, b.plugin) ||
    comparePlaces(a, b) ||
    compare(JSON.stringify(a.detail), JSON.stringify(b.detail))
  )
}

function comparePlaces(a: Asset, b: Asset): number {
  const one = a.locations[0] ?? {}
  const other = b.locations[0] ?? {}
  return (
    compare(one.path ?? '', other.path ?? '') ||
    (one.line ?? 0) - (other.line ?? 0) ||
    (one.column ?? 0) - (other.column ?? 0) ||
    (one.layer?.index ?? -1) - (other.layer?.index ?? -1) ||
    (one.step?.index ?? -1) - (other.step?.index ?? -1)
  )
}

function byError(a: ReportedError, b: ReportedError): number {
  return (
    compare(a.target ?? '', b.target ?? '') ||
    compare(a.plugin ?? '', b.plugin ?? '') ||
    compare(a.code, b.code) ||
    compare(a.message, b.message)
  )
}

function unredacted({ events, ...rest }: ReportParts) {
  return { ...rest, events: events.map(({ event }) => event) }
}
