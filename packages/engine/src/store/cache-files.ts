import type { Stats } from 'node:fs'
import { lstat, readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/** A file of a cache. */
export interface CacheFile {
  readonly path: string
  /** Bytes that it takes on the disk. */
  readonly size: number
  /** When it was last used, in milliseconds since 1970. */
  readonly used: number
}

/** Names of result files. Files that a user may have put into the folder are not called so. */
const NAME = /^[a-z0-9]+-[0-9a-f]{64,128}$/
const BLOCK = 4096
/** The share of the limit that eviction leaves, so that it is not due again after the next write. */
const KEEP = 0.9

/** Bytes of the disk's blocks. Windows does not tell them. */
export function sizeOnDisk({ size, blocks }: Pick<Stats, 'size' | 'blocks'>): number {
  return blocks ? blocks * 512 : Math.ceil(size / BLOCK) * BLOCK
}

/** Every result in `folder`, which itself must be no link. Other processes add and remove files meanwhile: one that vanishes is left out. */
export async function listFiles(folder: string): Promise<CacheFile[]> {
  const files: CacheFile[] = []
  const found = await lstat(folder).catch(() => undefined)
  if (found?.isDirectory() !== true) return files
  for (const name of await readdir(folder).catch((): string[] => [])) {
    if (!NAME.test(name)) continue
    const path = join(folder, name)
    const stats = await lstat(path).catch(() => undefined)
    if (stats) files.push({ path, size: sizeOnDisk(stats), used: stats.mtimeMs })
  }
  return files
}

/** Removes the files that were not used for the longest time, until the rest is well below `maxBytes`. Returns what is left. */
export async function evictFiles(folder: string, maxBytes: number): Promise<number> {
  const files = await listFiles(folder)
  let total = files.reduce((sum, { size }) => sum + size, 0)
  if (total <= maxBytes) return total
  for (const { path, size } of files.toSorted((a, b) => a.used - b.used)) {
    if (total <= maxBytes * KEEP) break
    await unlink(path).catch(() => undefined)
    total -= size
  }
  return total
}
