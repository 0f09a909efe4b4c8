import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { markAsOf } from '../checks/chinese-pages.ts'
import { namesOf, rename } from './names.ts'
import type { PluginNames } from './names.ts'

const TEMPLATE = join(import.meta.dirname, 'template')

/** Writes the folder of a plugin, its changeset, its line in the runner and its rows in the READMEs; gives the paths of what it wrote. */
export function scaffold(root: string, name: string): string[] {
  const names = namesOf(name)
  const folder = `packages/plugin-${name}`
  if (existsSync(join(root, folder))) throw new Error(`${folder} exists`)
  const files = {
    ...templateFiles(folder, names),
    [`.changeset/plugin-${name}.md`]: `---\n'@veinmind/plugin-${name}': minor\n'@veinmind/runner': minor\n---\n\nThe plugin \`${name}\`.\n`,
    ...runnerFiles(root, names),
    ...readmeFiles(root, name),
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
      const sorted = [...lines.split(/(?<=\n)/), line].toSorted((a, b) => (nameIn(a) < nameIn(b) ? -1 : 1))
      return `${head}${sorted.join('')}}`
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

/** The plugin that a line of the runner's list is for, with its quotes left out. */
function nameIn(line: string): string {
  return /plugin-([a-z0-9-]+)/.exec(line)?.[1] ?? ''
}

/** The READMEs list the packages: the new one stands behind the last plugin. */
function readmeFiles(root: string, name: string): Record<string, string> {
  const read = (path: string): string => readFileSync(join(root, path), 'utf8')
  const english = withRow(read('README.md'), name, 'files that every user may change')
  const chinese = withRow(read('README.zh-CN.md'), name, '任何用户都可修改的文件')
  return { 'README.md': english, 'README.zh-CN.md': markAsOf(chinese, english) }
}

function withRow(readme: string, name: string, what: string): string {
  const rows = [...readme.matchAll(/^\| \[@veinmind\/plugin-[a-z0-9-]+\][^\n]*\n/gm)]
  const last = rows.findLast(([row]) => !row.includes('plugin-testing'))
  if (!last) throw new Error('the README has no table of plugins')
  const at = last.index + last[0].length
  return `${readme.slice(0, at)}| [@veinmind/plugin-${name}](packages/plugin-${name}) | ${what} |\n${readme.slice(at)}`
}
