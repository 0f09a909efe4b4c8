import type { MergedPackage } from './merge-drafts.ts'
import type { Package } from './model.ts'

/** The packages, where all places of one belong to a package of the operating system with its purl as the `owner`. */
export function withOwners(merged: readonly MergedPackage[]): readonly Package[] {
  const wanted = new Map<string, string | undefined>()
  for (const { package: one, owns } of merged)
    if (owns === undefined && one.isInstalled)
      for (const { path, hiddenBy } of one.places)
        if (path && hiddenBy === undefined) wanted.set(fileOf(path), undefined)
  if (wanted.size > 0)
    for (const { package: one, owns } of merged)
      for (const { path } of owns?.() ?? []) {
        const plain = withoutUsr(path)
        if (wanted.has(plain)) wanted.set(plain, wanted.get(plain) ?? one.purl)
      }
  return merged.map(({ package: one, owns }) => {
    if (owns !== undefined || !one.isInstalled) return one
    const places = one.places.filter(({ hiddenBy }) => hiddenBy === undefined)
    const owners = places.map(({ path = '' }) => wanted.get(fileOf(path)))
    const [owner] = owners
    return owner === undefined || owners.includes(undefined) ? one : { ...one, owner }
  })
}

/** What packages own of `paths`, and who of all owns scripts. */
export type FindOwners = (paths: Iterable<string>) => {
  /** By path, the purl of the owner. */
  readonly owners: ReadonlyMap<string, string>
  /** Purls of packages with files that an interpreter reads, and does not keep open. */
  readonly scripted: ReadonlySet<string>
}

const SCRIPT = /\.(?:py|pyc|pl|pm|rb|js|mjs|cjs|php|lua|jar|class|tcl|R)$/

/** Looks in the databases of package managers. */
export function findOwnersIn(merged: readonly MergedPackage[]): FindOwners {
  return (paths) => {
    const wanted = new Map<string, string[]>()
    for (const path of paths) wanted.set(withoutUsr(path), [...(wanted.get(withoutUsr(path)) ?? []), path])
    const found = new Map<string, string>()
    const scripted = new Set<string>()
    for (const { package: one, owns } of merged)
      for (const { path } of owns?.() ?? []) {
        if (SCRIPT.test(path)) scripted.add(one.purl)
        for (const asked of wanted.get(withoutUsr(path)) ?? []) if (!found.has(asked)) found.set(asked, one.purl)
      }
    return { owners: found, scripted }
  }
}

/** The file on disk that a place is in, as databases may name it. */
function fileOf(path: string): string {
  const inner = path.indexOf('!/')
  return withoutUsr(inner === -1 ? path : path.slice(0, inner))
}

/** `/usr/lib/x` and `/lib/x` are one file where `/lib` is a link, and databases name either. */
function withoutUsr(path: string): string {
  return path.replace(/^\/usr(?=\/(?:bin|sbin|lib\w*)\/)/, '')
}
