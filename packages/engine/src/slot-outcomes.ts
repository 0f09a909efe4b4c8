import type { FileOutcome, FileProblem, SlotResult } from './tally.ts'

/** Problems that are kept for one inspector and layer; beyond, only the numbers tell. */
const MAX_PROBLEMS = 1000

/** Gathers the outcomes of one inspector's files; they come in any order, and the result does not depend on it. */
export interface Outcomes {
  /** Where the outcome of the file at this place goes. */
  settle(position: number, path: string): (outcome: FileOutcome) => void
  finish(): SlotResult
}

/** No outcome yet. */
export function createOutcomes(): Outcomes {
  const records: [number, string][] = []
  const skips: Record<string, number> = {}
  let problems: (FileProblem & { readonly position: number })[] = []
  let scanned = 0
  let truncated = 0
  let errored = 0

  function keepFirst(): void {
    problems = problems.sort((a, b) => a.position - b.position).slice(0, MAX_PROBLEMS)
  }

  return {
    settle: (position, path) => (outcome) => {
      if (outcome.skipped !== undefined) skips[outcome.skipped] = (skips[outcome.skipped] ?? 0) + 1
      else scanned += 1
      if (outcome.error !== undefined) errored += 1
      const reason = outcome.skipped ?? outcome.error ?? (outcome.truncated ? 'truncated' : undefined)
      if (reason === 'truncated') truncated += 1
      if (reason !== undefined) problems.push({ position, path, reason })
      if (problems.length > 4 * MAX_PROBLEMS) keepFirst()
      if (outcome.record !== undefined) records.push([position, outcome.record])
    },
    finish() {
      keepFirst()
      records.sort(([a], [b]) => a - b)
      const skipped = Object.fromEntries(Object.entries(skips).sort(([a], [b]) => (a < b ? -1 : 1)))
      const listed = problems.map(({ path, reason }) => ({ path, reason }))
      return { records, tally: { scanned, skipped, truncated, errored, problems: listed } }
    },
  }
}
