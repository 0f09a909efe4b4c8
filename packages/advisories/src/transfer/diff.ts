import { openDatabase } from '../store/open-database.ts'
import { requireIndex } from './database-file.ts'

/** What differs between two databases. */
export interface DatabaseDiff {
  readonly sources: readonly { readonly name: string; readonly before?: SourceState; readonly after?: SourceState }[]
  readonly ecosystems: readonly { readonly name: string; readonly before: number; readonly after: number }[]
  /** Ids of advisories that only one of them has, by group: the first of them, and how many there are. */
  readonly advisories: readonly {
    readonly group: string
    readonly added: Ids
    readonly removed: Ids
    readonly changed: Ids
  }[]
}

interface SourceState {
  readonly date: string
  readonly records: number
}

interface Ids {
  readonly count: number
  readonly first: readonly string[]
}

const FIRST = 20

/** Compares two databases by their folders: sources, packages by ecosystem, advisories. */
export async function diffDatabases(before: string, after: string): Promise<DatabaseDiff> {
  const [old, now] = [await requireIndex(before), await requireIndex(after)]
  using oldDatabase = await openDatabase(before)
  using newDatabase = await openDatabase(after)
  const names = (lists: readonly (readonly string[])[]): readonly string[] =>
    [...new Set(lists.flat())].sort((a, b) => (a < b ? -1 : 1))
  const stateOf = (info: typeof old, name: string): SourceState | undefined => {
    const source = info.sources.find((each) => each.name === name)
    return source && { date: source.date ?? '', records: source.records }
  }
  const sources = names([old.sources.map(({ name }) => name), now.sources.map(({ name }) => name)]).flatMap((name) => {
    const [a, b] = [stateOf(old, name), stateOf(now, name)]
    const digestOf = (info: typeof old): string | undefined => info.sources.find((each) => each.name === name)?.digest
    if (digestOf(old) === digestOf(now)) return []
    return [{ name, ...(a ? { before: a } : {}), ...(b ? { after: b } : {}) }]
  })
  const packagesOf = (info: typeof old): Readonly<Record<string, number>> =>
    Object.assign({}, ...info.files.map(({ ecosystems }) => ecosystems)) as Record<string, number>
  const [oldPackages, newPackages] = [packagesOf(old), packagesOf(now)]
  const ecosystems = names([Object.keys(oldPackages), Object.keys(newPackages)]).flatMap((name) => {
    const [a, b] = [oldPackages[name] ?? 0, newPackages[name] ?? 0]
    return a === b ? [] : [{ name, before: a, after: b }]
  })
  const groups = names([old.files.map(({ group }) => group), now.files.map(({ group }) => group)])
  const advisories = groups.flatMap((group) => {
    const [a, b] = [oldDatabase?.digestsOf(group) ?? new Map(), newDatabase?.digestsOf(group) ?? new Map()]
    const added = [...b.keys()].filter((id) => !a.has(id))
    const removed = [...a.keys()].filter((id) => !b.has(id))
    const changed = [...b].flatMap(([id, digest]) => (a.has(id) && a.get(id) !== digest ? [id] : []))
    if (added.length + removed.length + changed.length === 0) return []
    return [{ group, added: idsOf(added), removed: idsOf(removed), changed: idsOf(changed) }]
  })
  return { sources, ecosystems, advisories }
}

const idsOf = (ids: readonly string[]): Ids => ({ count: ids.length, first: ids.slice(0, FIRST) })
