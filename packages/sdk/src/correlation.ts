import type { JsonObject } from './json.ts'
import type { Confidence, Location, Rule, Severity } from './events.ts'

/** A finding of any plugin, as `correlate` gets it: as it was reported, nothing masked. */
export interface CorrelatedFinding {
  /** What an event names it by in `because`. */
  readonly fingerprint: string
  readonly plugin: string
  readonly type: string
  readonly class: 'risk' | 'invasion' | 'info'
  readonly rule: Rule
  readonly severity: Severity
  readonly confidence: Confidence
  readonly evidence?: string
  readonly locations: readonly Location[]
  readonly detail: JsonObject
}
