import { SEVERITIES } from '@veinmind/sdk'
import type {
  Accepted,
  CommitPlace,
  Confidence,
  EventClass,
  Listed,
  Location,
  ReportEvent,
  Rule,
  Severity,
  Subject,
  Text,
} from '@veinmind/sdk'
import { isDay } from '../model/accept-entry.ts'
import { InvalidEvent } from './invalid-event.ts'
import { checkDetail } from './validate-detail.ts'
import { EVENT_LIMITS } from './limits.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/**
 * A copy of `value` as an event, with nothing in it but what the model has. Throws `InvalidEvent` when it is none. It may
 * come from another process or from a plugin without types, so nothing about it is believed. `readRule` gives its rule, from
 * the rule that it says and its secrets.
 */
export function validateEvent(
  value: unknown,
  readRule: (rule: unknown, secrets: readonly string[]) => Rule,
): ReportEvent {
  const from = record(value, 'the event')
  const klass = oneOf<EventClass>(from['class'], ['risk', 'invasion', 'info'], 'class')
  if (klass !== 'info' && from['rule'] == null) throw new InvalidEvent('rule is missing')
  const secrets = from['secrets'] == null ? [] : texts(from['secrets'], 'secrets', EVENT_LIMITS.secrets + 1)
  if (secrets.length > EVENT_LIMITS.secrets)
    throw new InvalidEvent(`there are more than ${EVENT_LIMITS.secrets} secrets`)
  const event: Writable<ReportEvent> = {
    type: id(from['type'], 'type'),
    class: klass,
    locations: list(from['locations'] ?? [], 'locations', EVENT_LIMITS.locations).map(validateLocation),
    detail: checkDetail(from['detail'] ?? {}),
    secrets: secrets.filter((secret) => secret !== ''),
  }
  const { rule, severity, confidence, evidence, identity, subject, tags, because, listed, accepted } = from
  if (rule != null) event.rule = readRule(rule, event.secrets ?? [])
  if (severity != null) event.severity = oneOf<Severity>(severity, SEVERITIES, 'severity')
  if (confidence != null) event.confidence = confidenceOf(confidence, 'confidence')
  if (evidence != null) event.evidence = text(evidence, 'evidence')
  if (identity != null) event.identity = text(identity, 'identity')
  if (subject != null) event.subject = validateSubject(subject)
  if (tags != null) event.tags = tagsOf(tags, 'tags')
  if (because != null) event.because = texts(because, 'because', EVENT_LIMITS.because).map(validateFingerprint)
  if (listed != null) event.listed = validateListed(listed)
  if (accepted != null) event.accepted = validateAccepted(accepted)
  return event
}

function validateSubject(value: unknown): Subject {
  const { kind, key } = record(value, 'subject')
  const known = text(key, 'subject.key')
  if (known === '') throw new InvalidEvent('subject.key is empty')
  return { kind: id(kind, 'subject.kind'), key: known }
}

function validateListed(value: unknown): Listed {
  const { count, atLeast } = record(value, 'listed')
  const listed = { count: integer(count, 'listed.count', 0), atLeast: integer(atLeast, 'listed.atLeast', 1) }
  if (listed.atLeast < listed.count) throw new InvalidEvent('listed.atLeast is less than listed.count')
  return listed
}

function validateAccepted(value: unknown): Accepted {
  const { by, reason, until } = record(value, 'accepted')
  const accepted = { by: text(by, 'accepted.by'), reason: text(reason, 'accepted.reason') }
  if (until == null) return accepted
  if (!isDay(text(until, 'accepted.until'))) throw new InvalidEvent('accepted.until is no day such as 2027-06-30')
  return { ...accepted, until: text(until, 'accepted.until') }
}

function tagsOf(value: unknown, name: string): readonly string[] {
  return list(value, name, EVENT_LIMITS.tags).map((tag, index) => id(tag, `${name}[${index}]`))
}

function validateFingerprint(value: string): string {
  if (!/^[0-9a-f]{32}$/.test(value)) throw new InvalidEvent('because has something that is no fingerprint')
  return value
}

