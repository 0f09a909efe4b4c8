import { binaryName, namedByOf, normalizeEcosystem } from '../ecosystems.ts'
import { isModularVersion } from '../modules.ts'
import type { Advice, AdvisoryDatabase } from '../store/open-database.ts'
import type { StoredRow } from '../store/rows.ts'
import { judge } from './affects.ts'

/** A package that is looked up. */
export interface PackageToMatch {
  /** As the OSV schema has it, with the release: `Debian:12`, `npm`. */
  readonly ecosystem: string
  readonly name: string
  readonly version: string
  readonly arch?: string | undefined
  /** What it was built from, where that is another package. */
  readonly source?: { readonly name: string; readonly version?: string | undefined } | undefined
  /** The module that it was built in, as rpm has it: `nodejs:18:8090020230718:a75119d5`. */
  readonly module?: string | undefined
}

/** An advisory that a package is affected by. */
export interface Hit extends Advice {
  readonly fixed: string | undefined
}

/** What was found for one package. */
export interface Hits {
  readonly hits: readonly Hit[]
  /** Ids of advisories whose versions and the package's have no order. */
  readonly unknown: readonly string[]
}

/** The advisories that a package is affected by. */
export function findHits(database: AdvisoryDatabase, item: PackageToMatch): Hits {
  const hits: Hit[] = []
  const unknown: string[] = []
  const seen = new Set<string>()
  for (const { name, version } of namesOf(item)) {
    for (const advice of database.advicesOn(item.ecosystem, name)) {
      const { row } = advice
      if (!concerns(row, item)) continue
      const verdict = judge(item.ecosystem, version, row)
      if (verdict.kind !== 'yes') {
        if (verdict.kind === 'unknown') unknown.push(advice.advisory.id)
        continue
      }
      const { advisory } = advice
      // By its own name and by that of its source it is one.
      const key = `${advisory.source} ${advisory.id}`
      if (seen.has(key)) continue
      seen.add(key)
      hits.push({ row, advisory, fixed: verdict.fixed })
    }
  }
  return { hits: withoutPro(database, item, hits), unknown }
}

/** The names that sources of its ecosystem may know it by, each with the version that is meant. */
function namesOf({ ecosystem, name, version, source }: PackageToMatch): readonly { name: string; version: string }[] {
  const own = { name, version }
  const by = namedByOf(ecosystem)
  const built = source === undefined ? own : { name: source.name, version: sourceVersion(version, source.version) }
  if (by === 'source') return [built, { name: binaryName(name), version }]
  return by === 'binary' || (built.name === name && built.version === version) ? [own] : [own, built]
}

/** The name of a source rpm has no epoch, and the same one as what was built from it. */
function sourceVersion(version: string, source: string | undefined): string {
  if (source === undefined || source === '') return version
  const epoch = /^\d+:/.exec(version)?.[0] ?? ''
  return source.includes(':') ? source : epoch + source
}

/** Whether a row is about a package of this architecture and this stream of its module. */
function concerns({ arches, modules, ranges = [] }: StoredRow, { arch, module, version }: PackageToMatch): boolean {
  if (arches !== undefined && arch !== undefined && arch !== 'noarch' && !arches.includes(arch)) return false
  // Packages of a channel of their own (live patches, certified builds) are numbered above all others.
  const marks = ranges.flatMap((range) => range.filter((event) => event.startsWith('f')).map(channelOf))
  if (marks.length > 0 && !marks.includes(channelOf(version))) return false
  const isModular = module !== undefined || isModularVersion(version)
  if (modules === undefined) return !isModular || !ranges.some((range) => range.some((event) => event.startsWith('f')))
  if (!isModular) return false
  if (module !== undefined && modules.length > 0) {
    const [name, stream] = module.split(':')
    return modules.includes(`${name}:${stream}`)
  }
  // Where the stream is not said, builds of one stream have the first number of their version in common.
  return ranges.some((range) =>
    range.some((event) => event.startsWith('f') && firstNumber(event.slice(1)) === firstNumber(version)),
  )
}

/** Builds of Ksplice and of FIPS have it in their release. */
const channelOf = (version: string): string => /[._](ksplice|fips)/.exec(version)?.[1] ?? ''

const firstNumber = (version: string): string => /^(?:\d+:)?(\d+)/.exec(version)?.[1] ?? ''

/** An update that only Ubuntu Pro has is told by its version: what Pro says of it then counts before what the release says. */
function withoutPro(database: AdvisoryDatabase, item: PackageToMatch, hits: readonly Hit[]): readonly Hit[] {
  const release = /^Ubuntu:(\d\d\.\d\d)$/.exec(normalizeEcosystem(item.ecosystem))?.[1]
  if (release === undefined || hits.length === 0 || !/esm\d*|\+pro/.test(item.version)) return hits
  const pro = `Ubuntu:Pro:${release}`
  const fixedThere = new Set<string>()
  for (const { name, version } of namesOf(item))
    for (const { advisory, row } of database.advicesOn(pro, name))
      if (judge(pro, version, row).kind === 'no') fixedThere.add(advisory.id)
  return hits.filter(({ advisory }) => !fixedThere.has(advisory.id))
}
