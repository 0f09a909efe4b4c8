import { isObject } from '@veinmind/internal'
import { cutText } from '@veinmind/internal/text'
import type { EventClass, JsonObject, Location, ReportEvent, Rule, Severity } from '@veinmind/sdk'

/** Events of libveinmind plugins name their enumerations, or number them in one common count (spec of the original). */
const LEVELS: readonly (Severity | 'none')[] = ['low', 'medium', 'high', 'critical', 'none']
const CLASSES: Readonly<Record<string, EventClass>> = {
  risk: 'risk',
  invasion: 'invasion',
  info: 'info',
  5: 'risk',
  6: 'invasion',
  7: 'info',
}

/** Whether an event is one of libveinmind's rather than one of ours. */
export function isLegacyEvent(event: JsonObject): boolean {
  return typeof event['alert_type'] === 'string'
}

/** The event of a libveinmind plugin as one of ours: the detail stays key for key. */
export function fromLegacyEvent(event: JsonObject, plugin: string): ReportEvent {
  const type = word(event['alert_type'])
  const detail = isObject(event['alert_detail']) ? event['alert_detail'] : {}
  const level = toLevel(event['level'])
  const rule = toRule(plugin, type, detail)
  const kind = CLASSES[word(event['event_type']).toLowerCase()] ?? 'risk'
  const location = toLocation(detail)
  const common = { type, class: kind, locations: location ? [location] : [], detail }
  if (kind === 'info' || level === 'none') return { ...common, class: 'info' }
  return {
    ...common,
    severity: level,
    rule: { ...rule, severity: level },
    identity: JSON.stringify(detail),
    ...secretsOf(type, detail),
  }
}

function toLevel(level: unknown): Severity | 'none' {
  if (typeof level === 'number') return LEVELS[level] ?? 'low'
  return LEVELS.find((each) => each === word(level).toLowerCase()) ?? 'low'
}

function toLocation(detail: JsonObject): Location | undefined {
  const file = isObject(detail['file_info']) ? detail['file_info'] : {}
  const path = detail['path'] ?? detail['filePath'] ?? detail['file_path'] ?? file['FilePath']
  if (typeof path !== 'string') return undefined
  const { StartLine: line, EndLine: endLine } = file
  return {
    path,
    ...(isLine(line) ? { line } : {}),
    ...(isLine(line) && isLine(endLine) && endLine >= line ? { endLine } : {}),
  }
}

/** Rules are named by the plugin, where it names any; IaC events carry the whole rule. */
function toRule(plugin: string, type: string, detail: JsonObject): Omit<Rule, 'severity'> {
  const iac = isObject(detail['rule_info']) ? detail['rule_info'] : {}
  const id = firstText(iac['Id'], detail['rule_id']) ?? type
  const title =
    firstText(iac['Name'], detail['rule_name'], detail['description'], detail['reason'], detail['malicious_name']) ??
    type
  const remediation = firstText(iac['Solution'])
  return {
    id: `${plugin}/${id.slice(0, 100)}`,
    title: cutText(title, 200),
    ...(remediation === undefined ? {} : { remediation }),
  }
}

const firstText = (...values: readonly unknown[]): string | undefined =>
  values.find((value): value is string => typeof value === 'string' && value !== '')

const isLine = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0

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
