import type {
  Accepted,
  Confidence,
  EventClass,
  JsonObject,
  Listed,
  Location,
  ReportEvent,
  Rule,
  Severity,
  Subject,
} from '@veinmind/sdk'

/** What every maker of a finding takes. */
export interface FindingInput {
  readonly rule: Rule
  /** Where; the first is the main one. */
  readonly at: Location | readonly Location[]
  /** What was found, in one line. */
  readonly evidence?: string
  /** When it differs from the rule's. */
  readonly severity?: Severity
  /** When it differs from the rule's. */
  readonly confidence?: Confidence
  /** What tells this finding from others of the same rule and path, when evidence alone does not. */
  readonly identity?: string
  /** Every secret that occurs in the event. */
  readonly secrets?: readonly string[]
  /** What it is about, where other plugins may find the same. */
  readonly subject?: Subject | undefined
  /** Tags beside those of its rule. */
  readonly tags?: readonly string[] | undefined
  /** Where a limit has cut the findings of this kind. */
  readonly listed?: Listed | undefined
  /** That a file of the plugin accepts it. */
  readonly accepted?: Accepted | undefined
}

/** What a maker adds to the input. */
interface FindingParts {
  readonly type: string
  readonly class?: EventClass
  readonly detail: JsonObject
  readonly evidence?: string
  readonly identity?: string
  readonly secrets?: readonly string[]
}

/** The event of `input` and `parts`; what the input says itself comes first, secrets are joined. */
export function finding(input: FindingInput, parts: FindingParts): ReportEvent {
  const { rule, at, severity, confidence, subject, tags, listed, accepted } = input
  const evidence = input.evidence ?? parts.evidence
  const identity = input.identity ?? parts.identity
  const secrets = [...(parts.secrets ?? []), ...(input.secrets ?? [])].filter((secret) => secret !== '')
  return {
    type: parts.type,
    class: parts.class ?? 'risk',
    rule,
    ...(severity === undefined ? {} : { severity }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(evidence === undefined ? {} : { evidence }),
    ...(identity === undefined ? {} : { identity }),
    ...(secrets.length === 0 ? {} : { secrets }),
    ...(subject === undefined ? {} : { subject }),
    ...(tags === undefined || tags.length === 0 ? {} : { tags }),
    ...(listed === undefined ? {} : { listed }),
    ...(accepted === undefined ? {} : { accepted }),
    locations: locationsOf(at),
    detail: parts.detail,
  }
}

/** One place or several, as several. */
export function locationsOf(at: Location | readonly Location[]): readonly Location[] {
  return Array.isArray(at) ? (at as readonly Location[]) : [at as Location]
}

/** Path of the main place, `''` where it has none. */
export function pathOf(at: Location | readonly Location[]): string {
  return locationsOf(at)[0]?.path ?? ''
}

/** The English of a rule's text, for details that keep one language. */
export function english(text: Rule['title'] | undefined): string {
  if (text === undefined) return ''
  return typeof text === 'string' ? text : text.en
}
