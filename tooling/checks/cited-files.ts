import { isTest } from './workspace.ts'
import type { Problem, Workspace } from './workspace.ts'

/** A file of this repository, not the end of a longer path or of an address. */
const CITED = /(?<![\w/.@-])(?:docs|packages|apps|tooling)\/[\w./-]*\w\.(?:md|ts|json)\b/g

/** Files that comments of the sources send a reader to, and that are not there. */
export function checkCitedFiles(workspace: Workspace): Problem[] {
  return workspace
    .files('{packages,apps,tooling}/*/src/**/*.ts')
    .filter((path) => !isTest(path))
    .flatMap((path) =>
      workspace
        .read(path)
        .split('\n')
        .flatMap((line, index) => {
          const comment = /(?:^\s*\*|\/\*\*?|(?<!:)\/\/)(.*)/.exec(line)?.[1] ?? ''
          return [...comment.matchAll(CITED)]
            .filter(([cited]) => !workspace.has(cited))
            .map(([cited]) => ({
              at: `${path}:${index + 1}`,
              message: `its comment names ${cited}, which is not there`,
            }))
        }),
    )
}
