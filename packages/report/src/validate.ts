import { SEVERITIES } from '@veinmind/sdk'
import type { Confidence, EventClass, Location, ReportEvent, Rule, Severity, Text } from '@veinmind/sdk'
import { InvalidEvent } from './invalid-event.ts'
import { checkDetail } from './validate-detail.ts'
import { EVENT_LIMITS } from './limits.ts'

/**
 * A copy of `value` as an event, with nothing in it but what the model has. Throws `InvalidEvent` when it is none. It may
 * come from another process or from a plugin without types, so nothing about it is believed.
 */
export function validateEvent(value: unknown): ReportEvent {
  const event = record(value, 'the event')
  const klass = oneOf<EventClass>(event['class'], ['risk', 'invasion', 'info'], 'class')
  const rule = event['rule'] == null ? undefined : validateRule(event['rule'])
  if (klass !== 'info' && !rule) throw new InvalidEvent('rule is missing')
  const secrets = event['secrets'] == null ? [] : texts(event['secrets'], 'secrets', EVENT_LIMITS.secrets + 1)
  if (secrets.length > EVENT_LIMITS.secrets) throw new InvalidEvent(`there are more than ${EVENT_LIMITS.secrets} secrets`)
  return {
    type: id(event['type'], 'type'),
    class: klass,
    ...(rule ? { rule } : {}),
    ...optional('severity', event['severity'], (severity) => oneOf<Severity>(severity, SEVERITIES, 'severity')),
    ...optional('confidence', event['confidence'], (confidence) => confidenceOf(confidence, 'confidence')),
    ...optional('evidence', event['evidence'], (evidence) => text(evidence, 'evidence')),
    ...optional('identity', event['identity'], (identity) => text(identity, 'identity')),
    locations: list(event['locations'] ?? [], 'locations', EVENT_LIMITS.locations).map(validateLocation),
    detail: checkDetail(event['detail'] ?? {}),
    ...(secrets.length > 0 ? { secrets: secrets.filter((secret) => secret !== '') } : {}),
  }
}

function validateRule(value: unknown): Rule {
  const rule = record(value, 'rule')
  return {
    id: id(rule['id'], 'rule.id'),
    title: translated(rule['title'], 'rule.title'),
    severity: oneOf<Severity>(rule['severity'], SEVERITIES, 'rule.severity'),
    ...optional('confidence', rule['confidence'], (confidence) => confidenceOf(confidence, 'rule.confidence')),
    ...optional('description', rule['description'], (description) => translated(description, 'rule.description')),
    ...optional('remediation', rule['remediation'], (remediation) => translated(remediation, 'rule.remediation')),
    ...optional('references', rule['references'], (list_) => texts(list_, 'rule.references', EVENT_LIMITS.references)),
    ...optional('attack', rule['attack'], (list_) => texts(list_, 'rule.attack', EVENT_LIMITS.references)),
    ...optional('docs', rule['docs'], (docs) => text(docs, 'rule.docs')),
  }
}

function validateLocation(value: unknown, index: number): Location {
  const name = `locations[${index}]`
  const location = record(value, name)
  const natural = (member: string, least: number) =>
    optional(member, location[member], (number) => integer(number, `${name}.${member}`, least))
  return {
    ...optional('path', location['path'], (path) => text(path, `${name}.path`)),
    ...natural('line', 1),
    ...natural('column', 1),
    ...natural('endLine', 1),
    ...natural('endColumn', 1),
    ...optional('layer', location['layer'], (layer) => {
      const { index: number, digest } = record(layer, `${name}.layer`)
      return { index: integer(number, `${name}.layer.index`, 0), digest: text(digest, `${name}.layer.digest`) }
    }),
    ...optional('step', location['step'], (step) => {
      const { index: number, createdBy } = record(step, `${name}.step`)
      return { index: integer(number, `${name}.step.index`, 0), createdBy: text(createdBy, `${name}.step.createdBy`) }
    }),
    ...natural('hiddenBy', 0),
    ...optional('object', location['object'], (object) => text(object, `${name}.object`)),
  }
}

function optional<V>(name: string, value: unknown, read: (value: unknown) => V): Record<string, V> {
  return value == null ? {} : { [name]: read(value) }
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InvalidEvent(`${name} is no object`)
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
  if (!Number.isSafeInteger(value) || (value as number) < least) throw new InvalidEvent(`${name} is no number from ${least}`)
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
