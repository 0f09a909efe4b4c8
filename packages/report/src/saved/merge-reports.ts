import { countSeen } from '../gather/count-seen.ts'
import { createFindingCounts } from '../gather/finding-counts.ts'
import type { Coverage, Finding, Outcome, PluginReport, Report, TargetReport } from '../model/model.ts'
import { compare } from '../model/order.ts'
import { lazyList } from '../store/lazy-list.ts'

/**
 * Reports of several scans as one. A target that is in several, and a finding of it, are there once, as the last scan has them; what
 * is accepted in one and open in another is open. Comparisons with earlier reports are left out.
 */
export function mergeReports(reports: readonly Report[]): Report {
  const [only, ...more] = reports.toSorted((a, b) => compare(b.finishedAt, a.finishedAt))
  if (!only) throw new RangeError('there is no report')
  if (more.length === 0) return only
  const all = [only, ...more]
  const targets = distinct(
    all.flatMap((report) => report.targets),
    ({ id, name, source = '' }: TargetReport) => JSON.stringify([id, name, source]),
  ).sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id) || compare(a.source ?? '', b.source ?? ''))
  const taken = new Set<string>()
  const findings = mergeFindings(all, 'findings', taken)
  const accepted = mergeFindings(all, 'accepted', taken) as Report['accepted']
  const counts = createFindingCounts()
  for (const finding of findings) counts.add(finding, finding.target, false)
  for (const finding of accepted) counts.add(finding, finding.target, true)
  const plugins = mergePlugins(all.flatMap((report) => report.plugins))
  const errors = distinct(
    all.flatMap((report) => report.errors),
    (error) => JSON.stringify(error),
  )
  const assets = distinct(
    all.flatMap((report) => [...report.assets]),
    ({ target, type, plugin, detail }) => JSON.stringify([target.id, type, plugin, detail]),
  )
  const inventory = distinct(
    all.flatMap((report) => [...report.inventory]),
    ({ target, purl, places }) => JSON.stringify([target, purl, places]),
  )
  const plan = distinct(
    all.flatMap((report) => report.plan ?? []),
    ({ target }) => target.id,
  )
  const missing = all.reduce((sum, { summary, targets: own }) => sum + Math.max(0, summary.targets - own.length), 0)
  const { comparison: _comparison, plan: _plan, ...first } = only
  return {
    ...first,
    startedAt: all.map(({ startedAt }) => startedAt).toSorted(compare)[0] ?? only.startedAt,
    targets,
    plugins,
    findings,
    accepted,
    acceptNotes: distinct(
      all.flatMap((report) => report.acceptNotes),
      (note) => JSON.stringify(note),
    ),
    assets,
    ...(plan.length === 0 ? {} : { plan }),
    inventory,
    errors,
    skipped: distinct(
      all.flatMap((report) => report.skipped),
      (skipped) => JSON.stringify(skipped),
    ),
    summary: {
      ...countSeen({ targets, plugins, errors }, missing),
      ...counts.finish(),
      assets: assets.length,
      packages: inventory.length,
      errors: errors.length,
    },
  }
}

/** The items that have no other with the same key before them. */
function distinct<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const known = new Map<string, T>()
  for (const item of items) {
    const key = keyOf(item)
    if (!known.has(key)) known.set(key, item)
  }
  return [...known.values()]
}

/** Findings by target, each read from its report when it is asked for. */
function mergeFindings(all: readonly Report[], list: 'findings' | 'accepted', taken: Set<string>): readonly Finding[] {
  const byTarget = new Map<string, [report: number, index: number][]>()
  for (const [report, { [list]: findings }] of all.entries()) {
    for (const [index, { class: klass, fingerprint, target }] of findings.entries()) {
      const key = `${target.id} ${klass} ${fingerprint}`
      if (taken.has(key)) continue
      taken.add(key)
      const place = `${target.name}\0${target.id}`
      const own = byTarget.get(place)
      if (own) own.push([report, index])
      else byTarget.set(place, [[report, index]])
    }
  }
  const order = [...byTarget].sort(([a], [b]) => compare(a, b)).flatMap(([, own]) => own)
  return lazyList(order.length, (number) => {
    const [report, index] = order[number] ?? [0, 0]
    return all[report]?.[list][index] as Finding
  })
}

/** The worst outcome comes last. */
const OUTCOMES: readonly Outcome[] = ['skipped', 'ok', 'partial', 'failed']

function mergePlugins(plugins: readonly PluginReport[]): PluginReport[] {
  const byName = Map.groupBy(plugins, ({ name, version }) => JSON.stringify([name, version]))
  return Array.from(byName.values(), (same) => same.reduce(mergePlugin)).sort((a, b) => compare(a.name, b.name))
}

function mergePlugin(one: PluginReport, other: PluginReport): PluginReport {
  const worse = OUTCOMES.indexOf(other.outcome) > OUTCOMES.indexOf(one.outcome) ? other : one
  const gaps = [one.gaps, other.gaps].filter((each) => each !== undefined)
  return {
    ...worse,
    durationMs: one.durationMs + other.durationMs,
    ...(gaps.length === 0
      ? {}
      : {
          gaps: {
            count: gaps.reduce((sum, { count }) => sum + count, 0),
            first: gaps.flatMap(({ first }) => first).slice(0, 3),
          },
        }),
    coverage: mergeCoverage(one.coverage, other.coverage),
  }
}

function mergeCoverage(one: Coverage, other: Coverage): Coverage {
  const skipped = { ...one.skipped }
  for (const [reason, count] of Object.entries(other.skipped)) skipped[reason] = (skipped[reason] ?? 0) + count
  return {
    entities: one.entities + other.entities,
    scanned: one.scanned + other.scanned,
    skipped,
    truncated: one.truncated + other.truncated,
    errored: one.errored + other.errored,
    rereads: one.rereads + other.rereads,
    problems: [...one.problems, ...other.problems].slice(0, 1_000),
  }
}
