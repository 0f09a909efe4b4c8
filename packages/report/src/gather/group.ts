import type { Language } from '@veinmind/internal/text'
import type { EventClass, Severity } from '@veinmind/sdk'
import { bySeverity, compare } from '../model/order.ts'
import { label } from '../model/labels.ts'
import type { Finding, Report, TargetReference } from '../model/model.ts'
import { namesOfTarget } from '../model/target-places.ts'
import type { TargetName } from '../model/target-places.ts'

/**
 * The same finding over every target and place where it is. Its findings are read when they are asked for: of a large
 * report they are not all in memory.
 */
export interface FindingGroup {
  readonly class: EventClass
  readonly type: string
  /** The id of its rule. */
  readonly rule: string
  /** The worst. */
  readonly severity: Severity
  /** The one that stands for the group: the worst, else the first. */
  readonly main: Finding
  /** In the order of the report. */
  readonly all: Iterable<Finding>
  /** Each target once; told without reading the findings. */
  readonly targets: readonly TargetReference[]
}

/** What is known of a group without reading its findings. */
interface GroupFacts {
  readonly class: EventClass
  readonly fingerprint: string
  type: string
  rule: string
  severity: Severity
  path: string
  /** Places in the list of its main finding, its first and its last. */
  main: number
  readonly first: number
  last: number
  /** How many targets it is in: a target's findings stand together. */
  targets: number
}

/** The findings by class and fingerprint; invasions before risks, the worst first, then those in most targets. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, GroupFacts>()
  // Findings on disk are parsed anew each time, so equal texts are shared.
  const texts = new Map<string, string>()
  const same = (text: string): string => {
    const known = texts.get(text)
    if (known === undefined) texts.set(text, text)
    return known ?? text
  }
  const mainOf = ({
    type,
    rule,
    severity,
    locations,
  }: Finding): Pick<GroupFacts, 'type' | 'rule' | 'severity' | 'path'> => {
    return { type: same(type), rule: rule.id, severity, path: same(locations[0]?.path ?? '') }
  }
  // For each finding the next of its group, 0 after the last; and the place of its target in `targets`.
  const next = new Uint32Array(findings.length)
  const targetOf = new Uint32Array(findings.length)
  const targets: TargetReference[] = []
  const places = new Map<string, number>()
  const placeOf = (target: TargetReference): number => {
    const known = places.get(target.id) ?? targets.push(target) - 1
    places.set(target.id, known)
    return known
  }
  let index = -1
  for (const finding of findings) {
    index += 1
    const { class: klass, fingerprint, severity } = finding
    targetOf[index] = placeOf(finding.target)
    const key = klass === 'risk' ? fingerprint : `${klass} ${fingerprint}`
    const group = groups.get(key)
    if (!group) {
      groups.set(key, {
        class: klass,
        fingerprint,
        ...mainOf(finding),
        main: index,
        first: index,
        last: index,
        targets: 1,
      })
      continue
    }
    if (bySeverity(severity, group.severity) < 0) Object.assign(group, mainOf(finding), { main: index })
    if (targetOf[group.last] !== targetOf[index]) group.targets += 1
    next[group.last] = index
    group.last = index
  }
  return [...groups.values()].sort(byGroup).map((facts) => new ReadGroup(facts, { findings, next, targetOf, targets }))
}

interface GroupSource {
  readonly findings: readonly Finding[]
  /** For each finding the next of its group. */
  readonly next: Uint32Array
  /** For each finding the place of its target in `targets`. */
  readonly targetOf: Uint32Array
  readonly targets: readonly TargetReference[]
}

/** A group whose findings are read from the report. */
class ReadGroup implements FindingGroup {
  readonly #facts: GroupFacts
  readonly #from: GroupSource

  constructor(facts: GroupFacts, from: GroupSource) {
    this.#facts = facts
    this.#from = from
  }

  get class(): EventClass {
    return this.#facts.class
  }

  get type(): string {
    return this.#facts.type
  }

  get rule(): string {
    return this.#facts.rule
  }

  get severity(): Severity {
    return this.#facts.severity
  }

  get main(): Finding {
    return this.#read(this.#facts.main)
  }

