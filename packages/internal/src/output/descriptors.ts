import { fstatSync } from 'node:fs'
import { lstat, realpath } from 'node:fs/promises'
import { basename } from 'node:path'

const FOREIGN = /^\/proc\/\d+(?:\/task\/\d+)?\/fd\/\d+$/

/**
 * The descriptor of this process that `path` in the folder `parent` (without links) stands for; `closed` for one that is not open
 * for writing. Its file is not to be opened again: that would begin at the start of what a shell has appended to.
 */
export async function findDescriptor(parent: string, path: string): Promise<number | 'closed' | undefined> {
  const name = basename(path)
  if (!/^\d{1,9}$/.test(name) || !(await isOwnFolder(parent))) return undefined
  const fd = Number(name)
  try {
    const found = fstatSync(fd)
    // Node has descriptors of its own that are none of these.
    const isStream = found.isFile() || found.isFIFO() || found.isSocket() || found.isCharacterDevice()
    // Linux says by the mode of the link how it was opened.
    const isWritable = process.platform !== 'linux' || ((await lstat(path)).mode & 0o200) !== 0
    return isStream && isWritable ? fd : 'closed'
  } catch {
    return 'closed'
  }
}

/** Whether it is a descriptor of another process, whose link may lead to what has no path. */
export const isForeignDescriptor = (path: string): boolean => FOREIGN.test(path)

async function isOwnFolder(folder: string): Promise<boolean> {
  if (folder === '/dev/fd') return true
  const own = await realpath('/proc/self/fd').catch(() => undefined)
  return (
    own !== undefined &&
    (folder === own || (folder.startsWith(`${own.slice(0, -'fd'.length)}task/`) && folder.endsWith('/fd')))
  )
}
