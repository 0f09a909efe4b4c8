import { posix } from 'node:path'
import { importsOf } from './imports.ts'
import { isTest } from './workspace.ts'
import type { Package, Problem, Workspace } from './workspace.ts'

/** What a package may import, by the first pattern that its folder's name matches. Nothing else of @veinmind. */
const MAY_IMPORT: readonly (readonly [pattern: RegExp, packages: readonly string[] | 'all'])[] = [
  [/^sdk$/, []],
  [/^versions$/, []],
  [/^testing$/, ['sdk']],
  [/^(internal|commands)$/, ['sdk']],
  [/^(report|image|host)$/, ['sdk', 'internal']],
  [/^archives$/, ['sdk', 'image', 'internal']],
  [/^(inventory|advisories)$/, ['sdk', 'image', 'archives', 'versions', 'internal']],
  [/^engine$/, ['sdk', 'image', 'report', 'internal']],
  [/^target-sbom$/, ['sdk', 'image', 'inventory', 'target-registry', 'internal']],
  [/^target-/, ['sdk', 'image', 'internal']],
  [/^plugin-testing$/, ['sdk', 'engine', 'report', 'testing']],
  [/^plugin-/, ['sdk', 'report', 'archives', 'inventory', 'versions', 'advisories', 'commands', 'internal']],
  [/^standalone$/, ['sdk', 'image', 'engine', 'report', 'target-local', 'target-registry', 'target-sbom', 'internal']],
  [/^runner$/, 'all'],
]

/** A plugin's own command line: one line over its own plugin. */
const PLUGIN_BIN = { pattern: /^packages\/plugin-[^/]+\/src\/bin\.ts$/, packages: ['standalone'] }

/** Plugins and targets reach the runner through this folder's entry alone. */
const RUNNER = { folder: 'apps/runner/', manifest: /^apps\/runner\/src\/(manifest|[a-z0-9-]+-target)\.ts$/ }

/** The imports of every package against the table of the design. */
export function checkDependencyRules(workspace: Workspace): Problem[] {
  return workspace.packages.filter(({ published }) => published).flatMap((of) => checkPackage(workspace, of))
}

function checkPackage(workspace: Workspace, of: Package): Problem[] {
  const allowed = MAY_IMPORT.find(([pattern]) => pattern.test(of.short))?.[1]
  const at = `${of.folder}/package.json`
  if (allowed === undefined) return [{ at, message: `no rule says what ${of.short} may import: add one` }]
  const problems: Problem[] = []
  for (const name of Object.keys({ ...of.manifest.dependencies, ...of.manifest.peerDependencies })) {
    const short = shortName(name)
    const isBin = short !== undefined && PLUGIN_BIN.packages.includes(short) && workspace.has(`${of.folder}/src/bin.ts`)
    if (short !== undefined && allowed !== 'all' && !allowed.includes(short) && !isBin) {
      problems.push({ at, message: `${of.short} must not depend on ${name}` })
    }
  }
  for (const path of workspace.files(`${of.folder}/{src,test}/**/*.ts`)) {
    for (const { specifier, line } of importsOf(workspace.read(path))) {
      const message = isDeep(workspace, specifier)
        ? `${specifier} is a deep import`
        : wrongImport(path, specifier, of, allowed)
      if (message !== undefined) problems.push({ at: `${path}:${line}`, message })
    }
  }
  return problems
}

function wrongImport(
  path: string,
  specifier: string,
  of: Package,
  allowed: readonly string[] | 'all',
): string | undefined {
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(path), specifier)
    return target.startsWith(`${of.folder}/`) ? undefined : `${specifier} leaves the package`
  }
  const short = shortName(specifier)
  if (short === undefined) return undefined
  if (short === of.short) return undefined
  const { dependencies, devDependencies } = of.manifest
  const declared = { ...dependencies, ...(isTest(path) ? devDependencies : {}) }
  if (!(`@veinmind/${short}` in declared)) return `${specifier} is no dependency of ${of.short}`
  if (isTest(path)) return undefined
  if (PLUGIN_BIN.pattern.test(path))
    return PLUGIN_BIN.packages.includes(short) ? undefined : `bin.ts must not import ${specifier}`
  if (allowed !== 'all') return allowed.includes(short) ? undefined : `${of.short} must not import ${specifier}`
  const isPart = /^(plugin|target)-/.test(short) && path.startsWith(RUNNER.folder)
  return isPart && !RUNNER.manifest.test(path) ? `${specifier} comes in through the runner's manifest alone` : undefined
}

/** A subpath that the package does not export. */
function isDeep(workspace: Workspace, specifier: string): boolean {
  const [, short, ...subpath] = specifier.split('/')
  if (shortName(specifier) === undefined || subpath.length === 0) return false
  const target = workspace.packages.find(({ manifest }) => manifest.name === `@veinmind/${short}`)
  return target?.manifest.exports?.[`./${subpath.join('/')}`] === undefined
}

/** `sdk` of `@veinmind/sdk/x`; undefined for what is not ours. */
function shortName(specifier: string): string | undefined {
  return specifier.startsWith('@veinmind/') ? specifier.split('/')[1] : undefined
}
