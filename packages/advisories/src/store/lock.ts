import { makeFolder } from '@veinmind/internal'
import { VeinmindError } from '@veinmind/sdk'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

/** Held while a database is changed. */
export const LOCK_NAME = '.lock'

/** How often one that waits looks again. */
const PAUSE_MS = 100
const SQLITE_BUSY = 5

/**
 * Runs `work` while no other process holds the lock of this name in a folder, and waits for one that does. It is a lock of the operating
 * system, taken by way of SQLite: it ends with its process, however that ends.
 */
export async function withLock<T>(
  folder: string,
  { name, signal }: { readonly name: string; readonly signal?: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  await makeFolder(folder)
  const lock = new DatabaseSync(join(folder, name), { open: false })
  try {
    lock.open()
    while (!take(lock)) {
      signal?.throwIfAborted()
      await sleep(PAUSE_MS, undefined, signal === undefined ? {} : { signal })
    }
    return await work()
  } finally {
    if (lock.isOpen) lock.close()
  }
}

function take(lock: DatabaseSync): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    const { errcode, message } = error as Error & { readonly errcode?: number }
    if (errcode === SQLITE_BUSY) return false
    throw new VeinmindError('ADVISORIES_NOT_WRITTEN', `the folder of the database cannot be locked: ${message}`, {
      cause: error,
      hint: 'check the folder, its permissions and the space',
    })
  }
}
