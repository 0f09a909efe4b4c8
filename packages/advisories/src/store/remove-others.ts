import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseInfo } from './index-file.ts'

/** Removes files of databases that the index does not name any more. */
export async function removeOthers(folder: string, { files }: DatabaseInfo): Promise<void> {
  const named = new Set(files.map(({ file }) => file))
  for (const name of await readdir(folder))
    if (/^[a-z]{2,20}-[0-9a-f]{16}\.db$/.test(name) && !named.has(name)) await rm(join(folder, name), { force: true })
}
