import type { Location } from '@veinmind/sdk'
import { ecosystemOf as ecosystemOfType } from '../languages/ecosystems.ts'
import { normaliseLicenses } from '../licenses/to-spdx.ts'
import type { Package, PackageMeta } from '../packages/model.ts'
import { parsePurl, purlOf } from '../purl.ts'
import type { PurlParts } from '../purl.ts'
import { ecosystemOf } from '../systems/ecosystem.ts'
import type { OperatingSystem } from '../systems/model.ts'
import { NO_PACKAGES } from './add-by-purl.ts'
import { isLockFile } from './lock-files.ts'
import { MAX_PLACES } from './listing.ts'
import type { ListedPackage, SbomListing } from './listing.ts'
import { systemOfPurl, toSystem } from './systems.ts'

/** Sentences of one kind; further ones say nothing new. */
const MAX_SAID = 20
const OF_SYSTEM = new Set(['deb', 'rpm', 'apk', 'alpm', 'ebuild', 'opkg'])
/** What other tools write where they know no version. */
const NO_VERSION = /^(?:unknown|\(devel\)|noassertion|null|undefined)$/i

/** The packages of a document as the fact `packages` has them, and its operating systems. */
export function toPackages(listing: SbomListing): {
  readonly packages: readonly Package[]
  readonly systems: readonly OperatingSystem[]
  /** Sentences: what of it is left out. */
  readonly incomplete: readonly string[]
} {
  const byPurl = new Map<string, Package>()
  const purlByRef = new Map<string, string>()
  const refs = new Map<string, string>()
  for (const one of listing.packages) {
    const item = packageOf(one, listing)
    if (item === undefined) continue
    if (one.ref !== undefined) purlByRef.set(one.ref, item.purl)
    const owner = one.ref === undefined ? undefined : listing.owners.get(one.ref)
    if (owner !== undefined) refs.set(item.purl, owner)
    const known = byPurl.get(item.purl)
    byPurl.set(item.purl, known === undefined ? item : join(known, item))
  }
  const all = [...byPurl.values()]
  const packages = all
    .map((item) => (item.places.length > MAX_PLACES ? { ...item, places: item.places.slice(0, MAX_PLACES) } : item))
    .map((item) => withOwner(item, purlByRef.get(refs.get(item.purl) ?? '')))
    .sort((a, b) => (a.purl < b.purl ? -1 : 1))
  const incomplete = all.flatMap(({ purl, places }) =>
    places.length > MAX_PLACES ? [`${purl} is in more than ${MAX_PLACES} files: the others are not told`] : [],
  )
  const more = incomplete.length - MAX_SAID
  if (more > 0) incomplete.splice(MAX_SAID, more, `so it is of ${more} more packages`)
  return { packages, systems: systemsOf(listing, packages), incomplete }
}

function packageOf(one: ListedPackage, listing: SbomListing): Package | undefined {
  const { own, licenses } = one
  const parts = parsePurl(one.purl ?? '')
  const listedVersion = NO_VERSION.test(one.version) ? '' : one.version
  if (parts === undefined && listedVersion === '' && own === undefined) return undefined
  const type = own?.type ?? parts?.type ?? 'generic'
  if (NO_PACKAGES.has(type)) return undefined
  const named = parts ?? { type, name: one.name, version: listedVersion }
  // Ours say the name and the version as the ecosystem writes them; others do so in the purl.
  const name = own === undefined ? named.name : one.name
  const version = own === undefined ? versionOf(named, listedVersion) : one.version
  if (version === '' && own === undefined) return undefined
  const purl =
    own !== undefined && one.purl !== undefined ? one.purl : purlOf({ ...named, version: named.version || version })
  const isOfSystem = OF_SYSTEM.has(type)
  const system = isOfSystem ? systemOfPurl(named, listing.systems) : undefined
  const ecosystem =
    own === undefined ? (isOfSystem ? system && ecosystemOf(system) : ecosystemOfType(type)) : own.ecosystem
  const arch = own === undefined ? named.qualifiers?.['arch'] : own.arch
  const source = own === undefined ? (one.source ?? sourceOf(named, version)) : own.source
  const places = placesOf(one, purl)
  const meta = metaOf(one, named)
  return {
    type,
    name,
    version,
    purl,
    ...(ecosystem === undefined ? {} : { ecosystem }),
    ...(arch === undefined ? {} : { arch }),
    ...(source === undefined || (own === undefined && isSame(source, { name, version })) ? {} : { source }),
    licenses: own?.licenses ?? normaliseLicenses(licenses),
    isInstalled: own?.isInstalled ?? !(one.places?.length && one.places.every(({ path = '' }) => isLockFile(path))),
    places,
    ...(own?.owner === undefined ? {} : { owner: own.owner }),
    foundBy: ['sbom'],
    ...(meta === undefined ? {} : { meta }),
  }
}

