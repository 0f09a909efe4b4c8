import { backdoor } from '@veinmind/report'
import type { Found, ScanContext } from '@veinmind/sdk'
import { kernelModules, rootkitFiles } from '../files/rootkit-files.ts'
import type { RootkitFile } from '../files/rootkit-files.ts'
import type { Owners } from '../owners.ts'
import { ruleOf } from '../rules/index.ts'

/** Files by which rootkits are known. A name that harmless files have, too, counts only together with a second sign of the family. */
export function checkRootkits(owners: Owners, context: ScanContext): void {
  const byFamily = new Map<
    string,
    {
      readonly strong: Found<RootkitFile>[]
      readonly weak: Found<RootkitFile>[]
      readonly modules: Found<RootkitFile>[]
    }
  >()
  for (const found of context.records(rootkitFiles)) {
    // A package brought it, so it is that package's.
    if (owners.of(found.entry.path) !== undefined) continue
    for (const { family, isStrong, isModule } of found.record.signs) {
      const known = byFamily.get(family) ?? { strong: [], weak: [], modules: [] }
      byFamily.set(family, known)
      const list = isModule && isStrong ? known.modules : isStrong ? known.strong : known.weak
      list.push(found)
    }
  }
  for (const [family, { strong, weak, modules }] of byFamily) {
    if (modules.length > 0) report('BACK-201', family, modules, context)
    const places = new Set(weak.map(({ entry }) => entry.path))
    if (strong.length > 0) report('BACK-200', family, [...strong, ...weak], context)
    else if (places.size > 1 || (places.size === 1 && modules.length > 0)) report('BACK-200', family, weak, context)
  }
  checkModules(owners, context)
}

function report(rule: string, family: string, found: readonly Found<RootkitFile>[], context: ScanContext): void {
  const [first] = found
  if (!first) return
  const at = found.map(({ location }) => location)
  const event = backdoor({ rule: ruleOf(rule), at, entry: first.entry, content: family, identity: family })
  context.report({ ...event, detail: { ...event.detail, family } })
}

/** Folders in which modules are built on the machine itself. */
const BUILT_HERE = /\/(?:updates|extra|weak-updates|misc|dkms)\//

function checkModules(owners: Owners, context: ScanContext): void {
  if (owners.isEmpty) return
  const modules = context.records(kernelModules)
  // When no module belongs to a package, belonging to none is no sign.
  if (
    !modules.some(({ entry }) => owners.of(entry.path) !== undefined) &&
    !owners.all.some(({ path }) => path.includes('/lib/modules/'))
  )
    return
  for (const { entry, location } of modules) {
    if (owners.of(entry.path) === undefined && !BUILT_HERE.test(entry.path))
      context.report(backdoor({ rule: ruleOf('BACK-202'), at: location, entry, content: entry.path }))
  }
}
