import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Package, Problem, Workspace } from './workspace.ts'

/** The build's order: a package's tsconfig refers to exactly the packages that it depends on. `fix` writes them. */
export function checkReferences(workspace: Workspace, fix = false): Problem[] {
  return workspace.packages
    .filter(({ published }) => published)
    .flatMap((of) => {
      const at = `${of.folder}/tsconfig.json`
      if (!workspace.has(at)) return [{ at, message: 'is missing' }]
      const config = parse(workspace.read(at))
      if (config === undefined) return [{ at, message: 'is not JSON' }]
      const expected = expectedReferences(workspace, of)
      if (isDeepStrictEqual(config.references, expected)) return []
      if (!fix) return [{ at, message: `"references" is not ${JSON.stringify(expected)} (mend with --fix)` }]
      writeFileSync(join(workspace.root, at), `${JSON.stringify({ ...config, references: expected }, null, 2)}\n`)
      return []
    })
}

function parse(text: string): { references?: unknown } | undefined {
  try {
    return JSON.parse(text) as { references?: unknown }
  } catch {
    return undefined
  }
}

function expectedReferences(workspace: Workspace, of: Package): { path: string }[] {
  const names = Object.keys({ ...of.manifest.dependencies }).toSorted()
  return names.flatMap((name) => {
    const other = workspace.packages.find(({ manifest }) => manifest.name === name)
    return other === undefined ? [] : [{ path: `../../${other.folder}` }]
  })
}
