import type { Dirent } from 'node:fs'
import { readdir, rmdir, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A file of a cache. */
export interface CacheFile {
  readonly path: string
  readonly size: number
  /** When it was last used, in milliseconds since 1970. */
  readonly used: number
}

/** The share of the limit that eviction leaves, so that it is not due again after the next write. */
const KEEP = 0.9

/** Every file below `folder`. Other processes add and remove files meanwhile: one that vanishes is left out. */
export async function listFiles(folder: string): Promise<CacheFile[]> {
  const files: CacheFile[] = []
  for (const entry of await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => [])) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      for (const file of await listFiles(path)) files.push(file)
    } else {
      const found = await stat(path).catch(() => undefined)
      if (found) files.push({ path, size: found.size, used: found.mtimeMs })
    }
  }
  return files
}

/** Removes the files that were not used for the longest time, until the rest is well below `maxBytes`. */
export async function evictFiles(folder: string, maxBytes: number): Promise<void> {
  const files = await listFiles(folder)
  let total = files.reduce((sum, { size }) => sum + size, 0)
  if (total <= maxBytes) return
  for (const { path, size } of files.sort((a, b) => a.used - b.used)) {
    if (total <= maxBytes * KEEP) return
    await unlink(path).catch(() => undefined)
    await rmdir(dirname(path)).catch(() => undefined)
    total -= size
  }
}
