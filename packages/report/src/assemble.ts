import type { Severity } from '@veinmind/sdk'
import type { AcceptedEvent } from './accept.ts'
import { bySeverity, compare } from './order.ts'
import { redactAll } from './redact-report.ts'
import type { Asset, Finding, PluginReport, Report, ReportedError, Summary, TargetReport } from './model.ts'

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
}

/** The report, sorted and redacted. */
export function assembleReport(parts: ReportParts, options: { readonly showSecrets: boolean }): Report {
  const { events, targets, plugins, errors, skipped } = options.showSecrets ? unredacted(parts) : redactAll(parts)
  const findings = events.filter((event) => 'fingerprint' in event).sort(byFinding)
  const assets = events.filter((event): event is Asset => !('fingerprint' in event)).sort(byAsset)
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
    summary: summarize({ targets, findings, assets, errors, plugins }),
  }
}

/** The counts of a report. */
export function summarize(report: Pick<Report, 'targets' | 'findings' | 'assets' | 'errors' | 'plugins'>): Summary {
  const counts: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 }
  for (const finding of report.findings) counts[finding.severity]++
  let wanted = 0
  let whole = 0
  for (const { coverage } of report.plugins) {
    wanted += coverage.scanned + Object.values(coverage.skipped).reduce((sum, count) => sum + count, 0)
    whole += Math.max(0, coverage.scanned - coverage.truncated - coverage.errored)
  }
  return {
    targets: report.targets.length,
    findings: counts,
    assets: report.assets.length,
    errors: report.errors.length,
    coverage: (wanted === 0 ? 1 : whole / wanted) * mean(report.targets.map(shareOf)) * mean(report.plugins.map(({ outcome }) => (outcome === 'failed' ? 0 : 1))),
  }
}

/** How much of a target was read: nobody knows how many files a layer holds that was not, so layers are counted. */
function shareOf({ outcome, layers = [] }: TargetReport): number {
  if (outcome === 'failed' || outcome === 'skipped') return 0
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
