import type { Location } from '@veinmind/sdk'
import type { CatalogContext, OwnsFiles, PackageDraft, SeenDraft } from './cataloger.ts'
import type { OwnedFile, Package } from './model.ts'
import { isListed, joinListed } from './join-listed.ts'
import { normaliseLicenses } from '../licenses/to-spdx.ts'
import { purlOf } from '../purl.ts'

/** A package, and the files that its database says are its own. */
export interface MergedPackage {
  readonly package: Package
  readonly owns: OwnsFiles | undefined
}

/** The packages of all drafts, sorted by purl: one for each purl that is visible somewhere, with all of its places. */
export function mergeDrafts(seen: Iterable<SeenDraft>): readonly MergedPackage[] {
  const byPurl = new Map<string, SeenDraft[]>()
  for (const one of seen) {
    const purl = purlOf({
      ...one.draft,
      name: one.draft.purlName ?? one.draft.name,
      version: one.draft.purlVersion ?? one.draft.version,
    })
    const known = byPurl.get(purl)
    if (known === undefined) byPurl.set(purl, [one])
    else known.push(one)
  }
  joinListed(byPurl)
  return Array.from(byPurl, ([purl, drafts]) => mergeOne(purl, drafts))
    .filter((merged) => merged !== undefined)
    .sort((a, b) => (a.package.purl < b.package.purl ? -1 : 1))
}

function mergeOne(purl: string, drafts: readonly SeenDraft[]): MergedPackage | undefined {
  // Where it was seen, a document that names it is no further place of it.
  const isSeen = drafts.some((one) => !isListed(one) && one.draft.at.hiddenBy === undefined)
  const seen = isSeen ? drafts.filter((one) => !isListed(one)) : drafts
  const visible = seen.filter(({ draft }) => draft.at.hiddenBy === undefined)
  const main = (visible.find(({ draft }) => draft.isInstalled !== false) ?? visible[0])?.draft
  if (main === undefined) return undefined
  const first = <T>(take: (draft: PackageDraft) => T | undefined): T | undefined =>
    take(main) ?? visible.map(({ draft }) => take(draft)).find((value) => value !== undefined)
  const licenses = first(({ licenses: all }) => (all === undefined || all.length === 0 ? undefined : all)) ?? []
  const meta = first(({ meta: all }) => (all === undefined || Object.keys(all).length === 0 ? undefined : all))
  return {
    package: {
      type: main.type,
      name: main.name,
      version: main.version,
      purl,
      ...optional(
        'ecosystem',
        first(({ ecosystem }) => ecosystem),
      ),
      ...optional(
        'arch',
        first(({ arch }) => arch),
      ),
      ...optional(
        'source',
        first(({ source }) => source),
      ),
      licenses: normaliseLicenses(licenses),
      isInstalled: main.isInstalled !== false,
      places: joinPlaces(seen.map(({ draft }) => draft.at)),
      foundBy: catalogersOf(drafts),
      ...optional('meta', meta),
    },
    owns: visible.some(({ draft }) => draft.owns !== undefined) ? (records) => ownedBy(visible, records) : undefined,
  }
}

const catalogersOf = (all: readonly SeenDraft[]): readonly string[] =>
  [...new Set(all.filter(({ draft }) => draft.at.hiddenBy === undefined).map(({ cataloger }) => cataloger))].sort()

function* ownedBy(seen: readonly SeenDraft[], records: CatalogContext['records'] | undefined): Generator<OwnedFile> {
  for (const { draft } of seen) yield* draft.owns?.(records) ?? []
}

/**
 * The places of one package. A database or a lock file that an upper layer has written anew, with the package still in it, is one place:
 * that of the layer that it came with, hidden by what hides the last of them.
 */
function joinPlaces(places: readonly Location[]): readonly Location[] {
  const joined = Map.groupBy(places, ({ path = '' }) => path)
    .values()
    .flatMap((own) => joinLayers(own))
  return [...joined].sort(
    (a, b) =>
      Number(a.hiddenBy !== undefined) - Number(b.hiddenBy !== undefined) ||
      compareTexts(a.path ?? '', b.path ?? '') ||
      (a.layer?.index ?? 0) - (b.layer?.index ?? 0),
  )
}

function joinLayers(places: readonly Location[]): readonly Location[] {
  const sorted = [...places].sort((a, b) => (a.layer?.index ?? 0) - (b.layer?.index ?? 0))
  const joined: Location[] = []
  for (const place of sorted) {
    const below = joined.at(-1)
    const isSame = below !== undefined && below.layer?.index === place.layer?.index
    const isNext = below?.hiddenBy !== undefined && below.hiddenBy === place.layer?.index
    if (below === undefined || !(isSame || isNext)) joined.push(place)
    else if (isNext) {
      const { hiddenBy: _before, ...from } = below
      joined[joined.length - 1] = { ...from, ...optional('hiddenBy', place.hiddenBy) }
    }
  }
  return joined
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V }
}
