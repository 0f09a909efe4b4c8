import { homedir } from 'node:os'
import { join } from 'node:path'
import { VeinmindError } from '@veinmind/sdk'
import type { EngineSettings } from '../shared/engine-settings.ts'
import type { Host } from '../shared/host.ts'
import { findStorage } from './read-storage.ts'
import type { Storage } from './read-storage.ts'

/** The folder of containers-storage itself. Throws `LOCAL_ENGINE_UNREACHABLE`. */
export async function openStorage(settings: EngineSettings, host: Host): Promise<Storage> {
  const folder = storageFolder(settings, host)
  const storage = await findStorage(folder)
  if (storage !== undefined) return storage
  throw new VeinmindError('LOCAL_ENGINE_UNREACHABLE', `no storage in ${folder}`, {
    hint: 'name the folder of containers-storage with --storage-root; it takes root',
  })
}

/** Where it is: as it was said, else where root, or this user, has it. */
export function storageFolder(settings: EngineSettings, host: Host): string {
  const isRoot = process.getuid?.() === 0
  return (
    settings['storage-root'] ??
    host.path(isRoot ? '/var/lib/containers/storage' : join(homedir(), '.local/share/containers/storage'))
  )
}
