import type { Severity } from '@veinmind/sdk'
import type { Finding, Summary, TargetReference } from './model.ts'
import { bySeverity } from './order.ts'
import { namesOfTarget } from './target-places.ts'

/** Counts findings as they come: each once, under its worst severity, and all of their places. */
export function createFindingCounts(): {
  add(finding: Finding, target: TargetReference): void
  finish(): Pick<Summary, 'findings' | 'places'>
} {
  const worst = new Map<string, Severity>()
  let places = 0
  return {
    add({ class: klass, fingerprint, severity, locations }, target) {
      places += Math.max(1, locations.length) * namesOfTarget(target).length
      const key = klass === 'risk' ? fingerprint : `${klass} ${fingerprint}`
      const known = worst.get(key)
      if (known === undefined || bySeverity(severity, known) < 0) worst.set(key, severity)
    },
    finish() {
      const findings: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 }
      for (const severity of worst.values()) findings[severity]++
      return { findings, places }
    },
  }
}
