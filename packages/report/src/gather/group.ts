import type { EventClass, Severity } from '@veinmind/sdk'
import { bySeverity, compare } from '../model/order.ts'
import type { Finding, TargetReference } from '../model/model.ts'
import { lazyList } from '../store/lazy-list.ts'

/**
 * The same finding over every target and place where it is. Its findings are read when they are asked for: of a large
 * report they are not all in memory.
 */
export interface FindingGroup extends GroupKind {
  /** The one that stands for the group: the worst, else the first. */
  readonly main: Finding
  /** In the order of the report. */
  readonly all: Iterable<Finding>
  /** Each target once; told without reading the findings. */
  readonly targets: readonly TargetReference[]
}

/** What many groups have in common. */
interface GroupKind {
  readonly class: EventClass
  readonly type: string
  /** The id of its rule. */
  readonly rule: string
  /** The worst. */
  readonly severity: Severity
  /** Whether it was concluded from other findings. */
  readonly isConclusion: boolean
}

/**
 * The findings by class and fingerprint: what others add up to before what stands for itself, invasions before risks, the worst first, then
 * those in most targets.
 */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const { groups, source } = readGroups(findings)
  const kept = columnsOf(groups.sort(byGroup))
  return lazyList(kept.kinds.length, (index) => new Group(index, kept, source))
}

/** How many groups there are of each severity. */
export function countBySeverity(groups: readonly FindingGroup[]): Readonly<Record<Severity, number>> {
  const counts = { critical: 0, high: 0, medium: 0, low: 0 }
  for (const { severity } of groups) counts[severity] += 1
  return counts
}

/** What is kept of groups once they are in order: there may be hundreds of thousands. */
interface GroupColumns {
  readonly kinds: readonly GroupKind[]
  /** Places in the list of all findings. */
  readonly main: Uint32Array
  readonly first: Uint32Array
  readonly last: Uint32Array
}

function columnsOf(groups: readonly GatheredGroup[]): GroupColumns {
  const column = (name: 'main' | 'first' | 'last') => Uint32Array.from(groups, (group) => group[name])
  return {
    kinds: groups.map(({ kind }) => kind),
    main: column('main'),
    first: column('first'),
    last: column('last'),
  }
}

/** Where groups read what is in them. */
interface GroupSource {
  readonly findings: readonly Finding[]
  /** For each finding the next of its group. */
  readonly next: Uint32Array
  /** For each finding the place of its target in `targets`. */
  readonly targetOf: Uint32Array
  readonly targets: readonly TargetReference[]
}

/** A group while it is gathered. */
interface GatheredGroup {
  readonly fingerprint: string
  kind: GroupKind
  path: string
  main: number
  readonly first: number
  last: number
  /** How many targets it is in: a target's findings stand together. */
  targets: number
}

function readGroups(findings: readonly Finding[]): { readonly groups: GatheredGroup[]; readonly source: GroupSource } {
  const groups = new Map<string, GatheredGroup>()
  const next = new Uint32Array(findings.length)
  const targetOf = new Uint32Array(findings.length)
  const targets: TargetReference[] = []
  const places = new Map<string, number>()
  // Findings on disk are parsed anew each time, so equal values are shared.
  const kinds = new Map<string, GroupKind>()
  const paths = new Map<string, string>()
  const mainOf = ({ class: klass, type, rule, severity, locations, because }: Finding) => {
    const kind = { class: klass, type, rule: rule.id, severity, isConclusion: because !== undefined }
    const path = locations[0]?.path ?? ''
    return { kind: remember(kinds, JSON.stringify(kind), kind), path: remember(paths, path, path) }
  }
  for (const [index, finding] of findings.entries()) {
    const { class: klass, fingerprint, severity, target } = finding
    const place = remember(places, target.id, targets.length)
    if (place === targets.length) targets.push(target)
    targetOf[index] = place
    const key = klass === 'risk' ? fingerprint : `${klass} ${fingerprint}`
    const group = groups.get(key)
    if (!group) {
      groups.set(key, { fingerprint, ...mainOf(finding), main: index, first: index, last: index, targets: 1 })
      continue
    }
    if (bySeverity(severity, group.kind.severity) < 0) Object.assign(group, mainOf(finding), { main: index })
    if (targetOf[group.last] !== place) group.targets += 1
    next[group.last] = index
    group.last = index
  }
  return { groups: [...groups.values()], source: { findings, next, targetOf, targets } }
}

/** What is known under a key; the first that was, if anything is. */
function remember<T>(known: Map<string, T>, key: string, value: T): T {
  const before = known.get(key)
  if (before === undefined) known.set(key, value)
  return before ?? value
}

function byGroup(a: GatheredGroup, b: GatheredGroup): number {
  return (
    Number(b.kind.isConclusion) - Number(a.kind.isConclusion) ||
    compare(a.kind.class, b.kind.class) ||
    bySeverity(a.kind.severity, b.kind.severity) ||
    b.targets - a.targets ||
    compare(a.kind.type, b.kind.type) ||
    compare(a.kind.rule, b.kind.rule) ||
    compare(a.path, b.path) ||
    compare(a.fingerprint, b.fingerprint)
  )
}

/** A group whose findings are read from the report. */
class Group implements FindingGroup {
  readonly #number: number
  readonly #columns: GroupColumns
  readonly #source: GroupSource

  constructor(number: number, columns: GroupColumns, source: GroupSource) {
    this.#number = number
    this.#columns = columns
    this.#source = source
  }

  get class(): EventClass {
    return this.#kind.class
  }

  get type(): string {
    return this.#kind.type
  }

  get rule(): string {
    return this.#kind.rule
  }

  get severity(): Severity {
    return this.#kind.severity
  }

  get isConclusion(): boolean {
    return this.#kind.isConclusion
  }

  get main(): Finding {
    return this.#read(this.#columns.main[this.#number] ?? 0)
  }

  get all(): Iterable<Finding> {
    const read = (index: number): Finding => this.#read(index)
    return { [Symbol.iterator]: () => this.#indexes().map(read) }
  }

  get targets(): readonly TargetReference[] {
    const { targetOf, targets } = this.#source
    const places = new Set(this.#indexes().map((index) => targetOf[index]))
    return [...places].flatMap((place) => targets[place ?? 0] ?? [])
  }

  get #kind(): GroupKind {
    return this.#columns.kinds[this.#number] as GroupKind
  }

  *#indexes(): Generator<number> {
    const { first, last } = this.#columns
    for (let index = first[this.#number] ?? 0; ; index = this.#source.next[index] ?? 0) {
      yield index
      if (index === last[this.#number]) return
    }
  }

  #read(index: number): Finding {
    const finding = this.#source.findings[index]
    if (!finding) throw new RangeError(`there is no finding ${index}`)
    return finding
  }
}
