import { matchPackage } from '@veinmind/advisories'
import type { AdvisoryDatabase } from '@veinmind/advisories'
import type { Package } from '@veinmind/inventory'
import type { Found, Severity } from '@veinmind/sdk'
import { baseName } from '@veinmind/sdk'
import { compare } from '@veinmind/versions'
import type { PrivilegedFile } from '../files/privileged-files.ts'
import type { SudoPolicy } from '../sudo/model.ts'
import data from './flaws.json' with { type: 'json' }

/** A known flaw of a program such as sudo by which a user becomes root. */
export interface HelperFlaw {
  readonly id: string
  readonly item: Package
  readonly severity: Severity
  /** The version that mends it, where it is known. */
  readonly fixed: string | undefined
  /** The program that has it, where it is one. */
  readonly program: Found<PrivilegedFile> | undefined
}

interface Known {
  readonly id: string
  readonly package: readonly string[]
  readonly program?: string
  readonly severity: string
  readonly needs?: string
  readonly fixed: Readonly<Record<string, string | undefined>>
  readonly introduced?: Readonly<Record<string, string | undefined>>
}

/** What the flaws are compared with. */
export interface Helpers {
  readonly programs: readonly Found<PrivilegedFile>[]
  readonly policy: SudoPolicy | undefined
  /** Users who are not root have a grant of sudo. */
  readonly hasGrants: boolean
  readonly database: AdvisoryDatabase | undefined
}

/**
 * Known flaws of the programs that are installed, when what they need is there. The database judges the releases that it knows; without
 * it the versions of the table do. For a release that neither knows, nothing is reported.
 */
export function judgeFlaws(packages: readonly Package[], helpers: Helpers): readonly HelperFlaw[] {
  return (data as unknown as readonly Known[]).flatMap((flaw) => {
    const program = programFor(flaw, helpers)
    if (program === undefined || !hasNeeds(flaw, helpers)) return []
    const names = new Set(flaw.package)
    const item = packages.find(
      (one) => one.isInstalled && one.ecosystem !== undefined && names.has(one.source?.name ?? one.name),
    )
    if (item === undefined) return []
    const verdict = helpers.database?.has(item.ecosystem ?? '')
      ? byDatabase(flaw, item, helpers.database)
      : byTable(flaw, item)
    if (verdict === undefined) return []
    return [
      {
        id: flaw.id,
        item,
        severity: flaw.severity as Severity,
        fixed: verdict.fixed,
        program: program === 'any' ? undefined : program,
      },
    ]
  })
}

/** The program with the flaw, which gives no rights where it has none; of a library, any program with rights. */
function programFor({ program: name, needs }: Known, { programs }: Helpers): Found<PrivilegedFile> | 'any' | undefined {
  const bit = needs === 'setgid' ? 0o2000 : 0o4000
  const found = programs.find(
    ({ entry, record }) =>
      (name === undefined || baseName(entry.path) === name) && (record.mode & bit) !== 0 && (record.mode & 0o001) !== 0,
  )
  return name === undefined && found !== undefined ? 'any' : found
}

function hasNeeds({ needs }: Known, { policy, hasGrants }: Helpers): boolean {
  const specs = policy?.specs ?? []
  switch (needs) {
    case 'not-root':
      return (
        hasGrants &&
        specs.some(({ commands }) =>
          commands.some(
            ({ runasUsers = [] }) =>
              runasUsers.some(({ kind }) => kind === 'all') &&
              runasUsers.some(({ isNegated, value }) => isNegated && value === 'root'),
          ),
        )
      )
    case 'sudoedit':
      return hasGrants && specs.some(({ commands }) => commands.some(({ command }) => command.kind === 'sudoedit'))
    case 'host':
      return specs.some(({ hosts }) => hosts.every(({ kind }) => kind !== 'all'))
    default:
      return true
  }
}

function byDatabase(
  { id }: Known,
  item: Package,
  database: AdvisoryDatabase,
): { readonly fixed: string | undefined } | undefined {
  const { ecosystem = '', name, version, arch, source, meta } = item
  const { flaws } = matchPackage(database, { ecosystem, name, version, arch, source, module: meta?.modularity })
  const flaw = flaws.find((one) => one.id === id || one.aliases.includes(id))
  return flaw === undefined ? undefined : { fixed: flaw.fixed }
}

function byTable(
  { fixed, introduced }: Known,
  { ecosystem = '', version, source }: Package,
): { readonly fixed: string } | undefined {
  const release = ecosystem.replace(/^(?:Rocky Linux|AlmaLinux|Oracle Linux):(\d+)$/, 'Red Hat:enterprise_linux:$1')
  const mended = fixed[release]
  const own = source?.version ?? version
  if (mended === undefined || (compare(ecosystem, own, mended) ?? 0) >= 0) return undefined
  // Minor releases with extended support are fixed under lower version numbers: 1.8.29-5.el8_2.1 of 8.2, 1.8.29-6.el8_3.1 of 8.3.
  const [minor, ofMended] = [own, mended].map((one) => /\.el\d+_\d+/.exec(one)?.[0])
  if (minor !== undefined && minor !== ofMended) return undefined
  const first = introduced?.[release]
  return first !== undefined && (compare(ecosystem, own, first) ?? -1) < 0 ? undefined : { fixed: mended }
}
