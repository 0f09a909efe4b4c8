import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder and those that it stands in. Unlike `mkdir` with `recursive`, which tries for ever where a file system
 * (such as /proc) says of a new folder that its parent is not there, it ends with the error.
 */
export async function makeFolder(path: string, mode: number = 0o777): Promise<void> {
  const made = await tryToMake(path, mode)
  if (made) return
  const parent = dirname(path)
  if (parent === path) await mkdir(path, { mode })
  else await makeFolder(parent, mode)
  if (!(await tryToMake(path, mode))) await mkdir(path, { mode })
}

/** False when its parent is missing. A folder that is there already is as good as a new one. */
async function tryToMake(path: string, mode: number): Promise<boolean> {
  try {
    await mkdir(path, { mode })
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return true
    if (code === 'ENOENT') return false
    throw error
  }
}
