import { stat } from 'node:fs/promises'
import { openImages } from '@veinmind/image'
import type { OpenedImages } from '@veinmind/image'
import type { Discovered } from '@veinmind/sdk/target'
import { createLease } from '@veinmind/internal'
import { toVeinmindError } from '@veinmind/sdk'

/** Whether `target` names a file, a folder or standard input (`-`): one that is there, or one that can be nothing else. */
export async function isArchivePath(target: string): Promise<boolean> {
  if (target === '-' || /^(?:\.{0,2}\/|~)/.test(target) || /\.(?:tar|tgz|tar\.gz|tar\.zst)$/.test(target)) return true
  return exists(target)
}

/** Whether there is a file or a folder of this name. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** The images of an OCI layout folder, an OCI archive or a docker archive, which is closed with the last of them. */
export async function* discoverArchives(path: string, signal: AbortSignal): AsyncGenerator<Discovered> {
  let archive: OpenedImages
  try {
    archive = await openImages(path, { signal })
  } catch (error) {
    signal.throwIfAborted()
    yield { target: path, error: toVeinmindError(error) }
    return
  }
  const lease = createLease(archive.close)
  try {
    for (const found of archive.images) {
      yield 'entity' in found && found.entity.kind === 'image'
        ? {
            entity: { ...found.entity, close: lease.hold() },
            source: `archive (${path === '-' ? 'standard input' : path})`,
          }
        : found
    }
  } finally {
    await lease.release()
  }
}
