import { constants } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Gives copies of files that are on disk for inspectors: what the plugin does to its own reaches no other inspector of the file. They
 * are gone when `use` is done.
 */
export async function withCopies(
  paths: readonly (string | undefined)[],
  folderOf: () => Promise<string>,
  use: (copies: readonly (string | undefined)[]) => Promise<void>,
): Promise<void> {
  if (paths.every((path) => path === undefined)) return use(paths)
  const folder = await mkdtemp(join(await folderOf(), 'files-'))
  try {
    const copies = await Promise.all(
      paths.map(async (path, at) => {
        if (path === undefined) return undefined
        const copy = join(folder, String(at))
        await copyFile(path, copy, constants.COPYFILE_FICLONE)
        return copy
      }),
    )
    await use(copies)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
