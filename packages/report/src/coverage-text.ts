import type { Report } from './model.ts'

/** The coverage as a percentage: 100 only when it is whole, nothing was done in part for a reason that is no file, and nothing failed. */
export function coverageText({ summary, targets, plugins }: Pick<Report, 'summary' | 'targets' | 'plugins'>): string {
  if (summary.coverage < 1) return `${Math.min(99.99, Math.floor(summary.coverage * 10_000) / 100)} %`
  const isPartial = summary.errors > 0 || [...targets, ...plugins].some(({ outcome }) => outcome === 'partial')
  return isPartial ? '< 100 %' : '100 %'
}
