import type { EventClass, JsonObject, Location, ReportEvent, Severity } from '@veinmind/sdk'

/** Events of libveinmind plugins name their enumerations, or number them in one common count (spec of the original). */
const LEVELS: readonly (Severity | 'none')[] = ['low', 'medium', 'high', 'critical', 'none']
const CLASSES: Readonly<Record<string, EventClass>> = { risk: 'risk', invasion: 'invasion', info: 'info', 5: 'risk', 6: 'invasion', 7: 'info' }

/** Whether an event is one of libveinmind's rather than one of ours. */
export function isLegacyEvent(event: JsonObject): boolean {
  return typeof event['alert_type'] === 'string'
}

/** The event of a libveinmind plugin as one of ours: the detail stays key for key. */
export function fromLegacyEvent(event: JsonObject, plugin: string): ReportEvent {
  const type = word(event['alert_type'])
  const detail = isObject(event['alert_detail']) ? event['alert_detail'] : {}
  const level = toLevel(event['level'])
  const kind = CLASSES[word(event['event_type']).toLowerCase()] ?? 'risk'
  const location = toLocation(detail)
  const common = { type, class: kind, locations: location ? [location] : [], detail }
  if (kind === 'info' || level === 'none') return { ...common, class: 'info' }
  return {
    ...common,
    severity: level,
    rule: { id: `${plugin}/${type}`, title: titleOf(type, detail), severity: level },
    identity: JSON.stringify(detail),
    ...secretsOf(type, detail),
  }
}

function toLevel(level: unknown): Severity | 'none' {
  if (typeof level === 'number') return LEVELS[level] ?? 'low'
  return LEVELS.find((each) => each === word(level).toLowerCase()) ?? 'low'
}

function toLocation(detail: JsonObject): Location | undefined {
  const path = detail['path'] ?? detail['filePath'] ?? detail['file_path']
  return typeof path === 'string' ? { path } : undefined
}

function titleOf(type: string, detail: JsonObject): string {
  const name = detail['rule_name'] ?? detail['description'] ?? detail['reason'] ?? detail['malicious_name']
  return typeof name === 'string' && name !== '' ? name.slice(0, 200) : type
}

/** What the original's events carry in the clear. */
function secretsOf(type: string, detail: JsonObject): { secrets?: readonly string[] } {
  if (type === 'Weakpass') return asSecrets([detail['password']])
  if (type === 'SensitiveEnv') return asSecrets([detail['value']])
  const { context_content: context, context_content_highlight_range: range } = detail
  if (type !== 'SensitiveFile' || typeof context !== 'string' || !Array.isArray(range)) return {}
  const [start, end] = range as readonly unknown[]
  if (typeof start !== 'number' || typeof end !== 'number') return {}
  return asSecrets([Buffer.from(context).subarray(start, end).toString('utf8')])
}

function asSecrets(values: readonly unknown[]): { secrets?: readonly string[] } {
  const secrets = values.filter((value): value is string => typeof value === 'string' && value !== '')
  return secrets.length > 0 ? { secrets } : {}
}

const word = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
