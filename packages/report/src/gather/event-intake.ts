import { acceptEvent, standsFor } from '../validate/accept.ts'
import type { AcceptedEvent } from '../validate/accept.ts'
import type { EventSource } from '../model/event-source.ts'
import type { FollowedFindings } from './followed-findings.ts'
import type { RuleTable } from '../validate/rules.ts'
import type { SourceFaults } from './source-faults.ts'
import type { EventStore } from '../store/event-store.ts'
import type { SubjectIndex } from '../subjects/subject-index.ts'

/** Where events that are taken go. */
export interface IntakeParts {
  readonly events: EventStore
  readonly rules: RuleTable
  readonly followed: FollowedFindings
  readonly subjects: SubjectIndex
  readonly faults: SourceFaults
  /** Told of the secrets of every event, also of one that is not kept: they may stand in others that are. */
  readonly keepSecrets: (secrets: readonly string[]) => void
  /** Events of a plugin on a target that are kept. */
  readonly most: number
}

/** Takes events: each once, with what it was concluded from, as many of each plugin and target as there is room for. */
export interface EventIntake {
  take(event: unknown, source: EventSource, time: string): void
  /** From now on nothing is taken: what doubles are known by, which takes room for each event, is forgotten. */
  close(): void
}

/** An intake over these parts. */
export function createEventIntake(parts: IntakeParts): EventIntake {
  const { events, rules, followed, subjects, faults, most } = parts
  /** Numbers of events by what they say. */
  const seen = new Map<string, number>()
  const counts = createCounts()
  let isClosed = false

  function keep(accepted: AcceptedEvent, source: EventSource): void {
    const { subject, because = [], ...taken } = accepted
    const reasons = followed.resolve(source.target.id, because)
    if (reasons.length < because.length)
      faults.refuse(source, 'REPORT_EVENT_INVALID', 'an event names findings that its target does not have')
    const kept = reasons.length === 0 ? taken : { ...taken, event: { ...taken.event, because: reasons } }
    const number = events.push(kept)
    if ('fingerprint' in kept.event) followed.note(kept.event, number)
    seen.set(accepted.key, number)
    if (subject) subjects.add(subject, { number, plugin: source.plugin, target: source.target.id })
  }

  return {
    take(event, source, time) {
      if (isClosed) return
      const accepted = acceptEvent(event, { source, time, rules })
      if ('refused' in accepted) {
        faults.refuse(source, 'REPORT_EVENT_INVALID', `an event was refused: ${accepted.refused}`)
        return
      }
      parts.keepSecrets(accepted.secrets)
      if (accepted.dropped > 0) {
        faults.refuse(
          source,
          'REPORT_EVENT_LIMIT',
          `an event names more places than the report takes: ${accepted.dropped} are left out`,
        )
      }
      const known = seen.get(accepted.key)
      if (known !== undefined) {
        const { subject: _subject, ...kept } = accepted
        if (standsFor(kept, events.get(known))) events.replace(known, kept)
      } else if (counts.next(source) > most) faults.addLost(source, 'event')
      else keep(accepted, source)
    },
    close() {
      isClosed = true
      seen.clear()
    },
  }
}

/** Counts the events of each plugin on each target. */
function createCounts(): { next(source: EventSource): number } {
  const byPlugin = new Map<string, Map<string, number>>()
  return {
    next({ plugin, target }) {
      const byTarget = byPlugin.get(plugin) ?? new Map<string, number>()
      byPlugin.set(plugin, byTarget)
      const count = (byTarget.get(target.id) ?? 0) + 1
      byTarget.set(target.id, count)
      return count
    },
  }
}
