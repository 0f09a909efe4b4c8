import type { Severity } from '@veinmind/sdk'
import { repositoryOf } from '../model/repository-of.ts'
import type { Comparison, Finding, GoneFinding, PluginReport, Report, Since, TargetReference } from '../model/model.ts'
import { bySeverity } from '../model/order.ts'
import { namesOfTarget, targetsOf } from '../model/target-places.ts'

/** Compares the findings of a report, as they come, with an earlier report. */
export interface Comparing {
  /** How a finding compares with the earlier report. An accepted one is not counted, and does not count as gone. */
  statusOf(finding: Finding, target: TargetReference, isAccepted: boolean): Since
  /** After all findings. */
  finish(scanned: Pick<Report, 'targets' | 'plugins'>): Comparison
}

/** Compares with `earlier`, by fingerprint and repository: a tag moves on, and what is found stays what it is. */
export function compareWith(earlier: Report): Comparing {
  const all = [...earlier.findings, ...earlier.accepted]
  const known = new Set(all.flatMap((finding) => keysOf(finding, finding.target)))
  const contents = contentsOf(earlier)
  const found = new Set<string>()
  const worst = new Map<string, Severity>()
  const learnt = new Set<string>()
  const same = new Set<string>()

  function lookUp(finding: Finding, target: TargetReference): Since {
    const keys = keysOf(finding, target)
    for (const key of keys) found.add(key)
    if (keys.every((key) => known.has(key))) return 'same'
    return repositoriesOf(target).every((repository) => wasThere(finding, contents.get(repository))) ? 'learnt' : 'new'
  }

  return {
    statusOf(finding, target, isAccepted) {
      const status = lookUp(finding, target)
      if (isAccepted) return status
      const key = `${finding.class} ${finding.fingerprint}`
      if (status === 'same') same.add(key)
      else {
        const before = worst.get(key)
        if (before === undefined || bySeverity(finding.severity, before) < 0) worst.set(key, finding.severity)
        if (status === 'learnt') learnt.add(key)
      }
      return status
    },
    finish({ targets, plugins }) {
      const counts: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 }
      for (const severity of worst.values()) counts[severity] += 1
      const looked = new Set(targets.filter(({ outcome }) => outcome === 'ok').flatMap(repositoriesOf))
      const ran = new Map(plugins.map((plugin) => [plugin.name, plugin]))
      const gone = earlier.findings.filter(
        (finding) =>
          isWhole(ran.get(finding.plugin)) &&
          repositoriesOf(finding.target).every((repository) => looked.has(repository)) &&
          !keysOf(finding, finding.target).some((key) => found.has(key)),
      )
      const { finishedAt, tool } = earlier
      return { with: { finishedAt, tool }, new: counts, learnt: learnt.size, same: same.size, gone: gone.map(goneOf) }
    },
  }
}

/** Whether nothing of what a plugin looks for can have been missed. */
function isWhole(plugin: PluginReport | undefined): boolean {
  return plugin?.outcome === 'ok'
}

/** What was in each repository at the time: layers by both of their digests, and the images themselves. */
function contentsOf({ targets, findings }: Report): ReadonlyMap<string, ReadonlySet<string>> {
  const contents = new Map<string, Set<string>>()
  for (const target of [...targets, ...targetsOf(findings)]) {
    const layers = 'layers' in target ? (target.layers ?? []) : []
    for (const repository of repositoriesOf(target)) {
      const there = contents.get(repository) ?? new Set<string>()
      contents.set(repository, there)
      there.add(target.id)
      for (const { digest, diffId } of layers) there.add(digest).add(diffId)
    }
  }
  return contents
}

/** Whether what a finding stands in was there before: each of its layers; what stands in none, in the image itself. */
function wasThere({ locations, target }: Finding, there: ReadonlySet<string> = new Set()): boolean {
  if (there.has(target.id)) return true
  return locations.length > 0 && locations.every(({ layer }) => layer !== undefined && there.has(layer.digest))
}

function keysOf({ class: klass, fingerprint }: Finding, target: TargetReference): readonly string[] {
  return repositoriesOf(target).map((repository) => `${klass} ${fingerprint} ${repository}`)
}

function repositoriesOf(target: TargetReference): readonly string[] {
  return [...new Set(namesOfTarget(target).map(({ name }) => repositoryOf(name)))]
}

function goneOf({ fingerprint, class: klass, plugin, rule, severity, target, locations }: Finding): GoneFinding {
  return { fingerprint, class: klass, plugin, rule, severity, target, locations }
}
