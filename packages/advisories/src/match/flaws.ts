import { compareIds, cveOf, isMalicious } from '../ids.ts'
import type { FlawFacts, GoImport, Rating, Status } from '../model.ts'
import { isWorse, sortRatings } from '../severity/ratings.ts'
import { isBundle } from '../sources.ts'
import type { AdvisoryDatabase } from '../store/open-database.ts'
import type { StoredAdvisory } from '../store/rows.ts'
import { lowest } from './affects.ts'
import { findHits } from './match-package.ts'
import type { Hit, PackageToMatch } from './match-package.ts'

/** One flaw in one package, with all that its advisories say. */
export interface Flaw {
  /** The CVE where there is one, else that of GitHub, else the advisory's. */
  readonly id: string
  /** Every other id of the same flaw, and the advisories that tell of it. */
  readonly aliases: readonly string[]
  /** What its advisories name as having to do with it. */
  readonly related: readonly string[]
  readonly status: Status
  /** The version that fixes it on the branch of the installed one. */
  readonly fixed?: string
  /** All that rate it, in the order in which they count. */
  readonly ratings: readonly Rating[]
  readonly summary: string
  readonly details: string
  readonly published?: string
  readonly modified?: string
  readonly cwes: readonly string[]
  readonly references: readonly string[]
  /** Names of the sources of its advisories. */
  readonly sources: readonly string[]
  readonly epss?: NonNullable<FlawFacts['epss']>
  readonly kev?: NonNullable<FlawFacts['kev']>
  /** The package is malicious, rather than having a flaw. */
  readonly isMalicious: boolean
  /** Of a Go module: the functions that are affected. */
  readonly imports: readonly GoImport[]
}

/** What was found for one package. */
export interface PackageFlaws<P extends PackageToMatch = PackageToMatch> {
  readonly package: P
  readonly flaws: readonly Flaw[]
  /** Ids of advisories whose versions and the package's have no order. */
  readonly unknown: readonly string[]
}

/** What is known to be wrong with one package. */
export function matchPackage<P extends PackageToMatch>(database: AdvisoryDatabase, item: P): PackageFlaws<P> {
  const { hits, unknown } = findHits(database, item)
  const flaws = mergeHits(hits)
    .map((merged) => describeFlaw(database, item, merged))
    .filter((flaw) => flaw !== undefined)
    .sort((a, b) => compareIds(a.id, b.id))
  return { package: item, flaws, unknown }
}

/** Hits that tell of one flaw, with its ids. */
interface Merged {
  readonly ids: ReadonlySet<string>
  readonly hits: readonly Hit[]
}

/** Hits of one flaw together: they are the same where they have an id of it in common, over any number of steps. */
function mergeHits(hits: readonly Hit[]): readonly Merged[] {
  const sets: { ids: Set<string>; hits: Set<Hit> }[] = []
  for (const hit of hits) {
    for (const ids of flawsOf(hit.advisory)) {
      const own = { ids: new Set(ids), hits: new Set([hit]) }
      for (let at = sets.length - 1; at >= 0; at--) {
        const other = sets[at]
        if (other === undefined || !ids.some((id) => other.ids.has(id))) continue
        for (const id of other.ids) own.ids.add(id)
        for (const each of other.hits) own.hits.add(each)
        sets.splice(at, 1)
      }
      sets.push(own)
    }
  }
  return sets.map((set) => ({ ids: set.ids, hits: [...set.hits] }))
}

/**
 * The flaws that an advisory tells of, each by its ids. Aliases are names of one flaw; what a vendor's advisory comes from (`upstream`, or
 * `related` where it has nothing else) may be several, and its own id is then none of theirs.
 */
export function flawsOf({
  id,
  aliases = [],
  upstream = [],
  related = [],
}: StoredAdvisory): readonly (readonly string[])[] {
  const wrapped = [id, ...aliases, ...upstream].map((each) => cveOf(each) ?? each)
  const cves = [...new Set(wrapped.filter((each) => each.startsWith('CVE-')))]
  const ownCves = new Set([id, ...aliases].flatMap((each) => cveOf(each) ?? []))
  if (ownCves.size > 0 || (!isBundle(id) && cves.length <= 1)) return [wrapped]
  if (!isBundle(id)) return cves.map((cve) => [cve])
  const told = cves.length > 0 ? cves : [...new Set(related.flatMap((each) => cveOf(each) ?? []))]
  // An advisory without a CVE is the flaw itself.
  return told.length === 0 ? [[id, ...aliases]] : told.map((cve) => [cve])
}

