import { realpathSync, statSync } from 'node:fs'
import nodeModule from 'node:module'
import { dirname } from 'node:path'
import { makeFolder } from '@veinmind/internal'
import { defaultCodeFolder } from './settings/user-folders.ts'

/**
 * Turns on Node's compile cache, so that the next command starts sooner. Node runs what it reads from there: where another user could
 * change it, where nothing may be written, and below a permission model, the cache stays off.
 */
export async function keepCompiledCode(environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  // Node's own variables say where, or that nothing is to be kept.
  if (environment['NODE_COMPILE_CACHE'] || environment['NODE_DISABLE_COMPILE_CACHE'] || process.permission) return
  try {
    const folder = defaultCodeFolder(environment)
    await makeFolder(folder, 0o700)
    if (!isOnlyOurs(folder)) return
    nodeModule.enableCompileCache(folder)
    // Worker threads take the folder from the variable.
    environment['NODE_COMPILE_CACHE'] = folder
  } catch {
    // Without the cache, programs start later and do the same.
  }
}

const WRITABLE_BY_OTHERS = 0o022
const STICKY = 0o1000

/** Whether no other user (but root) can change the folder, or put another in the place of it or of one that it stands in. */
function isOnlyOurs(folder: string): boolean {
  const user = process.getuid?.()
  // Windows gives each user's own folders to that user alone.
  if (user === undefined) return true
  for (let path = realpathSync(folder); ; path = dirname(path)) {
    const { uid, mode } = statSync(path)
    const isShared = (mode & WRITABLE_BY_OTHERS) !== 0 && (mode & STICKY) === 0
    if (isShared || (uid !== user && uid !== 0)) return false
    if (path === dirname(path)) return true
  }
}
