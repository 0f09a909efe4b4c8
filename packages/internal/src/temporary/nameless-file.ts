import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { makeTemporaryFolder, temporaryPrefix } from './folders.ts'
import { temporaryError } from './temporary-error.ts'

/**
 * A temporary file without a name: nobody else can open it, and its space is freed when it is closed, also by the death of
 * the process. Throws `TEMPORARY_UNUSABLE`. Where an open file cannot be deleted, its folder stays until a later process removes it.
 */
export async function openNamelessFile(parent?: string): Promise<FileHandle> {
  const folder = await makeTemporaryFolder('file', parent)
  try {
    return await open(join(folder, 'file'), 'wx+', 0o600).catch((error: unknown) => {
      throw temporaryError(error, parent)
    })
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => {})
  }
}

/** `openNamelessFile` for what cannot wait: the descriptor of the file, to be closed by the caller. */
export function openNamelessFileSync(parent?: string): number {
  const folder = mkdtempSync(temporaryPrefix('file', parent))
  try {
    return openSync(join(folder, 'file'), 'wx+', 0o600)
  } finally {
    try {
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // A later process removes it.
    }
  }
}
