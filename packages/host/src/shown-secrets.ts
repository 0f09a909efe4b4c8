import { maskSecrets } from '@veinmind/internal'
import type { Json, LogFields, Logger, ReportEvent } from '@veinmind/sdk'

/** Finds what looks like a secret in a text. */
export type DetectSecrets = (text: string) => readonly string[]

/** The members of an event that are searched for secrets. */
const LONGEST = 262_144

/** The event with every secret that is found in its texts added to `secrets`, since the plugin may not have named it. */
export function nameSecrets(event: ReportEvent, detect: DetectSecrets | undefined): ReportEvent {
  if (!detect) return event
  // A malformed event is refused later, with the reason.
  const { evidence = '', locations, detail, secrets } = event as Partial<ReportEvent>
  const texts = [evidence, detail, locations].map((part) =>
    typeof part === 'string' ? part : JSON.stringify(part ?? '', undefined, 1),
  )
  const found = texts.flatMap((text) => detect(text.slice(0, LONGEST)))
  if (found.length === 0) return event
  return {
    ...event,
    secrets: [...new Set([...(Array.isArray(secrets) ? (secrets as readonly string[]) : []), ...found])],
  }
}

/** Masks secrets in what a plugin says besides its events. */
export function createCleaner(detect: DetectSecrets | undefined): (text: string) => string {
  return detect ? (text) => maskSecrets(text, detect(text.slice(0, LONGEST))) : (text) => text
}

/** The value with every text in it cleaned. */
export function cleanTexts(value: Json | undefined, clean: (text: string) => string): Json | undefined {
  if (typeof value === 'string') return clean(value)
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => cleanTexts(item, clean) ?? null)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [clean(key), cleanTexts(member, clean)]))
}

/** A logger without what looks like a secret. */
export function cleanedLog(log: Logger, clean: (text: string) => string): Logger {
  const through =
    (level: keyof Logger) =>
    (message: string, fields: LogFields = {}) => {
      log[level](
        message,
        Object.fromEntries(
          Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? clean(value) : value]),
        ),
      )
    }
  return { error: through('error'), warn: through('warn'), info: through('info'), debug: through('debug') }
}
