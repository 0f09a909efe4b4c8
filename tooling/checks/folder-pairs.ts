import { importsWithin } from './import-circles.ts'
import type { Problem, Workspace } from './workspace.ts'

/** Pairs that are still there, by package; a number only ever goes down. */
const LEFT: Readonly<Record<string, number>> = {
  inventory: 3,
}

/** Folders of one package that import each other: neither can be read, or moved, without the other. */
export function checkFolderPairs(workspace: Workspace): Problem[] {
  return workspace.packages.flatMap(({ folder, short }) => {
    const imports = folderImports(importsWithin(workspace, folder))
    const pairs = [...imports.values()].filter(({ from, to }) => from < to && imports.has(keyOf(to, from)))
    if (pairs.length <= (LEFT[short] ?? 0)) return []
    return pairs.map(({ from, to, sample }) => ({
      at: from,
      message: `and ${to} import each other: ${sample}, ${imports.get(keyOf(to, from))?.sample}`,
    }))
  })
}

interface FolderImport {
  readonly from: string
  readonly to: string
  /** The first two files: `a/one.ts imports b/two.ts`. */
  readonly sample: string
}

/**
 * Folders are compared where the paths of two files part: `docker/images/a.ts` and `podman/b.ts` are of `docker` and `podman`.
 * A file that lies beside a folder, as `index.ts` does, is in none that could be compared with it.
 */
function folderImports(files: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, FolderImport> {
  const found = new Map<string, FolderImport>()
  for (const [path, targets] of files) {
    for (const target of targets) {
      const [from, to] = partingFolders(path, target)
      if (from === undefined || to === undefined || found.has(keyOf(from, to))) continue
      found.set(keyOf(from, to), { from, to, sample: `${path} imports ${target}` })
    }
  }
  return found
}

function keyOf(from: string, to: string): string {
  return `${from} ${to}`
}

/** The folder of each below the last that has both. */
function partingFolders(one: string, other: string): readonly (string | undefined)[] {
  const [a, b] = [one.split('/').slice(0, -1), other.split('/').slice(0, -1)]
  const depth = a.findIndex((name, index) => name !== b[index])
  return depth === -1
    ? []
    : [a, b].map((names) => (depth < names.length ? names.slice(0, depth + 1).join('/') : undefined))
}
