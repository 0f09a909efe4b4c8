import { posix } from 'node:path'
import { importsOf } from './imports.ts'
import { isTest } from './workspace.ts'
import type { Problem, Workspace } from './workspace.ts'

/** Files of one package that import each other in a circle, types included: neither can be read, or moved, without the other. */
export function checkImportCircles(workspace: Workspace): Problem[] {
  return workspace.packages.flatMap(({ folder }) => {
    return circlesOf(importsWithin(workspace, folder)).map((circle) => ({
      at: circle[0] ?? folder,
      message: `is in a circle of imports: ${circle.join(' → ')}`,
    }))
  })
}

/** The sources of a package, each with those of its own package that it imports. */
export function importsWithin(workspace: Workspace, folder: string): ReadonlyMap<string, readonly string[]> {
  const files = workspace.files(`${folder}/src/**/*.ts`).filter((path) => !isTest(path))
  return new Map(files.map((path) => [path, ownImports(workspace, path, new Set(files))]))
}

function ownImports(workspace: Workspace, path: string, files: ReadonlySet<string>): string[] {
  const targets = importsOf(workspace.read(path)).flatMap(({ specifier }) =>
    specifier.startsWith('.') ? [posix.join(posix.dirname(path), specifier)] : [],
  )
  return targets.filter((target) => files.has(target))
}

/** The groups of files that all reach each other (Tarjan's strongly connected components), each sorted. */
export function circlesOf(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const circles: string[][] = []
  const visit = (path: string): void => {
    const number = order.size
    order.set(path, number)
    lowest.set(path, number)
    open.push(path)
    for (const target of imports.get(path) ?? []) {
      if (!order.has(target)) visit(target)
      if (open.includes(target)) lowest.set(path, Math.min(lowest.get(path) ?? 0, lowest.get(target) ?? 0))
    }
    if (lowest.get(path) !== number) return
    const group = open.splice(open.indexOf(path))
    if (group.length > 1 || imports.get(path)?.includes(path) === true) circles.push(group.toSorted())
  }
  for (const path of imports.keys()) if (!order.has(path)) visit(path)
  return circles
}
