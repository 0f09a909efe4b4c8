import type { Figure, Figures, Result } from './result.ts'
import { rowName } from './result.ts'

/** Rows that are worse than those of an earlier run by more than either run's noise, each in a sentence. */
export function worseThan(earlier: readonly Result[], now: readonly Result[]): readonly string[] {
  const before = new Map(earlier.map((row) => [rowName(row.what), row]))
  return now.flatMap((row) => {
    const old = before.get(rowName(row.what))
    const pair = old?.figures && row.figures && samePair(old.figures, row.figures)
    if (!pair) return []
    const [was, is] = pair
    const change = row.figures?.isBetter === 'higher' ? was.value - is.value : is.value - was.value
    const noise = Math.max(was.noise, is.noise)
    if (!(change > noise)) return []
    return [`${row.what}: ${is.value.toFixed(2)}, and was ${was.value.toFixed(2)} (noise ${noise.toFixed(2)})`]
  })
}

/** The figures of both that can be compared: those of wall time where both runs were undisturbed, else of CPU time. */
function samePair(old: Figures, now: Figures): readonly [Figure, Figure] | undefined {
  for (const kind of ['single', 'wall', 'cpu'] as const) {
    const [was, is] = [old[kind], now[kind]]
    if (was && is) return [was, is]
  }
  return undefined
}