  get all(): Iterable<Finding> {
    const read = (index: number): Finding => this.#read(index)
    return { [Symbol.iterator]: () => this.#indexes().map(read) }
  }

  get targets(): readonly TargetReference[] {
    const { targetOf, targets } = this.#from
    const places = new Set(this.#indexes().map((index) => targetOf[index]))
    return [...places].flatMap((place) => targets[place ?? 0] ?? [])
  }

  *#indexes(): Generator<number> {
    for (let index = this.#facts.first; ; index = this.#from.next[index] ?? 0) {
      yield index
      if (index === this.#facts.last) return
    }
  }

  #read(index: number): Finding {
    const finding = this.#from.findings[index]
    if (!finding) throw new RangeError(`there is no finding ${index}`)
    return finding
  }
}

function byGroup(a: GroupFacts, b: GroupFacts): number {
  return (
    compare(a.class, b.class) ||
    bySeverity(a.severity, b.severity) ||
    b.targets - a.targets ||
    compare(a.type, b.type) ||
    compare(a.rule, b.rule) ||
    compare(a.path, b.path) ||
    compare(a.fingerprint, b.fingerprint)
  )
}

/**
 * Short names of targets: references without what stands before their last slash, where that tells none from another.
 * Images that one reference leads to are told by their platforms, and one image that was had in several places by these.
 */
export function createTargetNames(targets: readonly TargetReference[]): (target: NamedTarget) => readonly string[] {
  const known = new Map(targets.filter(isReference).map((target) => [target.id, target]))
  const references = [...known.values()]
  const byName = countTexts(references.flatMap(namesOf))
  const byShort = countTexts([...byName.keys()].map(shorten))
  const sources = new Set(references.flatMap(({ places = [] }) => places.flatMap(({ source }) => source ?? [])))
  const byShortSource = countTexts([...sources].map(shortenSource))
  return (target) => {
    if (!isReference(target)) return namesOf(target)
    const { platform } = target
    const suffix =
      platform === undefined
        ? ''
        : ` (${[platform.os, platform.architecture, platform.variant].filter(Boolean).join('/')})`
    return ownNames(target, known.get(target.id)).map(({ name, source }) => {
      const short = byShort.get(shorten(name)) === 1 ? shorten(name) : name
      const shortSource = shortenSource(source ?? '')
      const from = source === undefined ? '' : ` [${byShortSource.get(shortSource) === 1 ? shortSource : source}]`
      return ((byName.get(name) ?? 0) > 1 ? short + suffix : short) + from
    })
  }
}

/** A target as a finding names it, or one of the places where it was had. */
type NamedTarget = TargetReference & { readonly source?: string }

/** Of a target that was had in several places, the names in the one place that is meant; else all names. */
function ownNames(target: NamedTarget, whole: TargetReference | undefined): readonly TargetName[] {
  if (target.places || !whole?.places) return namesOfTarget(target)
  const own = new Set(namesOf(target))
  return namesOfTarget(whole).filter(
    ({ name, source }) => own.has(name) && (source === undefined || source === target.source),
  )
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

/** `archive (app.tar)` of `archive (/srv/images/app.tar)`. */
function shortenSource(source: string): string {
  return /:\/\//.test(source) ? source : source.replace(/^([a-z-]+ \().*[/\\]([^/\\]+\))$/s, '$1$2')
}

/** `3 images, 1 container`, or `1 of 2 targets scanned`. */
export function countTargets({ targets, summary }: Pick<Report, 'targets' | 'summary'>, language: Language): string {
  if (summary.scanned < summary.targets) return label('scannedOf', language, summary.scanned, summary.targets)
  const kindOf = ({ kind, isManifests }: TargetReference) => (isManifests ? 'manifests' : kind)
  const counts = (['image', 'container', 'iac', 'cluster', 'manifests', 'host', 'sbom'] as const).map((kind) => {
    const count = targets.filter((target) => kindOf(target) === kind).length
    return count === 0
      ? ''
      : label(count === 1 ? kind : kind === 'manifests' ? 'manifestsMany' : `${kind}s`, language, count)
  })
  return counts.filter((text) => text !== '').join(', ')
}
