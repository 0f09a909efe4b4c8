import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '@veinmind/services'
import { pnpm, ROOT } from './pnpm.ts'

/**
 * Builds and packs every published package and installs them all into `folder`, as npm would install them from a
 * registry; gives the path of the `veinmind` program.
 */
export async function installPacked(folder: string): Promise<string> {
  const tarballs = join(folder, 'tarballs')
  mkdirSync(tarballs, { recursive: true })
  await pnpm(['run', 'build'], { cwd: ROOT })
  await pnpm(['-r', '--filter', './packages/*', '--filter', './apps/*', 'pack', '--pack-destination', tarballs], {
    cwd: ROOT,
  })
  const paths = readdirSync(tarballs).map((name) => join(tarballs, name))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true }))
  await run('npm', ['install', '--no-audit', '--no-fund', '--omit=peer', ...paths], { cwd: folder })
  return join(folder, 'node_modules', '@veinmind', 'runner', 'dist', 'bin.js')
}
