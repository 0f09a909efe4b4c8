import { createHash } from 'node:crypto'
import { cutEvent } from './cut.ts'
import { fingerprint } from './fingerprint.ts'
import { InvalidEvent } from './invalid-event.ts'
import { internRule } from './rules.ts'
import type { Finding, Reported } from './model.ts'
import type { EventSource } from './service.ts'
import { validateEvent } from './validate.ts'

/** An event that was taken, not yet redacted. */
export interface AcceptedEvent {
  readonly event: Finding | Reported
  readonly secrets: readonly string[]
  /** The same for the same event at the same place of the same target. */
  readonly key: string
}

/** The event as a finding or an asset, or why it is neither. */
export function acceptEvent(value: unknown, source: EventSource, time: string): AcceptedEvent | { refused: string } {
  try {
    return accept(value, source, time)
  } catch (error) {
    // Whatever a plugin hands over (a getter that throws, a revoked proxy) is its own fault, said as such.
    return { refused: error instanceof InvalidEvent ? error.message : 'it cannot be read' }
  }
}

function accept(value: unknown, source: EventSource, time: string): AcceptedEvent {
  const valid = validateEvent(value)
  const print = fingerprint(valid, source)
  const secrets = secretsOf(valid)
  const event = cutEvent({ ...valid, secrets })
  const base: Reported = {
    type: event.type,
    class: event.class,
    plugin: source.plugin,
    time,
    target: source.target,
    locations: event.locations,
    detail: event.detail,
  }
  const { rule } = event
  if (event.class === 'info' || !rule) {
    return { event: base, secrets, key: keyOf([source.target.id, print, event.locations, event.detail]) }
  }
  const finding: Finding = {
    ...base,
    fingerprint: print,
    rule: internRule(rule, source.docs),
    severity: event.severity ?? rule.severity,
    confidence: event.confidence ?? rule.confidence ?? 'medium',
    ...(event.evidence === undefined ? {} : { evidence: event.evidence }),
  }
  return { event: finding, secrets, key: keyOf([source.target.id, print, event.locations]) }
}

function keyOf(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64')
}

/** The secrets that the event names, and the one that its type is about whether it is named or not. */
function secretsOf({ type, secrets = [], detail }: ReturnType<typeof validateEvent>): readonly string[] {
  const { password } = detail
  if (type !== 'Weakpass' || typeof password !== 'string' || password === '') return secrets
  return secrets.includes(password) ? secrets : [...secrets, password]
}
