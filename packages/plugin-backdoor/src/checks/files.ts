import { backdoor } from '@veinmind/report'
import type { Found, ScanContext, Severity } from '@veinmind/sdk'
import { placeFiles } from '../files/place-files.ts'
import type { PlaceFile } from '../files/place-files.ts'
import { disguisedServers, oddPrograms } from '../files/programs.ts'
import type { Hit } from '../readers/reading.ts'
import { ruleOf } from '../rules/index.ts'
import type { Owners } from '../owners.ts'

/** Checks files that something reads or runs by itself. A file that its package brought and nobody changed is left out. */
export function checkPlaces(owners: Owners, context: ScanContext): void {
  const seen = new Map<
    string,
    { readonly found: Found<PlaceFile>; readonly hit: Hit; readonly at: Found<PlaceFile>['location'][] }
  >()
  for (const found of context.records(placeFiles)) {
    if (owners.isUnchanged(found.entry.path, found.record.digests) === true) continue
    for (const hit of found.record.hits) {
      const place = { ...found.location, ...(hit.line === undefined ? {} : { line: hit.line }) }
      // One file by several names is one finding.
      const key = JSON.stringify([hit.rule, hit.line, hit.evidence, found.record.digests.sha256])
      const same = seen.get(key)
      if (same) same.at.push(place)
      else seen.set(key, { found, hit, at: [place] })
    }
  }
  for (const { found, hit, at } of seen.values()) reportHit(found, hit, { at, owners, context })
}

function reportHit(
  { record, entry }: Found<PlaceFile>,
  hit: Hit,
  {
    at,
    owners,
    context,
  }: { readonly at: Found<PlaceFile>['location'][]; readonly owners: Owners; readonly context: ScanContext },
): void {
  const rule = ruleOf(hit.rule)
  const isForeign = hit.names !== undefined && !owners.isEmpty && owners.of(hit.names) === undefined
  const severity = hit.severity ?? (isForeign ? raised(rule.severity) : undefined)
  const hidden = hit.encodings === undefined ? '' : ` (${hit.encodings.join(', ')})`
  const event = backdoor({
    rule,
    at,
    entry,
    content: `${hit.evidence}${hidden}`,
    // A file with one hit is one finding, together with the findings of other plugins on the file.
    ...(record.hits.length === 1 ? subjectOf(record.digests.sha256) : {}),
    ...(severity === undefined ? {} : { severity }),
  })
  context.report({
    ...event,
    detail: { ...event.detail, place: record.place, ...(hit.encodings ? { encodings: hit.encodings } : {}) },
  })
}

/** One step higher: the severity for what belongs to no package. */
function raised(severity: Severity): Severity {
  return severity === 'medium' ? 'high' : severity === 'high' ? 'critical' : severity
}

/** Servers and libraries that are not what their name says. */
export function checkOddPrograms(owners: Owners, context: ScanContext): void {
  for (const { record, entry, location } of [...context.records(oddPrograms), ...context.records(disguisedServers)]) {
    if (record.rule !== 'BACK-221' && owners.isUnchanged(entry.path, record.digests) === true) continue
    context.report(
      backdoor({
        rule: ruleOf(record.rule),
        at: location,
        entry,
        content: record.evidence,
        ...subjectOf(record.digests.sha256),
      }),
    )
  }
}

function subjectOf(sha256: string | undefined): { readonly subject?: { readonly kind: string; readonly key: string } } {
  return sha256 === undefined ? {} : { subject: { kind: 'file', key: sha256 } }
}