/**
 * Whether the source package has the name and version of the package, so that it need not be listed. The epoch belongs to the package
 * alone.
 */
function isSame(source: NonNullable<Package['source']>, { name, version }: { name: string; version: string }): boolean {
  return (
    source.name === name &&
    source.version === version.replace(/^\d+:(?=.*-)/, (epoch) => (source.version.startsWith(epoch) ? epoch : ''))
  )
}

/** With the epoch of an rpm, which its purl has apart. */
function versionOf({ type, version = '', qualifiers }: PurlParts, listed: string): string {
  const text = NO_VERSION.test(version) ? '' : version || listed
  const epoch = qualifiers?.['epoch']
  const hasEpoch = type === 'rpm' && epoch !== undefined && /^\d{1,9}$/.test(epoch) && epoch !== '0'
  return hasEpoch && text !== '' && !text.includes(':') ? `${epoch}:${text}` : text
}

/** `openssl`, `openssl@3.0.1` or `openssl-3.0.7-24.el9.src.rpm`, as `upstream` of a purl has it. */
function sourceOf({ qualifiers }: PurlParts, version: string): Package['source'] {
  const upstream = qualifiers?.['upstream'] ?? ''
  const [, rpm, number, release] = /^(.+)-([^-]+)-([^-]+)\.(?:no)?src\.rpm$/.exec(upstream) ?? []
  if (rpm !== undefined) {
    const built = `${number}-${release}`
    return { name: rpm, version: built }
  }
  const at = upstream.lastIndexOf('@')
  if (upstream === '') return undefined
  return at > 0 ? { name: upstream.slice(0, at), version: upstream.slice(at + 1) } : { name: upstream, version }
}

/** Where nothing says in which file it was seen, the place is that of the document itself. */
function placesOf({ own, places = [] }: ListedPackage, purl: string): readonly Location[] {
  const said = own?.places ?? places
  return said.length === 0 ? [{ object: purl }] : said
}

function metaOf({ own, meta }: ListedPackage, { qualifiers }: PurlParts): PackageMeta | undefined {
  const modularity = qualifiers?.['rpmmod']
  const all = { ...(modularity === undefined ? {} : { modularity }), ...meta, ...own?.meta }
  return Object.keys(all).length === 0 ? undefined : all
}

/** Of two that have one purl: what either says, with the places of both. */
function join(known: Package, more: Package): Package {
  const places = new Map([...known.places, ...more.places].map((place) => [JSON.stringify(place), place]))
  const files = [...places.values()].filter(({ path }) => path !== undefined)
  return {
    ...more,
    ...known,
    licenses: known.licenses.length > 0 ? known.licenses : more.licenses,
    isInstalled: known.isInstalled || more.isInstalled,
    // One place more than is shown says that there are more. Keeping all would take too long when many packages have one name.
    places: (files.length > 0 ? files : [...places.values()]).slice(0, MAX_PLACES + 1),
  }
}

/** Packages of the system own those of languages, not each other. */
function withOwner(item: Package, owner: string | undefined): Package {
  const isOwned = owner !== undefined && item.owner === undefined && !OF_SYSTEM.has(item.type)
  return isOwned && OF_SYSTEM.has(/^pkg:([^/]+)\//.exec(owner)?.[1] ?? '') ? { ...item, owner } : item
}

/** The system that the document names, else that of its first package of one: the entity's own. */
function systemsOf({ systems }: SbomListing, packages: readonly Package[]): readonly OperatingSystem[] {
  const [listed] = systems
  if (listed !== undefined) return [toSystem(listed)]
  for (const { type, purl } of packages) {
    const system = OF_SYSTEM.has(type) ? systemOfPurl(parsePurl(purl), []) : undefined
    if (system !== undefined) return [system]
  }
  return []
}
