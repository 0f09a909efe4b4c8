import type { Language } from '@veinmind/sdk'
import { bySeverity, compare } from './order.ts'
import { label } from './labels.ts'
import type { Finding, Report, TargetReference } from './model.ts'
import { namesOfTarget } from './target-places.ts'

/** The same finding over every target and place where it is. */
export interface FindingGroup {
  /** The one that stands for the group: the worst, else the first. */
  readonly main: Finding
  /** In the order of the report. */
  readonly all: readonly Finding[]
  /** Each target once. */
  readonly targets: readonly TargetReference[]
}

/** The findings by class and fingerprint; invasions before risks, the worst first, then those in most targets. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, { main: Finding; all: Finding[]; targets: Map<string, TargetReference> }>()
  for (const finding of findings) {
    const key = `${finding.class} ${finding.fingerprint}`
    let group = groups.get(key)
    if (!group) groups.set(key, (group = { main: finding, all: [], targets: new Map() }))
    if (bySeverity(finding.severity, group.main.severity) < 0) group.main = finding
    group.all.push(finding)
    group.targets.set(finding.target.id, finding.target)
  }
  return Array.from(groups.values(), ({ main, all, targets }) => ({ main, all, targets: [...targets.values()] })).sort(byGroup)
}

function byGroup({ main: a, targets: inA }: FindingGroup, { main: b, targets: inB }: FindingGroup): number {
  return (
    compare(a.class, b.class) ||
    bySeverity(a.severity, b.severity) ||
    inB.length - inA.length ||
    compare(a.type, b.type) ||
    compare(a.rule.id, b.rule.id) ||
    compare(a.locations[0]?.path ?? '', b.locations[0]?.path ?? '') ||
    compare(a.fingerprint, b.fingerprint)
  )
}

/**
 * Short names of targets: references without what stands before their last slash, where that tells none from another.
 * Images that one reference leads to are told by their platforms.
 */
export function createTargetNames(targets: readonly TargetReference[]): (target: TargetReference) => readonly string[] {
  const references = [...new Map(targets.filter(isReference).map((target) => [target.id, target])).values()]
  const byName = countTexts(references.flatMap(namesOf))
  const byShort = countTexts([...byName.keys()].map(shorten))
  return (target) => {
    if (!isReference(target)) return namesOf(target)
    const { platform } = target
    const suffix = platform === undefined ? '' : ` (${[platform.os, platform.architecture, platform.variant].filter(Boolean).join('/')})`
    return namesOfTarget(target).map(({ name, source }) => {
      const short = byShort.get(shorten(name)) === 1 ? shorten(name) : name
      const from = source === undefined ? '' : ` [${source}]`
      return ((byName.get(name) ?? 0) > 1 ? short + suffix : short) + from
    })
  }
}

function countTexts(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

/** The names of a target, each once. */
function namesOf(target: TargetReference): readonly string[] {
  return [...new Set(namesOfTarget(target).map(({ name }) => name))]
}

/** The name of a file or a cluster is no reference: all of it matters. */
function isReference({ kind }: TargetReference): boolean {
  return kind === 'image' || kind === 'container'
}

/** What follows the last slash of a reference; a digest is cut to twelve characters. */
function shorten(name: string): string {
  const [reference = '', digest] = name.split('@', 2)
  const short = reference.slice(reference.lastIndexOf('/') + 1)
  return digest === undefined ? short : `${short}@${digest.slice(0, 19)}`
}

/** `3 images, 1 container`, or `1 of 2 targets scanned`. */
export function countTargets({ targets, summary }: Pick<Report, 'targets' | 'summary'>, language: Language): string {
  if (summary.scanned < summary.targets) return label('scannedOf', language, summary.scanned, summary.targets)
  const counts = (['image', 'container', 'iac', 'cluster'] as const).map((kind) => {
    const count = targets.filter((target) => target.kind === kind).length
    return count === 0 ? '' : label(count === 1 ? kind : `${kind}s`, language, count)
  })
  return counts.filter((text) => text !== '').join(', ')
}
