import { lstat } from 'node:fs/promises'
import { evictFiles, sizeOnDisk } from './cache-files.ts'

/** Keeps the results of a folder below a size while they are written. */
export interface CacheSpace {
  /** Makes room for so many bytes; false when there can be none. */
  reserve(bytes: number): Promise<boolean>
}

/** A file takes whole blocks. */
const BLOCK = 4096
/** The cache's own folder, and its tag. */
const FRAME = 2 * BLOCK
/** The share of the limit that is written before what other processes wrote is counted again. */
const COUNTED_AGAIN = 1 / 16

/** Space for the results in `folder`; the folders that hold them and what is being written count as well. */
export function createCacheSpace(
  folders: { readonly results: string; readonly unfinished: string },
  maxBytes: number,
): CacheSpace {
  let written = Infinity
  let total = 0
  let last: Promise<unknown> = Promise.resolve()

  async function reserve(bytes: number): Promise<boolean> {
    const size = Math.ceil(bytes / BLOCK) * BLOCK
    const kept = FRAME + (await sizesOf([folders.results, folders.unfinished]))
    const room = maxBytes - kept - size
    if (room < 0) return false
    if (written + size > maxBytes * COUNTED_AGAIN || total > room) {
      total = await evictFiles(folders.results, room)
      written = 0
    }
    written += size
    total += size
    return true
  }

  return {
    // One after the other: each counts what the one before it will write.
    reserve: (bytes) => {
      const reserved = last.then(() => reserve(bytes))
      last = reserved.catch(() => undefined)
      return reserved
    },
  }
}

async function sizesOf(folders: readonly string[]): Promise<number> {
  const found = await Promise.all(folders.map((folder) => lstat(folder).catch(() => undefined)))
  return found.reduce((sum, stats) => sum + (stats ? sizeOnDisk(stats) : 0), 0)
}
