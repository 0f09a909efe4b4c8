import type { Language } from '@veinmind/internal/text'
import type { Accepted } from '@veinmind/sdk'
import { label } from '../model/labels.ts'
import type { AcceptNote } from '../model/accept-entry.ts'

/** Why a finding is accepted, for how long and by whom, in a line. */
export function acceptedText({ by, reason, until }: Accepted, language: Language): string {
  const end = until === undefined ? '' : ` ${label('acceptedUntil', language, until)}`
  return `${reason}${end} (${by})`
}

/** What is to be said of decisions, a line each; those that fit nothing are one line. */
export function noteTexts(notes: readonly AcceptNote[], language: Language): readonly string[] {
  const told = notes.flatMap(({ status, by, reason, until = '', findings }) => {
    if (status === 'ended') return [`${by}: ${label('acceptEnded', language, until, findings)} (${reason})`]
    return status === 'ending' ? [`${by}: ${label('acceptEnding', language, until, findings)} (${reason})`] : []
  })
  const unused = notes.filter(({ status }) => status === 'unused').map(({ by }) => by)
  const more = unused.length > MOST_UNUSED ? ` ${label('moreGaps', language, unused.length - MOST_UNUSED)}` : ''
  return unused.length === 0
    ? told
    : [...told, `${label('acceptUnused', language)}: ${unused.slice(0, MOST_UNUSED).join(', ')}${more}`]
}

const MOST_UNUSED = 10
