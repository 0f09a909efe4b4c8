import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem, Workspace } from './workspace.ts'

const MAX_BINARY_BYTES = 50 * 1024

/** What a published package has beside its source, and what is never committed. */
export function checkFiles(workspace: Workspace): Problem[] {
  return [...checkBesides(workspace), ...checkBinaries(workspace)]
}

function checkBesides(workspace: Workspace): Problem[] {
  const changesets = workspace.files('.changeset/*.md').map((path) => workspace.read(path))
  return workspace.packages
    .filter(({ published }) => published)
    .flatMap(({ folder, short }) => {
      const problems: Problem[] = []
      if (!workspace.has(`${folder}/README.md`)) problems.push({ at: `${folder}/README.md`, message: 'is missing' })
      const announced = changesets.some((text) => new RegExp(`^['"]@veinmind/${short}['"]:`, 'm').test(text))
      if (!announced && !workspace.has(`${folder}/CHANGELOG.md`)) {
        problems.push({ at: folder, message: 'has neither a CHANGELOG.md nor a changeset in .changeset' })
      }
      const tests = workspace.files(`${folder}/{src,test}/**/*.test.ts`)
      if (tests.length === 0) problems.push({ at: folder, message: 'has no test' })
      return problems
    })
}

function checkBinaries({ root }: Workspace): Problem[] {
  const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 1e8 })
  return listed
    .split('\0')
    .filter((path) => path !== '')
    .flatMap((at) => {
      const bytes = readOrNothing(join(root, at))
      const tooLarge = bytes.length > MAX_BINARY_BYTES && bytes.includes(0)
      return tooLarge ? [{ at, message: `is a binary file of ${bytes.length} bytes: build it in the test` }] : []
    })
}

/** A file may be gone from the work tree, or be a link to a folder. */
function readOrNothing(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}
