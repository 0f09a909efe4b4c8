import type { Asset, Finding } from '../model/model.ts'
import { bySeverity, compare } from '../model/order.ts'

/** The order of events: by target, findings first and the worst of them, then by what they are and where. */
export function byPlace(a: Finding | Asset, b: Finding | Asset): number {
  const order = compare(a.target.id, b.target.id)
  if (order !== 0) return order
  if (isFinding(a)) return isFinding(b) ? byFinding(a, b) : -1
  return isFinding(b) ? 1 : byAsset(a, b)
}

/** Whether an event is a finding: else it is an asset. */
export function isFinding(event: Finding | Asset): event is Finding {
  return 'fingerprint' in event
}

function byFinding(a: Finding, b: Finding): number {
  return (
    bySeverity(a.severity, b.severity) ||
    compare(a.rule.id, b.rule.id) ||
    compareLocations(a, b) ||
    compare(a.fingerprint, b.fingerprint)
  )
}

function byAsset(a: Asset, b: Asset): number {
  return (
    compare(a.type, b.type) ||
    compare(a.plugin, b.plugin) ||
    compareLocations(a, b) ||
    compare(JSON.stringify(a.detail), JSON.stringify(b.detail))
  )
}

function compareLocations(a: Asset, b: Asset): number {
  const one = a.locations[0] ?? {}
  const other = b.locations[0] ?? {}
  return (
    compare(one.path ?? '', other.path ?? '') ||
    (one.line ?? 0) - (other.line ?? 0) ||
    (one.column ?? 0) - (other.column ?? 0) ||
    (one.layer?.index ?? -1) - (other.layer?.index ?? -1) ||
    (one.step?.index ?? -1) - (other.step?.index ?? -1)
  )
}
