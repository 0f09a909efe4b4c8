import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAbandoned, MARK_PATTERN, PROCESS_MARK } from './process-mark.ts'
import { temporaryError } from './temporary-error.ts'

const NAME = new RegExp(`^veinmind-[a-z]+-(${MARK_PATTERN})-[A-Za-z0-9]{6}$`)

/** The prefix for `mkdtemp` of a folder that a later process may remove once this one has ended. */
export function temporaryPrefix(kind: string, parent: string = tmpdir()): string {
  return join(parent, `veinmind-${kind}-${PROCESS_MARK}-`)
}

const cleaned = new Map<string, Promise<void>>()

/**
 * Makes a folder that only this user can enter, to be removed by the caller. What killed processes left in `parent` is
 * removed first, once a process. `kind` is a word in lower case. Throws `TEMPORARY_UNUSABLE`.
 */
export async function makeTemporaryFolder(kind: string, parent: string = tmpdir()): Promise<string> {
  const cleaning = cleaned.get(parent) ?? removeAbandonedFolders(parent)
  cleaned.set(parent, cleaning)
  await cleaning
  return mkdtemp(temporaryPrefix(kind, parent)).catch((error: unknown) => {
    throw temporaryError(error, parent)
  })
}

/** Deletes the folders that killed processes of this user left in `parent`; links are not followed. */
export async function removeAbandonedFolders(parent: string = tmpdir()): Promise<void> {
  for (const name of await readdir(parent).catch((): string[] => [])) {
    const mark = NAME.exec(name)?.[1]
    if (mark === undefined) continue
    const path = join(parent, name)
    const found = await lstat(path).catch(() => undefined)
    // Another user's folder could turn into a link while it is removed.
    const isOurs = found?.isDirectory() === true && found.uid === (process.getuid?.() ?? found.uid)
    if (isOurs && isAbandoned(mark, Date.now() - found.mtimeMs))
      await rm(path, { recursive: true, force: true }).catch(() => {})
  }
}
