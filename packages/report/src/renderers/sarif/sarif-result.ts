import type { JsonObject, Location } from '@veinmind/sdk'
import { fileUri } from '../../text/file-uri.ts'
import { firstOf, oneLine } from '../../text/finding-facts.ts'
import type { FindingFacts } from '../../text/finding-facts.ts'
import { placeText } from '../../text/place-text.ts'
import type { TargetReference } from '../../model/model.ts'
import { LEVELS } from './sarif-rule.ts'

/** Targets that a message names. */
const MOST_NAMES = 5
/** More places than the first, which is the only one that GitHub reads. */
const MOST_RELATED = 20

/** A finding as a result: one, whatever the number of images that it is in. */
export function sarifResult(facts: FindingFacts, ruleIndex: number): JsonObject {
  const { main, id, title, evidence, places, where, remark, step, targets, severity } = facts
  const [first, ...more] = places
  const target = first?.targets[0] ?? main.target
  const lines = [
    evidence === '' ? title : `${title}: ${evidence}`,
    [firstOf(targets, MOST_NAMES), where, remark].filter((text) => text !== '').join(', '),
    step,
  ]
  const related = more.slice(0, MOST_RELATED).map(({ location, targets: own }, index) => ({
    id: index + 1,
    ...sarifLocation(own[0] ?? main.target, location),
    message: { text: oneLine(placeText(location)) || target.name },
  }))
  const { accepted } = main
  return {
    ruleId: id,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: lines.filter((line) => line !== '').join('\n') },
    locations: [sarifLocation(target, first?.location ?? {})],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    partialFingerprints: { primaryLocationLineHash: main.fingerprint },
    ...(accepted === undefined
      ? {}
      : {
          suppressions: [
            { kind: 'external', status: 'accepted', justification: `${accepted.reason} (${accepted.by})` },
          ],
        }),
    properties: {
      severity,
      plugin: main.plugin,
      targets: targets.slice(0, 100),
      places: places.length,
      ...(main.since === undefined ? {} : { since: main.since }),
    },
  }
}

function sarifLocation(target: TargetReference, location: Location): JsonObject {
  const { line, column, endLine, endColumn, object } = location
  return {
    physicalLocation: {
      artifactLocation: { uri: fileUri(target, location) },
      region: {
        startLine: line ?? 1,
        startColumn: column ?? 1,
        ...(line === undefined || endLine === undefined || endLine < line ? {} : { endLine }),
        ...(endColumn === undefined || endColumn < 1 ? {} : { endColumn }),
      },
    },
    ...(object === undefined || object === '' ? {} : { logicalLocations: [{ fullyQualifiedName: oneLine(object) }] }),
  }
}
