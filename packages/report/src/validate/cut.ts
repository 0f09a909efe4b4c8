import { cutText } from '@veinmind/internal/text'
import type { Location, ReportEvent, Rule } from '@veinmind/sdk'
import { EVENT_LIMITS } from './limits.ts'
import { mapStrings } from '../redact/map-strings.ts'
import { createRedactor } from '../redact/redact.ts'

/**
 * The event with its long texts cut, and said to be. The event's own secrets are masked in a text before it is cut, so
 * that no piece of one is left at the end. Its rule is cut by `cutRule`.
 */
export function cutEvent(event: ReportEvent): ReportEvent {
  const { evidence, locations, detail, secrets = [] } = event
  const cut = createCutter(secrets)
  return {
    ...event,
    ...(evidence === undefined ? {} : { evidence: cut(evidence, EVENT_LIMITS.text) }),
    locations: locations.map((location) => cutLocation(location, cut)),
    detail: mapStrings(detail, (text) => cut(text, EVENT_LIMITS.text)),
  }
}

/** The rule with its long texts cut like those of its event; the same object if none is long. */
export function cutRule(rule: Rule, secrets: readonly string[]): Rule {
  const cut = createCutter(secrets)
  return mapStrings(rule, (text) => cut(text, EVENT_LIMITS.text))
}

type Cutter = (text: string, most: number) => string

function createCutter(secrets: readonly string[]): Cutter {
  let mask: ((text: string) => string) | undefined
  return (text, most) => {
    if (text.length <= most) return text
    mask ??= createRedactor(secrets).mask
    return cutText(mask(text), most)
  }
}

function cutLocation(location: Location, cut: Cutter): Location {
  const { path = '', object = '', step, commit } = location
  if (
    path.length <= EVENT_LIMITS.path &&
    object.length <= EVENT_LIMITS.path &&
    step === undefined &&
    commit === undefined
  )
    return location
  return {
    ...location,
    ...(location.path === undefined ? {} : { path: cut(path, EVENT_LIMITS.path) }),
    ...(location.object === undefined ? {} : { object: cut(object, EVENT_LIMITS.path) }),
    ...(commit ? { commit: { ...commit, author: cut(commit.author, EVENT_LIMITS.id) } } : {}),
    ...(step ? { step: { ...step, createdBy: cut(step.createdBy, EVENT_LIMITS.text) } } : {}),
  }
}

/** A copy with every text cut to the length of a path. */
export function cutTexts<T extends object>(value: T): T {
  return mapStrings(value, (text) => cutText(text, EVENT_LIMITS.path))
}
