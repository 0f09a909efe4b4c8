import type { GoImport, OsvAffected, OsvEvent, OsvRecord, Rating, Status } from '../model.ts'
import { sortRatings, ratingOf, ratingsOf } from '../severity/ratings.ts'
import { inRange } from '@veinmind/versions'
import type { RangeEvent } from '@veinmind/versions'
import { isBundle } from '../sources.ts'
import { groupOf } from '../ecosystems.ts'

/** An advisory as it is stored: JSON. What is empty is left out. */
export interface StoredAdvisory {
  readonly id: string
  readonly source: string
  readonly aliases?: readonly string[]
  readonly related?: readonly string[]
  readonly upstream?: readonly string[]
  readonly summary?: string
  readonly details?: string
  readonly published?: string
  readonly modified?: string
  readonly ratings?: readonly Rating[]
  readonly cwes?: readonly string[]
  readonly references?: readonly string[]
}

/** What an advisory says of one package. */
export interface StoredRow {
  /** The number of its advisory in the same file. */
  readonly advisory: number
  /** Events of ranges: `i` introduced, `f` fixed, `l` last affected, `u` limit, each before its version. */
  readonly ranges?: readonly (readonly string[])[]
  /** Versions that the ranges leave out. */
  readonly versions?: readonly string[]
  readonly status?: Status
  readonly modules?: readonly string[]
  readonly arches?: readonly string[]
  readonly imports?: readonly GoImport[]
  readonly ratings?: readonly Rating[]
}

/** Longer texts are cut: the advisory's page says the rest. */
const SUMMARY = 300
const DETAILS = 800
const REFERENCES = 8

/** The advisory of a record, without its packages. */
export function toStoredAdvisory(record: OsvRecord, source: string): StoredAdvisory {
  const isVendor = isBundle(record.id) || record.affected.some(({ ecosystem }) => isOfSystem(ecosystem))
  const ratings = ratingsOf(record, isVendor)
  const { id, aliases, related, upstream, published, modified, cwes } = record
  return {
    id,
    source,
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(related.length === 0 ? {} : { related }),
    ...(upstream.length === 0 ? {} : { upstream }),
    ...(record.summary === '' ? {} : { summary: cut(record.summary, SUMMARY) }),
    ...(record.details === '' || record.details === record.summary ? {} : { details: cut(record.details, DETAILS) }),
    ...(published === undefined ? {} : { published }),
    ...(modified === undefined ? {} : { modified }),
    ...(ratings.length === 0 ? {} : { ratings }),
    ...(cwes.length === 0 ? {} : { cwes }),
    ...(record.references.length === 0 ? {} : { references: record.references.slice(0, REFERENCES) }),
  }
}

const isOfSystem = (ecosystem: string): boolean => groupOf(ecosystem) !== 'languages'

/** What a record says of one package; `undefined` where it says nothing that can be used. */
export function toStoredRow(affected: OsvAffected): Omit<StoredRow, 'advisory'> | undefined {
  const { ecosystem, ranges, status, modules, arches, imports } = affected
  const events = ranges.map((range) => range.map(encodeEvent))
  const versions = leftOver(ecosystem, affected.versions, ranges)
  if (events.length === 0 && versions.length === 0) return undefined
  const ratings = sortRatings(affected.severity.flatMap((each) => ratingOf(each) ?? []))
  return {
    ...(events.length === 0 ? {} : { ranges: events }),
    ...(versions.length === 0 ? {} : { versions }),
    ...(status === undefined ? {} : { status }),
    ...(modules === undefined ? {} : { modules }),
    ...(arches === undefined ? {} : { arches }),
    ...(imports === undefined ? {} : { imports }),
    ...(ratings.length === 0 ? {} : { ratings }),
  }
}

/** Lists of versions repeat what ranges say, and are the most of what some sources have. */
function leftOver(
  ecosystem: string,
  versions: readonly string[],
  ranges: readonly (readonly OsvEvent[])[],
): readonly string[] {
  if (versions.length === 0) return versions
  const decoded = ranges.map((range) => range.map(encodeEvent).map(decodeEvent))
  const isAll = decoded.some(
    (range) => range.length === 1 && range[0] !== undefined && 'introduced' in range[0] && range[0].introduced === '0',
  )
  if (isAll) return []
  return versions.filter((version) => !decoded.some((range) => inRange(ecosystem, version, range) === true))
}

const LETTERS = { introduced: 'i', fixed: 'f', last_affected: 'l', limit: 'u' } as const

function encodeEvent(event: OsvEvent): string {
  for (const [kind, letter] of Object.entries(LETTERS)) {
    const version = event[kind as keyof typeof LETTERS]
    if (version !== undefined) return letter + version
  }
  return 'i0'
}

/** The event of a stored one. */
export function decodeEvent(text: string): RangeEvent {
  const version = text.slice(1)
  switch (text[0]) {
    case 'f':
      return { fixed: version }
    case 'l':
      return { lastAffected: version }
    case 'u':
      return { limit: version }
    default:
      return { introduced: version }
  }
}

/** Not in the middle of a character. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
