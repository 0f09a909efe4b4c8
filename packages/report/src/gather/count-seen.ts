import type { Report, Summary, TargetReport } from '../model/model.ts'
import { NOTHING_OF_ITS_KIND } from '../model/skip-reasons.ts'

/** The most that a coverage is where something was not seen that nobody can count: it rounds to no 100 %. */
const NOT_WHOLE = 0.9999

/** How much was seen; `missing` targets could not be had. */
export function countSeen(
  { targets, plugins, errors }: Pick<Report, 'targets' | 'plugins' | 'errors'>,
  missing: number,
): Pick<Summary, 'targets' | 'scanned' | 'coverage'> {
  let wanted = 0
  let whole = 0
  let foreign = 0
  for (const { coverage } of plugins) {
    const others = coverage.skipped[NOTHING_OF_ITS_KIND] ?? 0
    foreign += others
    wanted += coverage.scanned + sum(coverage.skipped) - others
    whole += Math.max(0, coverage.scanned - coverage.truncated - coverage.errored)
  }
  const shares = [...targets.map(shareOf), ...Array.from({ length: missing }, () => 0)]
  const counted =
    (wanted > 0 ? whole / wanted : foreign > 0 ? 0 : 1) *
    mean(shares) *
    mean(plugins.map(({ outcome }) => (outcome === 'failed' ? 0 : 1)))
  const isPartial =
    errors.length > 0 || [...targets, ...plugins].some(({ outcome }) => outcome === 'partial' || outcome === 'failed')
  return {
    targets: shares.length,
    scanned: targets.filter(wasScanned).length,
    coverage: isPartial ? Math.min(counted, NOT_WHOLE) : counted,
  }
}

/** Whether nothing at all was seen, so that nothing may be said to be clean: no target, or of files (templates alone, or nothing that a plugin reads) not one. */
export function sawNothing({
  targets,
  plugins,
  findings,
  accepted,
}: Pick<Report, 'targets' | 'plugins' | 'findings' | 'accepted'>): boolean {
  const scanned = targets.filter(wasScanned)
  const seen = plugins.reduce((count, { coverage }) => count + coverage.scanned, 0)
  // A plugin that has failed for the want of one of its engines has looked at files with the others.
  if (scanned.length === 0)
    return !(
      targets.some(wasRead) && plugins.some(({ outcome, coverage }) => outcome === 'failed' && coverage.scanned > 0)
    )
  // A finding, or a layer that was read, shows that something was seen.
  if (findings.length + accepted.length > 0 || scanned.some(({ layers }) => layers !== undefined)) return false
  return seen === 0 && plugins.some(({ coverage }) => sum(coverage.skipped) > 0)
}

const wasRead = ({ layers = [] }: TargetReport): boolean => layers.some(({ source }) => source !== 'none')

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

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}

function mean(shares: readonly number[]): number {
  return shares.length === 0 ? 1 : shares.reduce((total, share) => total + share, 0) / shares.length
}
