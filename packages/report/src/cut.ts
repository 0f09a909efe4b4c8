import type { Location, ReportEvent } from '@veinmind/sdk'
import { EVENT_LIMITS } from './limits.ts'
import { mapStrings } from './map-strings.ts'
import { createRedactor } from './redact.ts'

/**
 * The event with its long texts cut, and said to be. The event's own secrets are masked in a text before it is cut, so
 * that no piece of one is left at the end.
 */
export function cutEvent(event: ReportEvent): ReportEvent {
  const mask = lazily(() => createRedactor(event.secrets ?? []).mask)
  const cut = (text: string, most: number) => (text.length <= most ? text : cutText(mask()(text), most))
  const cutLocation = (location: Location): Location => ({
    ...location,
    ...(location.path === undefined ? {} : { path: cut(location.path, EVENT_LIMITS.path) }),
    ...(location.object === undefined ? {} : { object: cut(location.object, EVENT_LIMITS.path) }),
    ...(location.step ? { step: { ...location.step, createdBy: cut(location.step.createdBy, EVENT_LIMITS.text) } } : {}),
  })
  return {
    ...event,
    ...(event.evidence === undefined ? {} : { evidence: cut(event.evidence, EVENT_LIMITS.text) }),
    ...(event.rule ? { rule: mapStrings(event.rule, (text) => cut(text, EVENT_LIMITS.text)) } : {}),
    locations: event.locations.map(cutLocation),
    detail: mapStrings(event.detail, (text) => cut(text, EVENT_LIMITS.text)),
  }
}

/** A copy with every text cut to the length of a path. */
export function cutTexts<T extends object>(value: T): T {
  return mapStrings(value, (text) => cutText(text, EVENT_LIMITS.path))
}

/** At most about `most` UTF-16 units of a text, not through a surrogate pair, with what is missing. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text
  const last = text.charCodeAt(most - 1)
  const end = last >= 0xd800 && last <= 0xdbff ? most - 1 : most
  return `${text.slice(0, end)}… (${text.length - end} more)`
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
