import type { Package, Problem, Workspace } from './workspace.ts'

/** The pages that list every published package, each in a row of a table that leads to it. */
const READMES = ['README.md', 'README.zh-CN.md']

/** A package that no table names is found by nobody. (That a row leads somewhere, the check of links holds.) */
export function checkPackageTables(workspace: Workspace): Problem[] {
  const published = workspace.packages.filter((of) => of.published)
  return [
    ...READMES.filter((at) => workspace.has(at)).flatMap((at) => checkReadme(at, workspace.read(at), published)),
    ...checkArchitecture(workspace, published),
  ]
}

function checkReadme(at: string, text: string, published: readonly Package[]): Problem[] {
  const rows = text.split('\n').filter((line) => line.startsWith('|'))
  const linked = rows.flatMap((row) =>
    [...row.matchAll(/\]\(((?:packages|apps)\/[a-z0-9-]+)\)/g)].map(([, folder]) => folder),
  )
  return published
    .filter(({ folder }) => !linked.includes(folder))
    .map(({ short, folder }) => ({ at, message: `its table has no row of [@veinmind/${short}](${folder})` }))
}

/** A row may stand for a kind of packages: `packages/plugin-*`. */
function checkArchitecture(workspace: Workspace, published: readonly Package[]): Problem[] {
  const at = 'ARCHITECTURE.md'
  if (!workspace.has(at)) return []
  const named = [...workspace.read(at).matchAll(/^\| `((?:packages|apps)\/[a-z0-9*-]+)`/gm)].map(
    ([, folder = '']) => folder,
  )
  const covers = (row: string, folder: string): boolean =>
    row.endsWith('*') ? folder.startsWith(row.slice(0, -1)) : row === folder
  return published
    .filter(({ folder }) => !named.some((row) => covers(row, folder)))
    .map(({ folder }) => ({ at, message: `its table has no row of ${folder}` }))
}
