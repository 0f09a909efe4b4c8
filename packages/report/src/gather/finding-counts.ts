import type { Severity } from '@veinmind/sdk'
import type { Finding, Summary, TargetReference } from '../model/model.ts'
import { bySeverity } from '../model/order.ts'
import { namesOfTarget } from '../model/target-places.ts'

/** Counts findings as they come: each once, under its worst severity, and all of their places. */
export function createFindingCounts(): {
  add(finding: Finding, target: TargetReference, isAccepted: boolean): void
  finish(): Pick<Summary, 'findings' | 'accepted' | 'places'>
} {
  const worst = new Map<string, Severity>()
  const accepted = new Set<string>()
  let places = 0
  return {
    add({ class: klass, fingerprint, severity, locations }, target, isAccepted) {
      const key = klass === 'risk' ? fingerprint : `${klass} ${fingerprint}`
      if (isAccepted) {
        accepted.add(key)
        return
      }
      places += Math.max(1, locations.length) * namesOfTarget(target).length
      const known = worst.get(key)
      if (known === undefined || bySeverity(severity, known) < 0) worst.set(key, severity)
    },
    finish() {
      const findings: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 }
      for (const severity of worst.values()) findings[severity]++
      return { findings, accepted: accepted.size, places }
    },
  }
}
