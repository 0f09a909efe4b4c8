import { hash } from 'node:crypto'
import type { JsonObject, ReportEvent, Subject } from '@veinmind/sdk'
import { cutEvent } from './cut.ts'
import { fingerprint } from './fingerprint.ts'
import { InvalidEvent } from './invalid-event.ts'
import { EVENT_LIMITS } from './limits.ts'
import type { RuleTable } from './rules.ts'
import type { Finding, Reported } from '../model/model.ts'
import { bySeverity, compare } from '../model/order.ts'
import type { EventSource } from '../model/event-source.ts'
import { validateEvent } from './validate.ts'

/** An event that was taken, not yet redacted. */
export interface AcceptedEvent {
  readonly event: Finding | Reported
  readonly secrets: readonly string[]
  /** Places that it had beyond the limit. */
  readonly dropped: number
  /** The same for the same event at the same place of the same target. */
  readonly key: string
  /** Of a finding: those that it was concluded from. */
  readonly because?: readonly string[]
  /** Of a finding: as the plugin says it, not hashed yet. */
  readonly subject?: Subject
}

/** Where and when an event was reported. */
export interface Arrival {
  readonly source: EventSource
  /** RFC 3339. */
  readonly time: string
  readonly rules: RuleTable
}

/** The event as a finding or an asset, or why it is neither. */
export function acceptEvent(value: unknown, arrival: Arrival): AcceptedEvent | { readonly refused: string } {
  try {
    return accept(value, arrival)
  } catch (error) {
    // Whatever a plugin hands over (a getter that throws, a revoked proxy) is its own fault, said as such.
    return { refused: error instanceof InvalidEvent ? error.message : 'it cannot be read' }
  }
}

/**
 * Whether an event stands for itself and for another with the same key: the more severe, else the one that names the layer by the
 * lesser digest, so that it does not matter which came first.
 */
export function standsFor({ event }: Pick<AcceptedEvent, 'event'>, other: Pick<AcceptedEvent, 'event'>): boolean {
  const severity =
    'severity' in event && 'severity' in other.event ? bySeverity(event.severity, other.event.severity) : 0
  const digests = ({ locations }: Finding | Reported): string => locations.map(({ layer }) => layer?.digest).join()
  return severity < 0 || (severity === 0 && compare(digests(event), digests(other.event)) < 0)
}

function accept(value: unknown, { source, time, rules }: Arrival): AcceptedEvent {
  const valid = validateEvent(value, (rule, secrets) => rules.read(rule, source.docs, secrets))
  const print = fingerprint(valid, source)
  const secrets = secretsOf(valid)
  const dropped = Math.max(0, ((value as ReportEvent).locations?.length ?? 0) - EVENT_LIMITS.locations)
  const {
    type,
    class: klass,
    rule,
    severity,
    confidence,
    evidence,
    listed,
    accepted,
    subject,
    tags,
    locations,
    detail,
  } = cutEvent({ ...valid, secrets })
  const { plugin, target } = source
  // An image has a layer under several digests: in one archive as it is, in another compressed.
  const places = locations.map(({ layer, ...place }) => (layer ? { ...place, layer: layer.index } : place))
  if (klass === 'info' || !rule) {
    const key = keyOf([target.id, print, places, detail])
    return { event: { type, class: klass, plugin, time, target, locations, detail }, secrets, dropped, key }
  }
  const finding: Finding = {
    fingerprint: print,
    type,
    class: klass,
    severity: severity ?? rule.severity,
    confidence: confidence ?? rule.confidence ?? 'medium',
    rule,
    ...(evidence === undefined ? {} : { evidence }),
    ...(listed === undefined ? {} : { listed }),
    ...(accepted === undefined ? {} : { accepted }),
    ...(tags === undefined ? {} : { tags }),
    plugin,
    time,
    target,
    locations,
    detail,
  }
  return {
    event: finding,
    secrets,
    dropped,
    key: keyOf([target.id, print, places]),
    ...(valid.because === undefined ? {} : { because: valid.because }),
    // An accepted finding stands alone: it is not joined with what others found on its subject.
    ...(subject === undefined || accepted !== undefined ? {} : { subject }),
  }
}

function keyOf(parts: unknown): string {
  // There may be many keys in memory; half of the hash tells them apart as well.
  return hash('sha256', JSON.stringify(parts), 'buffer').toString('latin1', 0, 16)
}

/** The secrets that the event names, and the one that its type is about where it is not named. */
function secretsOf({ type, secrets = [], detail }: ReturnType<typeof validateEvent>): readonly string[] {
  // Secrets that are named are what is secret of a value or a stretch; a password is one by itself.
  const secret = type === 'Weakpass' || secrets.length === 0 ? secretOfType(type, detail) : undefined
  return secret === undefined || secret === '' || secrets.includes(secret) ? secrets : [...secrets, secret]
}

function secretOfType(type: string, detail: JsonObject): string | undefined {
  const { password, value, context_content: context, context_content_highlight_range: range } = detail
  if (type === 'Weakpass') return asText(password)
  if (type === 'SensitiveEnv') return asText(value)
  if (type !== 'SensitiveFile' || !Array.isArray(range)) return undefined
  const [start, end] = range as readonly unknown[]
  return typeof start === 'number' && typeof end === 'number' ? asText(context)?.slice(start, end) : undefined
}

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
