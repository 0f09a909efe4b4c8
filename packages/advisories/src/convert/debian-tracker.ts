import { asObject } from '@veinmind/internal'
import type { JsonObject } from '@veinmind/sdk'
import { splitJson } from './split-json.ts'
import type { Converted, Status } from '../model.ts'
import { makeAffected, makeRecord } from './make-record.ts'
import type { LargeDocument, StreamConverter } from './types.ts'

/** Numbers of Debian's releases by their names. */
const RELEASES: Readonly<Record<string, string>> = {
  wheezy: '7',
  jessie: '8',
  stretch: '9',
  buster: '10',
  bullseye: '11',
  bookworm: '12',
  trixie: '13',
  forky: '14',
  duke: '15',
  sid: 'sid',
}

/** The JSON of Debian's security tracker: source packages, their CVEs, and what is so in each release. */
export const debianTracker: StreamConverter = {
  matches: ({ head }) => /^\s*\{\s*"[^"]{1,200}"\s*:\s*\{\s*"(?:CVE|TEMP)-/.test(head),
  async *convert(document: LargeDocument) {
    for await (const { key, text } of splitJson(document.chunks())) {
      if (key === undefined) continue
      for (const [id, issue] of Object.entries(asObject(JSON.parse(text))))
        yield* convertIssue(key, id, asObject(issue))
    }
  },
}

function* convertIssue(name: string, id: string, issue: JsonObject): Generator<Converted> {
  // Without a CVE their ids change from day to day.
  if (!/^CVE-\d{4}-\d{4,}$/.test(id)) {
    yield { kind: 'left out', source: 'Debian', reason: 'no lasting id' }
    return
  }
  const affected = Object.entries(asObject(issue['releases'])).flatMap(([release, state]) => {
    const number = Object.hasOwn(RELEASES, release) ? RELEASES[release] : undefined
    const range = number === undefined ? undefined : rangeOf(asObject(state))
    if (range === undefined) return []
    const { events, status, urgency } = range
    return [
      makeAffected({
        ecosystem: `Debian:${number}`,
        name,
        ranges: [events],
        ...(status === undefined ? {} : { status }),
        severity: urgency === undefined ? [] : [{ type: 'Debian', score: urgency }],
      }),
    ]
  })
  if (affected.length === 0) {
    yield { kind: 'left out', source: 'Debian', reason: 'not affected' }
    return
  }
  const { description } = issue
  yield {
    kind: 'advisory',
    source: 'Debian',
    record: makeRecord({
      id,
      affected,
      summary: typeof description === 'string' ? description : '',
      references: [`https://security-tracker.debian.org/tracker/${id}`],
      isPart: true,
    }),
  }
}

interface ReleaseState {
  readonly events: readonly ({ readonly introduced: string } | { readonly fixed: string })[]
  readonly status: Status | undefined
  readonly urgency: string | undefined
}

function rangeOf(state: JsonObject): ReleaseState | undefined {
  const { status, fixed_version: fixed, urgency, nodsa_reason: reason } = state
  const word = typeof urgency === 'string' && urgency !== 'not yet assigned' ? urgency : undefined
  // Nobody looks after it any more: that is said of the release, not of each flaw.
  if (word === 'end-of-life') return undefined
  if (status === 'resolved') {
    // `0`: the release never had it.
    if (typeof fixed !== 'string' || fixed === '' || fixed === '0') return undefined
    return { events: [{ introduced: '0' }, { fixed }], status: undefined, urgency: word }
  }
  if (status !== 'open' && status !== 'undetermined') return undefined
  return {
    events: [{ introduced: '0' }],
    status: status === 'undetermined' ? 'under investigation' : reason === 'ignored' ? 'will not fix' : 'affected',
    urgency: word,
  }
}
