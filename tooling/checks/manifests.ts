import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { repositoryFields } from './repository.ts'
import type { Manifest, Package, Problem, Workspace } from './workspace.ts'

/**
 * The shape of every package.json: what is published, from where, for which Node, under which licence. `fix` writes where it comes from.
 */
export function checkManifests(workspace: Workspace, fix = false): Problem[] {
  return workspace.packages.flatMap((of) =>
    [
      ...(of.published ? [...checkPublished(of), ...checkOrigin(workspace, of, fix)] : checkPrivate(of)),
      ...checkVersions(of.manifest),
    ].map((message): Problem => ({ at: `${of.folder}/package.json`, message })),
  )
}

const SAME = {
  license: 'MIT',
  type: 'module',
  sideEffects: false,
  engines: { node: '>=22.19' },
  files: ['dist', 'README.md', 'LICENSE', 'CHANGELOG.md'],
} satisfies Manifest

function checkPublished({ short, manifest }: Package): string[] {
  const problems: string[] = []
  for (const [key, value] of Object.entries(SAME)) {
    if (!isDeepStrictEqual(manifest[key as keyof Manifest], value))
      problems.push(`"${key}" is not ${JSON.stringify(value)}`)
  }
  if (manifest.name !== `@veinmind/${short}`)
    problems.push(`its name is not @veinmind/${short}, as its folder is called`)
  if ((manifest.description ?? '').length < 20) problems.push('"description" does not say what it is')
  if (manifest.private === true) problems.push('it is private')
  if (manifest.publishConfig?.access !== 'public') problems.push('"publishConfig.access" is not "public"')
  if (manifest.scripts?.['build'] === undefined) problems.push('it has no "build" script')
  if (manifest.exports === undefined) problems.push('it has no "exports"')
  const expected = publishedExports(manifest)
  if (!isDeepStrictEqual(manifest.publishConfig?.exports, expected)) {
    problems.push(`"publishConfig.exports" is not ${JSON.stringify(expected)}`)
  }
  const bin = manifest.bin === undefined ? undefined : mapValues(manifest.bin, (path) => built(path, '.js'))
  if (!isDeepStrictEqual(manifest.publishConfig?.bin, bin))
    problems.push(`"publishConfig.bin" is not ${JSON.stringify(bin)}`)
  return problems
}

/** Packing makes the links of the README absolute. */
const PACKING = {
  prepack: 'node ../../tooling/build/absolute-links.ts',
  postpack: 'node ../../tooling/build/absolute-links.ts --restore',
}

function checkOrigin({ root }: Workspace, { folder, manifest }: Package, fix: boolean): string[] {
  const { scripts } = manifest
  const expected = { ...repositoryFields(folder), scripts: { ...scripts, ...PACKING } }
  const wrong = Object.entries(expected).filter(
    ([key, value]) => !isDeepStrictEqual(manifest[key as keyof Manifest], value),
  )
  const keywords =
    manifest.keywords?.includes('veinmind') && manifest.keywords.length >= 3
      ? []
      : ['"keywords" has not "veinmind" and two words that somebody would look for']
  if (!fix || wrong.length === 0)
    return [...keywords, ...wrong.map(([key]) => `"${key}" is not as tooling/checks makes it (mend with --fix)`)]
  const { name, version, description, ...rest } = manifest
  const written = { name, version, description, keywords: undefined, ...repositoryFields(folder), ...rest, ...expected }
  writeFileSync(join(root, folder, 'package.json'), `${JSON.stringify(written, undefined, 2)}\n`)
  return keywords
}

function checkPrivate({ manifest }: Package): string[] {
  return manifest.private === true ? [] : ['what stands in tooling is private']
}

/** Versions stand in one place: the catalog of pnpm-workspace.yaml. */
function checkVersions({ dependencies, devDependencies, optionalDependencies }: Manifest): string[] {
  const all = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
  return all.flatMap(([name, range]) => {
    const expected = name.startsWith('@veinmind/') ? 'workspace:^' : 'catalog:'
    return range === expected ? [] : [`${name} is asked for as "${range}", not "${expected}"`]
  })
}

function publishedExports({ exports = {} }: Manifest): Record<string, unknown> {
  return mapValues(exports, (source) => {
    const path = String(source)
    return path.endsWith('.ts') ? { types: built(path, '.d.ts'), default: built(path, '.js') } : built(path, '.ts')
  })
}

function built(source: string, extension: string): string {
  return source.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, extension)
}

function mapValues<V, W>(record: Readonly<Record<string, V>>, map: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}
