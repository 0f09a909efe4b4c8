import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A copy of the repository whose sources may be changed, with the dependencies of the original. */
export interface RepositoryCopy extends Disposable {
  readonly root: string
}

/** Copies what git knows of a repository, and what it does not ignore, into a temporary folder. */
export function copyRepository(root: string): RepositoryCopy {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'veinmind-mutants-')))
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const paths = execFileSync('git', list, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 })
  for (const path of new Set(paths.split('\0').filter((each) => each !== ''))) {
    mkdirSync(join(copy, dirname(path)), { recursive: true })
    cpSync(join(root, path), join(copy, path), { verbatimSymlinks: true, force: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  for (const folder of ['packages', 'apps', 'tooling']) {
    for (const name of readdirSync(join(root, folder))) copyLinks(join(root, folder, name), join(copy, folder, name))
  }
  return { root: copy, [Symbol.dispose]: () => rmSync(copy, { recursive: true, force: true }) }
}

/** The links of a package's `node_modules` are relative: in the copy they lead to the copy's packages. */
function copyLinks(from: string, to: string): void {
  try {
    cpSync(join(from, 'node_modules'), join(to, 'node_modules'), {
      recursive: true,
      verbatimSymlinks: true,
      // What a tool keeps there for itself is left where it is.
      filter: (path) => !/\/node_modules\/\.(?!bin)/.test(path.slice(from.length)),
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
