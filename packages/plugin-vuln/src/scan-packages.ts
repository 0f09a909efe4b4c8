import { matchPackage } from '@veinmind/advisories'
import type { PackageToMatch } from '@veinmind/advisories'
import { baseImage, fileOwners, operatingSystem, packages, sourceTree } from '@veinmind/inventory'
import type { Package } from '@veinmind/inventory'
import type { Entity, ScanContext } from '@veinmind/sdk'
import { reportEndOfLife } from './end-of-life.ts'
import { findingOf, severityOf, statementEvent } from './finding.ts'
import { createPlanner } from './fix-plan.ts'
import type { OPTIONS } from './options.ts'
import { createUsage } from './in-use.ts'
import { programOf } from './programs.ts'
import type { State } from './state.ts'
import { createVexJudge } from './vex/judge.ts'

type Context = ScanContext<typeof OPTIONS, State>

/** Packages that an operating system manages: their advisories are those of its release. */
const OF_SYSTEM: ReadonlySet<string> = new Set(['deb', 'rpm', 'apk', 'opkg', 'alpm', 'ebuild'])

/** Reports what is known to be wrong with the packages of an image or a container. */
export async function scanPackages(entity: Entity, context: Context): Promise<void> {
  const { options, state, signal } = context
  const [all, system] = [await context.fact(packages), await context.fact(operatingSystem)]
  const countsLocked = options['locked-packages'] || (await context.fact(sourceTree))
  const vex = createVexJudge(state.statements, entity)
  const planner = createPlanner(await context.fact(baseImage))
  const usageOf = await createUsage(entity, all, () => context.fact(fileOwners))
  const left = new Map<string, number>()
  const withoutData = new Set<string>()
  const installed = new Map<string, Set<string>>()
  for (const item of all) {
    signal.throwIfAborted()
    // What a package of the system owns is mended by the system, which writes its own advisories.
    if (item.owner !== undefined || (!item.isInstalled && !countsLocked)) continue
    const meant = lookUp(item, state)
    if (meant === undefined) {
      if (OF_SYSTEM.has(item.type))
        withoutData.add(system === undefined ? item.type : `${system.family} ${system.version}`.trim())
      else count(left, `no advisories on packages of type ${item.type}`)
    } else if (!state.database.has(meant.ecosystem)) withoutData.add(meant.ecosystem)
    else if (!/\d/.test(item.version)) count(left, 'version not known')
    else {
      if (OF_SYSTEM.has(item.type)) addTo(installed, meant)
      const { flaws, unknown } = matchPackage(state.database, meant)
      if (unknown.length > 0) count(left, 'versions without an order')
      const usage = flaws.length > 0 ? usageOf(item) : undefined
      if (options['in-use'] && usage?.inUse === 'not seen') continue
      for (const flaw of flaws) {
        const statement = vex.on(flaw, item)
        if (statement?.status === 'not affected' || statement?.status === 'fixed')
          context.report(statementEvent(flaw, item, statement))
        else if (flaw.fixed !== undefined || flaw.isMalicious || !options['ignore-unfixed']) {
          planner.add(flaw, item, severityOf(flaw, state))
          const isInBase = planner.isInBase(item)
          context.report(findingOf(flaw, item, { state, system, statement, isInBase, usage }))
        }
      }
    }
  }
  const plan = planner.finish()
  if (plan !== undefined) context.report(plan)
  for (const ecosystem of [...withoutData].sort((a, b) => (a < b ? -1 : 1)))
    context.incomplete(`no data for ${ecosystem}`)
  for (const [ecosystem, names] of installed) {
    const known = state.database.sizeOf(ecosystem)
    // Who writes the advisories of a release knows more packages than one image has.
    if (known < names.size)
      context.incomplete(`too little data for ${ecosystem}: ${known} packages are known, ${names.size} are installed`)
  }
  if (left.size > 0) context.covered({ skipped: Object.fromEntries(left) })
  reportEndOfLife(context, { all, system })
}

/** What a package is looked up as; `undefined` where no source tells of its kind. */
function lookUp(item: Package, { database }: State): PackageToMatch | undefined {
  const { ecosystem, name, version, arch, source, meta } = item
  if (ecosystem !== undefined) return { ecosystem, name, version, arch, source, module: meta?.modularity }
  const program = item.type === 'generic' ? programOf(name) : undefined
  if (program === undefined || !database.has('Bitnami')) return undefined
  const own = program.versionOf === undefined ? version : program.versionOf(version)
  return own === undefined ? undefined : { ecosystem: 'Bitnami', name: program.bitnami ?? name, version: own }
}

/** Source packages are counted: those are what advisories are about. */
function addTo(installed: Map<string, Set<string>>, { ecosystem, name, source }: PackageToMatch): void {
  const names = installed.get(ecosystem) ?? new Set()
  installed.set(ecosystem, names.add(source?.name ?? name))
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
