import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { namesOf, rename } from './names.ts'
import type { PluginNames } from './names.ts'

const TEMPLATE = join(import.meta.dirname, 'template')

/** Writes the folder of a plugin, its changeset and its line in the runner; gives the paths of what it wrote. */
export function scaffold(root: string, name: string): string[] {
  const names = namesOf(name)
  const folder = `packages/plugin-${name}`
  if (existsSync(join(root, folder))) throw new Error(`${folder} exists`)
  const files = {
    ...templateFiles(folder, names),
    [`.changeset/plugin-${name}.md`]: `---\n'@veinmind/plugin-${name}': minor\n'@veinmind/runner': minor\n---\n\nThe plugin \`${name}\`.\n`,
    ...runnerFiles(root, names),
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return Object.keys(files)
}

function templateFiles(folder: string, names: PluginNames): Record<string, string> {
  const paths = globSync('**/*.{ts,md,json}', { cwd: TEMPLATE, exclude: (path) => path.includes('node_modules') })
  return Object.fromEntries(
    paths.map((path) => {
      const target = path.replace('example', names.kebab)
      return [`${folder}/${target}`, rename(readFileSync(join(TEMPLATE, path), 'utf8'), names)]
    }),
  )
}

/** The runner lists its plugins in one file, and depends on them. */
function runnerFiles(root: string, { kebab }: PluginNames): Record<string, string> {
  const manifest = 'apps/runner/src/manifest.ts'
  const [packagePath, tsconfigPath] = ['apps/runner/package.json', 'apps/runner/tsconfig.json'] as const
  const read = (path: string): string => readFileSync(join(root, path), 'utf8')
  const key = kebab.includes('-') ? `'${kebab}'` : kebab
  const line = `  ${key}: async () => (await import('@veinmind/plugin-${kebab}')).default,\n`
  const listed = read(manifest).replace(
    /(export const PLUGINS[^\n]*\{\n)((?: {2}[^\n]*\n)*)\}/,
    (_, head: string, lines: string) => {
      return `${head}${[...lines.split(/(?<=\n)/), line].toSorted().join('')}}`
    },
  )
  if (!listed.includes(line)) throw new Error(`${manifest} has no list of plugins in the form that is expected`)
  const json = JSON.parse(read(packagePath)) as { dependencies: Record<string, string> }
  const dependencies = { ...json.dependencies, [`@veinmind/plugin-${kebab}`]: 'workspace:^' }
  const sorted = Object.fromEntries(Object.entries(dependencies).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  const config = JSON.parse(read(tsconfigPath)) as { references: { path: string }[] }
  const references = [...config.references, { path: `../../packages/plugin-${kebab}` }].toSorted((a, b) =>
    a.path < b.path ? -1 : 1,
  )
  return {
    [manifest]: listed,
    [packagePath]: `${JSON.stringify({ ...json, dependencies: sorted }, null, 2)}\n`,
    [tsconfigPath]: `${JSON.stringify({ ...config, references }, null, 2)}\n`,
  }
}
