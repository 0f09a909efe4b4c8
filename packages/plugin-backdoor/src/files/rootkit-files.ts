import { baseName, defineInspector, metadata } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'
import { FAMILIES } from '../data/rootkits.ts'
import { withoutUsr } from '../owners.ts'

/** A path that a rootkit is known to use. */
export interface RootkitFile {
  readonly signs: readonly Sign[]
}

export interface Sign {
  readonly family: string
  readonly isStrong: boolean
  readonly isModule: boolean
}

const HOME = String.raw`(?:/root|/home/[^/]+)`
const EXACT = new Map<string, Sign[]>()
const GLOBS: { readonly expression: RegExp; readonly sign: Sign }[] = []
const MODULES = new Map<string, Sign[]>()

for (const { name: family, strong, weak = [], modules = [], weakModules = [] } of FAMILIES) {
  for (const [paths, isStrong] of [[strong, true] as const, [weak, false] as const])
    for (const path of paths) addPath(path, { family, isStrong, isModule: false })
  for (const [names, isStrong] of [[modules, true] as const, [weakModules, false] as const])
    for (const name of names) add(MODULES, name, { family, isStrong, isModule: true })
}

function addPath(path: string, sign: Sign): void {
  if (!/[*?~]/.test(path)) return add(EXACT, withoutUsr(path), sign)
  const form = withoutUsr(path)
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replace(/^~/, HOME)
  GLOBS.push({ expression: new RegExp(`^${form}$`), sign })
}

function add(into: Map<string, Sign[]>, key: string, sign: Sign): void {
  into.set(key, [...(into.get(key) ?? []), sign])
}

/** One expression for all globs, so that most paths are asked once. */
const ANY_GLOB = new RegExp(GLOBS.map(({ expression }) => expression.source).join('|'))

const MODULE = /\.ko(?:\.(?:xz|zst|gz|bz2))?$/

/** The name of a kernel module's file without its endings, as it is written. */
export function moduleName(path: string): string | undefined {
  return MODULE.test(path) ? baseName(path).replace(MODULE, '') : undefined
}

/** The families whose kernel module has this name, as the kernel shows it: with underscores. */
export function familiesOfModule(name: string): readonly Sign[] {
  return MODULES.get(name) ?? MODULES.get(name.replaceAll('_', '-')) ?? []
}

export const rootkitFiles: Inspector<RootkitFile> = defineInspector<RootkitFile>({
  id: 'rootkit-files',
  version: 1,
  wants: ({ path }) => signsOf(path).length > 0 && metadata(),
  inspect: ({ entry: { path } }) => ({ signs: signsOf(path) }),
})

function signsOf(path: string): readonly Sign[] {
  const plain = withoutUsr(path)
  const module = moduleName(path)
  const signs = [...(EXACT.get(plain) ?? []), ...(module === undefined ? [] : familiesOfModule(module))]
  if (!ANY_GLOB.test(plain)) return signs
  return [...signs, ...GLOBS.filter(({ expression }) => expression.test(plain)).map(({ sign }) => sign)]
}

/** Kernel modules, to be held against what packages brought. */
export const kernelModules: Inspector<{ readonly name: string }> = defineInspector<{ readonly name: string }>({
  id: 'kernel-modules',
  version: 1,
  offered: { types: ['file'], paths: ['/lib/modules/'] },
  wants: ({ type, path }) => type === 'file' && path.includes('/lib/modules/') && MODULE.test(path) && metadata(),
  inspect: ({ entry: { path } }) => ({ name: moduleName(path) ?? '' }),
})
