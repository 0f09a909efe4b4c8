import type { Location } from '@veinmind/sdk'
import { EVENT_LIMITS } from '../validate/limits.ts'
import type { Finding, OtherFinding } from '../model/model.ts'
import type { StoredEvent } from '../store/stored-event.ts'
import type { EventStore } from '../store/event-store.ts'
import { isFinding } from '../store/by-place.ts'
import { byLead } from './choose-lead.ts'
import type { SubjectIndex } from './subject-index.ts'

/** Which events become one finding. */
export interface JoinedEvents {
  /** The others of the event that leads; none for an event that stands alone. */
  othersOf(number: number): readonly number[]
  /** Whether the event is told as part of another. */
  isPart(number: number): boolean
}

/** Decides which events are one finding: those on a subject that more than one plugin found. */
export function joinEvents(events: EventStore, subjects: SubjectIndex): JoinedEvents {
  const others = new Map<number, readonly number[]>()
  const parts = new Set<number>()
  for (const { kind, events: numbers } of subjects.shared()) {
    const order = byLead(kind)
    const findings = numbers.flatMap((number) => {
      const { event } = events.get(number)
      return isFinding(event) ? [{ number, event }] : []
    })
    findings.sort((a, b) => order(a.event, b.event))
    for (const [lead, ...rest] of inBounds(findings)) {
      if (!lead || rest.length === 0) continue
      others.set(
        lead.number,
        rest.map(({ number }) => number),
      )
      for (const { number } of rest) parts.add(number)
    }
  }
  return { othersOf: (number) => others.get(number) ?? [], isPart: (number) => parts.has(number) }
}

/** In lists of no more places than one finding has: a secret that stands in more is several findings, and none is lost. */
function* inBounds<T extends { readonly event: Finding }>(findings: readonly T[]): Generator<readonly T[]> {
  let list: T[] = []
  let places = 0
  for (const finding of findings) {
    const own = Math.max(1, finding.event.locations.length)
    if (places + own > EVENT_LIMITS.locations && list.length > 0) {
      yield list
      list = []
      places = 0
    }
    list.push(finding)
    places += own
  }
  yield list
}

/** The finding that leads, with the places and rules of the others. */
export function joinFindings(lead: Finding, others: readonly Finding[]): Finding {
  if (others.length === 0) return lead
  const listed = [lead, ...others].find((finding) => finding.listed)?.listed
  return {
    ...lead,
    ...(listed ? { listed } : {}),
    locations: uniquePlaces([lead, ...others].flatMap(({ locations }) => locations)),
    others: others.map(otherOf),
  }
}

/** The event that leads with its others, as one is kept: the secrets of all are masked in the texts of all. */
export function joinStored(lead: StoredEvent, others: readonly StoredEvent[]): StoredEvent {
  if (others.length === 0 || !isFinding(lead.event)) return lead
  const findings = others.flatMap(({ event }) => (isFinding(event) ? [event] : []))
  const secrets = [...new Set([lead, ...others].flatMap((each) => each.secrets))]
  return { event: joinFindings(lead.event, findings), secrets }
}

function otherOf({ time: _time, target: _target, ...other }: Finding): OtherFinding {
  return other
}

function uniquePlaces(locations: readonly Location[]): readonly Location[] {
  const places = new Map<string, Location>()
  for (const location of locations) {
    const { path, object, line, column, layer, step, hiddenBy, commit } = location
    const key = JSON.stringify([path, object, line, column, layer?.index, step?.index, hiddenBy, commit?.id])
    if (!places.has(key)) places.set(key, location)
  }
  const withLines = new Set([...places.values()].flatMap((place) => (place.line === undefined ? [] : [fileOf(place)])))
  // A whole file is no other place than a line of it.
  return [...places.values()].filter(
    (place) => place.path === undefined || place.line !== undefined || !withLines.has(fileOf(place)),
  )
}

function fileOf({ path, layer, hiddenBy }: Location): string {
  return JSON.stringify([path, layer?.index, hiddenBy])
}
