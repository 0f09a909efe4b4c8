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
  const own = channelsOf(item)
  // What its channel says of an advisory counts before what the release says.
  for (const ecosystem of [...own, item.ecosystem]) {
    for (const { name, version } of namesOf(item)) {
      for (const advice of database.advicesOn(ecosystem, name)) {
        const { row } = advice
        if (!concerns(row, item)) continue
        const verdict = judge(ecosystem, version, row)
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
  }
  return { hits: withoutFixed(database, { item, channels: own }, hits), unknown }
}

/** Channels of Ubuntu that are bought, of which a version tells that it is: its fixes are those of the channel. */
function channelsOf({ ecosystem, version }: PackageToMatch): readonly string[] {
  const release = /^Ubuntu:(\d\d\.\d\d)$/.exec(normalizeEcosystem(ecosystem))?.[1]
  if (release === undefined) return []
  if (channelOf(version) === 'fips') return ['FIPS-updates', 'FIPS'].map((name) => `Ubuntu:Pro:${name}:${release}`)
  return /esm\d*|\+pro/.test(version) ? [`Ubuntu:Pro:${release}`] : []
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

/** Builds of Ksplice and of FIPS have it in their release: `.ksplice1.el8`, `_fips`, `ubuntu2.fips.22`, `+Fips1`. */
const channelOf = (version: string): string => /[._+](ksplice|fips)/i.exec(version)?.[1]?.toLowerCase() ?? ''

const firstNumber = (version: string): string => /^(?:\d+:)?(\d+)/.exec(version)?.[1] ?? ''

/** What a package's own channel has mended is no flaw of it, whatever the release says. */
function withoutFixed(
  database: AdvisoryDatabase,
  { item, channels }: { readonly item: PackageToMatch; readonly channels: readonly string[] },
  hits: readonly Hit[],
): readonly Hit[] {
  if (channels.length === 0 || hits.length === 0) return hits
  const fixedThere = new Set<string>()
  for (const channel of channels)
    for (const { name, version } of namesOf(item))
      for (const { advisory, row } of database.advicesOn(channel, name))
        if (judge(channel, version, row).kind === 'no') fixedThere.add(advisory.id)
  return hits.filter(({ advisory }) => !fixedThere.has(advisory.id))
}
