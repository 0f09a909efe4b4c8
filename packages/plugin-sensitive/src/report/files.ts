import { secretSubject } from '@veinmind/sdk/passwords'
import { sensitiveFile } from '@veinmind/report'
import type { Confidence, Found, Listed, Location, ReportEvent } from '@veinmind/sdk'
import type { ContentRecord } from '../contents.ts'
import type { Hit } from '../find-in-text.ts'
import type { Settings } from '../options/options.ts'
import type { PathRecord } from '../paths.ts'
import { identityOf, reportedRule } from './rules.ts'

interface Place {
  readonly hit: Hit
  readonly found: Found<ContentRecord>
}

/**
 * One event for each secret of a path: a file that several layers hold (or a secret that stands twice in it) is one finding
 * with several places, the visible one first. Where two inspectors know it by different rules (a token in a web address), the
 * surer one names it. The same secret in another file is another finding.
 */
export function* contentEvents(
  records: readonly Found<ContentRecord>[],
  settings: Settings,
  now: number,
  keyFiles: ReadonlySet<string> = new Set(),
): Generator<ReportEvent> {
  // A file at a time: there may be more secrets than their events have room for in memory.
  for (const [path, ofPath] of Map.groupBy(records, ({ location, entry }) => location.path ?? entry.path)) {
    const places = ofPath.flatMap((found) => found.record.hits.map((hit) => ({ hit, found })))
    let isNamed = keyFiles.has(path)
    for (const group of groupBy(places, ({ hit }) => hit.sha256)) {
      const event = contentEvent(group, settings, now)
      if (!event) continue
      // Its first key is what the file's name says: one finding.
      const isOne = isNamed && settings.rules.get(event.rule?.id ?? '')?.family === 'key'
      yield isOne ? { ...event, subject: namedFile(path) } : event
      isNamed &&= !isOne
    }
  }
}

/** Rules on names that say of a file that it is a private key. */
const KEY_FILES: ReadonlySet<string> = new Set(['SENS-401', 'SENS-408'])

const namedFile = (path: string) => ({ kind: 'named-file', key: path })

/** The files whose names say that they are private keys. */
export function keyFilesOf(records: readonly Found<PathRecord>[]): ReadonlySet<string> {
  return new Set(
    records.flatMap(({ record }) => (record.rules.some((rule) => KEY_FILES.has(rule)) ? [record.path] : [])),
  )
}

function contentEvent(group: readonly Place[], { rules, allow }: Settings, now: number): ReportEvent | undefined {
  const known = group.filter(({ hit }) => rules.has(hit.rule))
  const surest = Math.max(...known.map(({ hit }) => surenessOf(hit, rules)))
  const named = known.find(({ hit }) => surenessOf(hit, rules) === surest)?.hit.rule
  const ordered = visibleFirst(
    known.filter(({ hit }) => hit.rule === named),
    ({ found }) => found,
  )
  const main = ordered[0]
  const rule = main && rules.get(main.hit.rule)
  if (!rule) return undefined
  const { hit, found } = main
  const isExpired = hit.expires !== undefined && hit.expires * 1000 < now
  const severity = isExpired ? 'low' : hit.severity
  const accepted = allow.accepts({ ...hit, path: found.location.path ?? found.entry.path })
  return sensitiveFile({
    rule: reportedRule(rule, isExpired ? 'expired' : hit.note),
    at: ordered.map(locationOf),
    entry: found.entry,
    context: hit.evidence,
    highlight: hit.highlight,
    identity: identityOf(hit),
    subject: secretSubject(hit.secret),
    listed: listedOf(found.record),
    secrets: [...new Set(group.flatMap((place) => [place.hit.secret, ...place.hit.also]))],
    ...(severity ? { severity } : {}),
    ...(hit.confidence ? { confidence: hit.confidence } : {}),
    ...(accepted ? { accepted } : {}),
  })
}

/** How many of a file's secrets are told, where that is not all. */
export function listedOf({ hits, more }: ContentRecord): Listed | undefined {
  return more > 0 ? { count: hits.length, atLeast: hits.length + more } : undefined
}

const SURENESS: Readonly<Record<Confidence, number>> = { low: 0, medium: 1, high: 2 }

function surenessOf({ rule, confidence }: Hit, rules: Settings['rules']): number {
  return SURENESS[confidence ?? rules.get(rule)?.confidence ?? 'low']
}

function locationOf({ hit, found }: Place): Location {
  const { line, column, endLine, endColumn } = hit
  return { ...found.location, line, column, endLine, endColumn }
}

/** One event for each rule and path. */
export function pathEvents(records: readonly Found<PathRecord>[], { rules, allow }: Settings): readonly ReportEvent[] {
  const places = records.flatMap((found) => found.record.rules.map((rule) => ({ rule, found })))
  return groupBy(places, ({ rule, found }) => JSON.stringify([rule, found.record.path])).flatMap((group) => {
    const ordered = onePerLayer(visibleFirst(group, ({ found }) => found).map(({ found }) => found))
    const main = ordered[0]
    const rule = rules.get(group[0]?.rule ?? '')
    if (!main || !rule) return []
    const accepted = allow.accepts({ rule: rule.id, path: main.record.path, secret: '', sha256: '' })
    return sensitiveFile({
      rule: reportedRule(rule),
      ...(accepted ? { accepted } : {}),
      at: ordered.map(({ location, record }) => ({ ...location, path: record.path })),
      entry: main.entry,
      ...(KEY_FILES.has(rule.id) ? { subject: namedFile(main.record.path) } : {}),
    })
  })
}

/** A folder is told by itself and by files in it: once a layer is enough. */
function onePerLayer(records: readonly Found<PathRecord>[]): readonly Found<PathRecord>[] {
  const byLayer = new Map<number | undefined, Found<PathRecord>>()
  for (const found of records) {
    const layer = found.location.layer?.index
    const known = byLayer.get(layer)
    if (!known || (known.entry.type !== 'directory' && found.entry.type === 'directory')) byLayer.set(layer, found)
  }
  return [...byLayer.values()]
}

function visibleFirst<T>(group: readonly T[], of: (item: T) => Found<unknown>): readonly T[] {
  return [...group].sort((one, other) => Number(of(other).visible) - Number(of(one).visible))
}

function groupBy<T>(list: readonly T[], key: (item: T) => string): readonly (readonly T[])[] {
  return [...Map.groupBy(list, key).values()]
}
