import type { Json, JsonObject } from '@veinmind/sdk'
import { assetEvents } from '../inventory/asset-events.ts'
import { inBlocks, jsonText } from '../text/json-text.ts'
import { LEVELS } from '../model/levels.ts'
import type { Asset, Finding, OtherFinding, Report, TargetReference } from '../model/model.ts'
import type { Renderer } from './renderer.ts'
import { legacyDetail } from './legacy-details.ts'

/**
 * The original's `result.json`: one flat object an event, key for key and word for word (veinmind-common-go 1.4), so that
 * what reads it goes on working. Assets are events of type Info.
 */
export const events: Renderer = {
  render: (report) => [...eventPieces(report)].join(''),
  pieces: (report) => inBlocks(() => eventPieces(report)),
}

/** Each event as the item of a list that it is. */
function* eventPieces(report: Report): Generator<string> {
  let before = '[\n'
  for (const list of [report.findings, report.assets, assetEvents(report)]) {
    for (const event of list) {
      yield before + jsonText([legacyEvent(event)]).slice('[\n'.length, -'\n]\n'.length)
      before = ',\n'
    }
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

/** One event as the original writes it. */
export function legacyEvent(event: Finding | Asset): JsonObject {
  const { target } = event
  return {
    id: target.kind === 'iac' ? target.name : target.id,
    time: event.time,
    source: event.plugin,
    level: 'severity' in event ? LEVELS[event.severity] : 'None',
    object: legacyObject(target),
    event_type: EVENT_TYPES[event.class],
    detect_type: DETECT_TYPES[target.kind],
    alert_type: event.type,
    alert_detail: legacyDetail(event.type, event.detail),
    ...('severity' in event ? moreMembers(event) : {}),
  }
}

/** What the original does not have; readers of its events pass it over. */
function moreMembers({ listed, because = [], others = [] }: Finding): JsonObject {
  return {
    ...(listed ? { listed: { count: listed.count, at_least: listed.atLeast } } : {}),
    ...(because.length === 0
      ? {}
      : { because: because.map(({ rule, plugin }) => ({ source: plugin, rule_id: rule })) }),
    ...(others.length === 0 ? {} : { others: others.map(legacyOther) }),
  }
}

function legacyOther({ plugin, severity, class: klass, type, detail }: OtherFinding): JsonObject {
  return {
    source: plugin,
    level: LEVELS[severity],
    event_type: EVENT_TYPES[klass],
    alert_type: type,
    alert_detail: legacyDetail(type, detail),
  }
}

const EVENT_TYPES = { risk: 'Risk', invasion: 'Invasion', info: 'Info' } as const

// `cluster` is in lower case in the original.
const DETECT_TYPES = {
  image: 'Image',
  container: 'Container',
  iac: 'IaC',
  cluster: 'cluster',
  host: 'Host',
  sbom: 'SBOM',
} as const

/** Without the members that led to files of the scanning machine, and the cluster's credentials. */
function legacyObject(target: TargetReference): { readonly [key: string]: Json } {
  if (target.kind === 'cluster') return { cluster_type: target.runtime ?? 'kubernetes' }
  if (target.kind === 'host' || target.kind === 'sbom') return { id: target.id, type: DETECT_TYPES[target.kind] }
  if (target.kind === 'iac') return { id: target.name, type: 'IaC' }
  const type = DETECT_TYPES[target.kind]
  return { id: target.id, type, runtime_type: target.runtime ?? (target.kind === 'image' ? 'remote' : 'docker') }
}