function describeFlaw(database: AdvisoryDatabase, item: PackageToMatch, { ids, hits }: Merged): Flaw | undefined {
  const advisories = hits.map(({ advisory }) => advisory)
  const all = [...new Set([...ids, ...advisories.map(({ id }) => cveOf(id) ?? id)])].sort(compareIds)
  const cves = all.filter((id) => id.startsWith('CVE-'))
  const [id = ''] = all
  const facts = cves.flatMap((cve) => database.factsOf(cve) ?? [])
  // One that was taken back; a vendor who still lists it has not heard.
  if (facts.length > 0 && facts.every(({ rejected }) => rejected === true)) return undefined
  const own = new Set(all)
  const related = advisories
    .flatMap((advisory) => [...(advisory.related ?? []), ...(advisory.upstream ?? [])])
    .filter((each) => !own.has(cveOf(each) ?? each))
  const summary = textOf(advisories, 'summary') || facts.find((each) => each.summary)?.summary || ''
  const published = earliest(
    advisories.flatMap((advisory) => advisory.published ?? []).concat(facts.flatMap((each) => each.published ?? [])),
  )
  const modified = advisories
    .flatMap((advisory) => advisory.modified ?? [])
    .sort()
    .at(-1)
  const fixed = lowest(
    item.ecosystem,
    hits.map((hit) => hit.fixed),
  )
  const epss = facts.flatMap((each) => each.epss ?? []).sort((a, b) => b.score - a.score)[0]
  const kev = facts.flatMap((each) => each.kev ?? [])[0]
  return {
    id,
    aliases: all.slice(1),
    related: [...new Set(related)].sort(compareIds),
    status: statusOf(hits, fixed),
    ...(fixed === undefined ? {} : { fixed }),
    ratings: sortRatings([...hits.flatMap(ratingsOfHit), ...facts.flatMap((each) => each.ratings ?? [])]),
    summary,
    details: textOf(advisories, 'details'),
    ...(published === undefined ? {} : { published }),
    ...(modified === undefined ? {} : { modified }),
    cwes: [...new Set([...advisories, ...facts].flatMap(({ cwes = [] }) => cwes))].sort(),
    references: [...new Set(advisories.flatMap(({ references = [] }) => references))].slice(0, 20),
    sources: [...new Set(advisories.map(({ source }) => source))].sort(),
    ...(epss === undefined ? {} : { epss }),
    ...(kev === undefined ? {} : { kev }),
    isMalicious: all.some(isMalicious),
    imports: hits.flatMap(({ row }) => row.imports ?? []).slice(0, 50),
  }
}

/** What is said of the package itself counts before what is said of the flaw everywhere. */
function ratingsOfHit({ row, advisory }: Hit): readonly Rating[] {
  const own = row.ratings ?? []
  const bys = new Set(own.map(({ by }) => by))
  return [...own, ...(advisory.ratings ?? []).filter(({ by }) => !bys.has(by))]
}

function statusOf(hits: readonly Hit[], fixed: string | undefined): Status {
  if (fixed !== undefined) return 'fixed'
  const said = hits.flatMap(({ row }) => row.status ?? [])
  return said.find((status) => status !== 'affected') ?? 'affected'
}

/** The text of the advisory that is about this flaw alone, else of any. */
function textOf(advisories: readonly StoredAdvisory[], key: 'summary' | 'details'): string {
  const own = advisories.find((advisory) => !isBundle(advisory.id) && advisory[key] !== undefined)
  return (own ?? advisories.find((advisory) => advisory[key] !== undefined))?.[key] ?? ''
}

const earliest = (dates: readonly string[]): string | undefined => dates.toSorted()[0]

/** The rating that counts: the first in the order that is asked for, of the sources that rate it. */
export function chooseRating(ratings: readonly Rating[], order: readonly Rating['by'][]): Rating | undefined {
  for (const source of order) {
    const own = ratings.filter(({ by }) => by === source)
    if (own.length > 0) return own.reduce((worst, each) => (isWorse(each, worst) ? each : worst))
  }
  return undefined
}