/** A copy of `value` as a rule; throws `InvalidEvent` when it is none. */
export function validateRule(value: unknown): Rule {
  const from = record(value, 'rule')
  const rule: Writable<Rule> = {
    id: id(from['id'], 'rule.id'),
    title: translated(from['title'], 'rule.title'),
    severity: oneOf<Severity>(from['severity'], SEVERITIES, 'rule.severity'),
  }
  const { confidence, description, remediation, references, attack, tags, docs } = from
  if (confidence != null) rule.confidence = confidenceOf(confidence, 'rule.confidence')
  if (description != null) rule.description = translated(description, 'rule.description')
  if (remediation != null) rule.remediation = translated(remediation, 'rule.remediation')
  if (references != null) rule.references = texts(references, 'rule.references', EVENT_LIMITS.references)
  if (attack != null) rule.attack = texts(attack, 'rule.attack', EVENT_LIMITS.references)
  if (tags != null) rule.tags = tagsOf(tags, 'rule.tags')
  if (docs != null) rule.docs = text(docs, 'rule.docs')
  return rule
}

export function validateLocation(value: unknown, index: number): Location {
  const name = `locations[${index}]`
  const from = record(value, name)
  const location: Writable<Location> = {}
  const { path, layer, step, hiddenBy, unverified, object, commit } = from
  if (path != null) location.path = text(path, `${name}.path`)
  for (const member of POSITION) {
    const number = from[member]
    if (number != null) location[member] = integer(number, `${name}.${member}`, 1)
  }
  if (layer != null) {
    const { index: number, digest } = record(layer, `${name}.layer`)
    location.layer = { index: integer(number, `${name}.layer.index`, 0), digest: text(digest, `${name}.layer.digest`) }
  }
  if (step != null) {
    const { index: number, createdBy } = record(step, `${name}.step`)
    location.step = {
      index: integer(number, `${name}.step.index`, 0),
      createdBy: text(createdBy, `${name}.step.createdBy`),
    }
  }
  if (hiddenBy != null) location.hiddenBy = integer(hiddenBy, `${name}.hiddenBy`, 0)
  if (unverified === true) location.unverified = true
  if (commit != null) location.commit = validateCommit(commit, `${name}.commit`)
  if (object != null) location.object = text(object, `${name}.object`)
  return location
}

function validateCommit(value: unknown, name: string): CommitPlace {
  const { id: oid, date, author, isGone } = record(value, name)
  const hex = text(oid, `${name}.id`)
  if (!/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(hex)) throw new InvalidEvent(`${name}.id is no id of a commit`)
  const day = text(date, `${name}.date`)
  if (!Number.isFinite(Date.parse(day))) throw new InvalidEvent(`${name}.date is no date`)
  const commit = { id: hex, date: new Date(day).toISOString(), author: text(author, `${name}.author`) }
  return isGone === true ? { ...commit, isGone } : commit
}

const POSITION = ['line', 'column', 'endLine', 'endColumn'] as const

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidEvent(`${name} is no object`)
  return value as Record<string, unknown>
}

function list(value: unknown, name: string, most: number): unknown[] {
  if (!Array.isArray(value)) throw new InvalidEvent(`${name} is no list`)
  return value.slice(0, most)
}

function texts(value: unknown, name: string, most: number): string[] {
  return list(value, name, most).map((item, index) => text(item, `${name}[${index}]`))
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new InvalidEvent(`${name} is no text`)
  return value
}

function id(value: unknown, name: string): string {
  const string = text(value, name)
  if (string === '' || string.length > EVENT_LIMITS.id) throw new InvalidEvent(`${name} is empty or too long`)
  if (!PLAIN.test(string)) throw new InvalidEvent(`${name} has characters that are not printable`)
  return string
}

// An identifier is the plugin's own text: no control characters, no lone surrogates.
const PLAIN = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u

function integer(value: unknown, name: string, least: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < least)
    throw new InvalidEvent(`${name} is no number from ${least}`)
  return value as number
}

function oneOf<T extends string>(value: unknown, words: readonly T[], name: string): T {
  if (!words.includes(value as T)) throw new InvalidEvent(`${name} is none of ${words.join(', ')}`)
  return value as T
}

function confidenceOf(value: unknown, name: string): Confidence {
  return oneOf<Confidence>(value, ['low', 'medium', 'high'], name)
}

function translated(value: unknown, name: string): Text {
  if (typeof value === 'string') return value
  const { en, zh } = record(value, name)
  return { en: text(en, `${name}.en`), ...(zh == null ? {} : { zh: text(zh, `${name}.zh`) }) }
}
