import { cpSync } from 'node:fs'
import { basename, relative } from 'node:path'
import { run } from '@veinmind/services'
import { ROOT } from './pnpm.ts'

/** Names of what is made, and of what must not be shared with the copy. */
const MADE = new Set(['node_modules', 'dist', '.git', '.turbo'])
/** The same, at the top alone. */
const MADE_AT_TOP = new Set(['out', 'coverage'])

/** Copies this repository as its files are now, committed or not, and without what is made, to a repository of its own. */
export async function copyRepository(folder: string): Promise<void> {
  cpSync(ROOT, folder, {
    recursive: true,
    filter: (path) =>
      !MADE.has(basename(path)) && !path.endsWith('.tsbuildinfo') && !MADE_AT_TOP.has(relative(ROOT, path)),
  })
  await run('git', ['init', '-q', '-b', 'main'], { cwd: folder })
  await commitAll(folder, 'A copy')
}

/** Commits every change of a repository that `copyRepository` made. */
export async function commitAll(folder: string, message: string): Promise<void> {
  await run('git', ['add', '-A'], { cwd: folder })
  await run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', 'commit', '-qm', message], {
    cwd: folder,
  })
}
