import type { Finding } from '../model/model.ts'
import { bySeverity, compare } from '../model/order.ts'
import { byPlace } from '../store/by-place.ts'
import owners from './owners.json' with { type: 'json' }

/** For each kind of subject, the plugins whose finding leads, in order of precedence. */
const OWNERS: Readonly<Record<string, readonly string[]>> = owners

/** Findings on one of these say different things about it (what it is, who may run it): the worst of them must not be told as part of a milder one. */
const WORST_LEADS: ReadonlySet<string> = new Set(['file', 'permissions'])

/**
 * The order of findings on one subject of one target, the one that leads first: by the table of owners, else traces of an
 * invasion, then the worst, then by the plugin's name; on a file the worst before all else. It does not depend on the order
 * in which they came.
 */
export function byLead(kind: string): (a: Finding, b: Finding) => number {
  const names = Object.hasOwn(OWNERS, kind) ? (OWNERS[kind] ?? []) : []
  const rankOf = ({ plugin }: Finding): number => (names.includes(plugin) ? names.indexOf(plugin) : names.length)
  return (a, b) =>
    (WORST_LEADS.has(kind) ? bySeverity(a.severity, b.severity) : 0) ||
    rankOf(a) - rankOf(b) ||
    compare(a.class, b.class) ||
    bySeverity(a.severity, b.severity) ||
    compare(a.plugin, b.plugin) ||
    byPlace(a, b) ||
    compare(JSON.stringify(a.locations), JSON.stringify(b.locations))
}
