import type { Flaw, Level } from '@veinmind/advisories'
import type { BaseImage, Package } from '@veinmind/inventory'
import { fixPlan } from '@veinmind/report'
import type { PlanStep } from '@veinmind/report'
import type { ReportEvent } from '@veinmind/sdk'
import { compare } from '@veinmind/versions'

/** Ids of what a step removes that are named, and packages of a source. */
const MOST_NAMED = 100
const LEVELS: readonly Level[] = ['low', 'medium', 'high', 'critical']

interface Upgrade {
  readonly type: string
  readonly ecosystem: string
  readonly name: string
  readonly from: string
  readonly inBase: boolean
  readonly packages: Set<string>
  readonly ids: Set<string>
  to: string
  removes: number
  worst: Level
}

/** Gathers what would remove the findings of an entity. */
export interface Planner {
  /** Whether a package came with the base image. */
  isInBase(item: Package): boolean
  /** A finding of a flaw in a package, as bad as it is told. */
  add(flaw: Flaw, item: Package, severity: Level): void
  /** `undefined` where there is nothing to plan. */
  finish(): ReportEvent | undefined
}

/**
 * The smallest set of upgrades that removes all that can be removed: packages of one source are upgraded together, to the highest version that
 * one of their flaws is fixed in. Those that remove the most come first.
 */
export function createPlanner(base: BaseImage | null): Planner {
  const upgrades = new Map<string, Upgrade>()
  const count = { total: 0, removable: 0, inBase: 0, removableInBase: 0 }
  const isInBase = ({ places }: Package): boolean =>
    base !== null && (places[0]?.layer?.index ?? Infinity) < base.layers
  return {
    isInBase,
    add(flaw, item, severity) {
      const inBase = isInBase(item)
      count.total += 1
      count.inBase += Number(inBase)
      // No version of a malicious package mends it: it is removed.
      if (flaw.fixed === undefined || flaw.isMalicious) return
      count.removable += 1
      count.removableInBase += Number(inBase)
      const name = item.source?.name ?? item.name
      const from = item.source?.version ?? item.version
      const key = JSON.stringify([item.type, name, from, inBase])
      const ecosystem = item.ecosystem ?? item.type
      const known = upgrades.get(key) ?? {
        type: item.type,
        ecosystem,
        name,
        from,
        inBase,
        packages: new Set(),
        ids: new Set(),
        to: flaw.fixed,
        removes: 0,
        worst: severity,
      }
      upgrades.set(key, known)
      known.packages.add(item.name)
      known.ids.add(flaw.id)
      known.removes += 1
      if ((compare(ecosystem, known.to, flaw.fixed) ?? 0) < 0) known.to = flaw.fixed
      if (LEVELS.indexOf(severity) > LEVELS.indexOf(known.worst)) known.worst = severity
    },
    finish() {
      if (count.total === 0) return undefined
      return fixPlan({
        total: count.total,
        removable: count.removable,
        steps: [...upgrades.values()].toSorted(byUse).map((upgrade) => stepOf(upgrade, base)),
        ...(base === null ? {} : { base: { ...base, total: count.inBase, removable: count.removableInBase } }),
      })
    },
  }
}

function byUse(a: Upgrade, b: Upgrade): number {
  return (
    b.removes - a.removes ||
    LEVELS.indexOf(b.worst) - LEVELS.indexOf(a.worst) ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : a.from < b.from ? -1 : 1)
  )
}

function stepOf(
  { type, name, from, to, packages, ids, removes, worst, inBase }: Upgrade,
  base: BaseImage | null,
): PlanStep {
  return {
    type,
    package: name,
    packages: [...packages].sort().slice(0, MOST_NAMED),
    from,
    to,
    removes,
    worst,
    ids: [...ids].sort().slice(0, MOST_NAMED),
    ...(base === null ? {} : { inBase }),
  }
}
