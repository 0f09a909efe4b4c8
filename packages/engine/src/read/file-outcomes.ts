import { mib } from '@veinmind/sdk'
import type { FileOutcome, FileProblem, InspectorResult } from './results.ts'

/** Records of one inspector and layer: more than any honest layer gives, and a bound for one that was made to fill memory. */
const MAX_RECORDS = 100_000
const MAX_RECORD_CHARACTERS = mib(32)
/** Problems that are kept for one inspector and layer; beyond, only the numbers tell. */
const MAX_PROBLEMS = 1000

/** Gathers the outcomes of one inspector's files; they come in any order, and the result does not depend on it. */
export interface Outcomes {
  /** Where the outcome of the file at this place goes. */
  settle(position: number, path: string): (outcome: FileOutcome) => void
  finish(): InspectorResult
}

/** No outcome yet. */
export function createOutcomes(): Outcomes {
  let records: [number, string][] = []
  let characters = 0
  const skips: Record<string, number> = {}
  let problems: (FileProblem & { readonly position: number })[] = []
  let scanned = 0
  let truncated = 0
  let errored = 0
  let gaps = 0

  function keepFirst(): void {
    problems = problems.sort((a, b) => a.position - b.position).slice(0, MAX_PROBLEMS)
  }

  /** Keeps those that stand first in the archive, in whatever order they come, so that every run leaves out the same ones. */
  function keepFirstRecords(): void {
    records.sort(([a], [b]) => a - b)
    characters = 0
    const end = records.findIndex(([, record], index) => {
      characters += record.length
      return index >= MAX_RECORDS || characters > MAX_RECORD_CHARACTERS
    })
    if (end === -1) return
    skips['too-many-records'] = (skips['too-many-records'] ?? 0) + records.length - end
    records = records.slice(0, end)
    characters = records.reduce((sum, [, record]) => sum + record.length, 0)
  }

  return {
    settle: (position, path) => (outcome) => {
      if (outcome.skipped !== undefined) skips[outcome.skipped] = (skips[outcome.skipped] ?? 0) + 1
      else scanned += 1
      const { error, incomplete: reasons = [] } = outcome
      if (error !== undefined) errored += 1
      else if (outcome.truncated || reasons.length > 0) truncated += 1
      gaps += reasons.length
      if (outcome.skipped !== undefined) problems.push({ position, path, reason: outcome.skipped })
      if (error !== undefined) problems.push({ position, path, reason: error, isGap: true })
      for (const reason of reasons) problems.push({ position, path, reason, isGap: true })
      if (outcome.truncated && error === undefined && reasons.length === 0)
        problems.push({ position, path, reason: 'truncated' })
      if (problems.length > 4 * MAX_PROBLEMS) keepFirst()
      if (outcome.record === undefined) return
      records.push([position, outcome.record])
      characters += outcome.record.length
      if (records.length > 2 * MAX_RECORDS || characters > 2 * MAX_RECORD_CHARACTERS) keepFirstRecords()
    },
    finish() {
      keepFirst()
      keepFirstRecords()
      const skipped = Object.fromEntries(Object.entries(skips).sort(([a], [b]) => (a < b ? -1 : 1)))
      const listed = problems.map(({ position: _position, ...problem }) => problem)
      return { records, counts: { scanned, skipped, truncated, errored, gaps, problems: listed } }
    },
  }
}
