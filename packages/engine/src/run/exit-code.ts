import { sawNothing } from '@veinmind/report'
import type { Report } from '@veinmind/report'
import type { Severity } from '@veinmind/sdk'
import { SEVERITIES } from '@veinmind/sdk'

/** From which severity on a finding fails the run. */
export interface ExitPolicy {
  readonly failOn: Severity | 'never'
  /** Replaces 1, the code of a run with findings. */
  readonly exitCode?: number
}

/**
 * The exit code of a run: 4 nothing was scanned; 3 part of it was not scanned, whatever was found, since what was not
 * seen could be worse; 1 (or `exitCode`) findings at or above `failOn`; 0 none. Facts (`info`) never count, nor do files
 * that were left out for their size.
 */
export function exitCode(report: Report, policy: ExitPolicy): number {
  if (sawNothing(report)) return 4
  const isIncomplete =
    report.errors.length > 0 ||
    report.targets.some(({ outcome }) => outcome !== 'ok') ||
    report.plugins.some(({ outcome }) => outcome === 'partial' || outcome === 'failed')
  if (isIncomplete) return 3
  const isFailing = policy.failOn !== 'never' && hasFinding(report, policy.failOn)
  return isFailing ? (policy.exitCode ?? 1) : 0
}

function hasFinding(report: Report, failOn: Severity): boolean {
  const least = SEVERITIES.indexOf(failOn)
  // With an earlier report to compare with, only new findings count.
  const counts = report.comparison?.new ?? report.summary.findings
  return SEVERITIES.some((severity, rank) => rank >= least && counts[severity] > 0)
}
