import { asObject, isObject } from '@veinmind/internal'
import type { JsonObject } from '@veinmind/sdk'
import { familyOf, groupOf, lacksRelease } from './ecosystems.ts'
import { cleanDate } from './dates.ts'
import { isId } from './ids.ts'
import { modulesOf } from './modules.ts'
import type { EventKind, GoImport, OsvAffected, OsvEvent, OsvRecord, OsvSeverity } from './model.ts'
import { sourceOfId } from './sources.ts'

/** What one record may cost: far above the largest of any public source. */
const MOST = {
  ids: 1000,
  affected: 50_000,
  ranges: 2000,
  events: 20_000,
  versions: 50_000,
  symbols: 500,
  references: 20,
}
const MOST_TEXT = 100_000

/** Whether parsed JSON looks like a record of the OSV schema. */
export function isOsv(value: unknown): value is JsonObject {
  return isObject(value) && typeof value['id'] === 'string' && ('affected' in value || 'schema_version' in value)
}

/** A record of the OSV schema from parsed JSON or YAML, leniently: what is no record throws the reason. */
export function readOsv(value: unknown): OsvRecord {
  if (!isObject(value)) throw new TypeError('it is no object')
  const { id } = value
  if (!isId(id)) throw new TypeError(`its id ${JSON.stringify(id)?.slice(0, 60)} is none`)
  const specific = asObject(value['database_specific'])
  const summary = text(value['summary'])
  const affected = list(value['affected'])
  atMost(MOST.affected, affected, 'packages')
  const level = specific['severity']
  const informational = affected
    .map((each) => asObject(asObject(each)['database_specific'])['informational'])
    .find((word) => typeof word === 'string')
  return {
    id,
    ...dates(value),
    aliases: ids(value['aliases']),
    related: ids(value['related']),
    upstream: ids(value['upstream']),
    summary,
    details: text(value['details']),
    severity: severities(value['severity']),
    affected: affected.flatMap((each) => readAffected(asObject(each), id, summary)),
    references: list(value['references'])
      .flatMap((each) => {
        const url = asObject(each)['url']
        return typeof url === 'string' && /^https?:\/\/\S{1,1000}$/.test(url) ? [url] : []
      })
      .slice(0, MOST.references),
    cwes: cwesOf(specific, affected),
    ...(typeof level === 'string' ? { level } : {}),
    ...(typeof informational === 'string' ? { informational } : {}),
  }
}

function readAffected(value: JsonObject, id: string, summary: string): readonly OsvAffected[] {
  const { ecosystem, name } = asObject(value['package'])
  if (typeof ecosystem !== 'string' || typeof name !== 'string' || name === '' || name.length > 512) return []
  const own = asObject(value['ecosystem_specific'])
  const database = asObject(value['database_specific'])
  // Go cannot write versions that are none of its modules in `ranges`: there it says "all", and here which.
  const custom = list(own['custom_ranges'])
  const ranges = atMost(MOST.ranges, custom.length > 0 ? custom : list(value['ranges']), 'ranges')
    .flatMap((range) => readRange(asObject(range)))
    .map((range) => withLastKnown(range, database['last_known_affected_version_range']))
  const imports = importsOf(own['imports'])
  const modules = groupOf(ecosystem) === 'rpm' ? modulesOf(summary, ranges) : undefined
  return [
    {
      ecosystem: meantEcosystem(ecosystem, id),
      name,
      ranges,
      versions: atMost(MOST.versions, list(value['versions']), 'versions').filter(
        (version): version is string => typeof version === 'string' && version.length <= 256,
      ),
      severity: severities(value['severity']),
      ...(modules === undefined ? {} : { modules }),
      ...(imports.length === 0 ? {} : { imports }),
    },
  ]
}

/** Some distributions that are built like Alpine say that they are: their own packages are meant. */
function meantEcosystem(ecosystem: string, id: string): string {
  if (!lacksRelease(ecosystem)) return ecosystem
  const source = sourceOfId(id, familyOf(ecosystem))
  return source !== familyOf(ecosystem) && groupOf(source) !== undefined ? source : ecosystem
}

const EVENTS: readonly EventKind[] = ['introduced', 'fixed', 'last_affected', 'limit']

function readRange(range: JsonObject): readonly (readonly OsvEvent[])[] {
  if (range['type'] === 'GIT') return []
  const events = atMost(MOST.events, list(range['events']), 'events').flatMap((each): OsvEvent[] =>
    EVENTS.flatMap((kind) => {
      const version = asObject(each)[kind]
      return typeof version === 'string' && version !== '' && version.length <= 256 ? [{ [kind]: version }] : []
    }),
  )
  return events.length === 0 ? [] : [events]
}

/** GitHub says in a field of its own up to which version is known to be affected where no version is fixed. */
function withLastKnown(events: readonly OsvEvent[], known: unknown): readonly OsvEvent[] {
  if (typeof known !== 'string' || events.some((event) => event.fixed ?? event.last_affected ?? event.limit))
    return events
  const [, sign, version] = /^(<=?)\s*(\S{1,256})$/.exec(known) ?? []
  if (version === undefined) return events
  return [...events, sign === '<' ? { limit: version } : { last_affected: version }]
}

function importsOf(value: unknown): readonly GoImport[] {
  return list(value)
    .slice(0, MOST.symbols)
    .flatMap((each) => {
      const { path, symbols } = asObject(each)
      if (typeof path !== 'string' || path.length > 512) return []
      return [{ path, symbols: texts(symbols).slice(0, MOST.symbols) }]
    })
}

function severities(value: unknown): readonly OsvSeverity[] {
  return list(value).flatMap((each) => {
    const { type, score } = asObject(each)
    return typeof type === 'string' && typeof score === 'string' && score.length <= 512 ? [{ type, score }] : []
  })
}

function cwesOf(specific: JsonObject, affected: readonly unknown[]): readonly string[] {
  const own = [specific['cwe_ids'], specific['cwes'], ...affected.slice(0, 10).map((each) => cwesOfAffected(each))]
  const found = own.flatMap((value) =>
    list(value).map((each) => (typeof each === 'string' ? each : asObject(each)['cweId'])),
  )
  return [...new Set(found.filter((id): id is string => typeof id === 'string' && /^CWE-\d{1,5}$/.test(id)))].slice(
    0,
    20,
  )
}

const cwesOfAffected = (affected: unknown): unknown => asObject(asObject(affected)['database_specific'])['cwes']

function dates(value: JsonObject): Pick<OsvRecord, 'modified' | 'published' | 'withdrawn'> {
  const [modified, published, withdrawn] = [value['modified'], value['published'], value['withdrawn']].map(cleanDate)
  return {
    ...(modified === undefined ? {} : { modified }),
    ...(published === undefined ? {} : { published }),
    // Whatever its date: it was withdrawn.
    ...(value['withdrawn'] == null ? {} : { withdrawn: withdrawn ?? '' }),
  }
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** What a record says of its versions is whole, or the record is told as one that cannot be read: cut, it would miss flaws. */
function atMost(most: number, values: readonly unknown[], what: string): readonly unknown[] {
  if (values.length > most) throw new RangeError(`it names more than ${most} ${what}`)
  return values
}

const texts = (value: unknown): readonly string[] =>
  list(value).filter((each): each is string => typeof each === 'string' && each.length <= 512)
const ids = (value: unknown): readonly string[] => [...new Set(list(value).filter(isId))].slice(0, MOST.ids)
const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, MOST_TEXT) : '')
