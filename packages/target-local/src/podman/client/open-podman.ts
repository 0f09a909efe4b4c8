import { homedir } from 'node:os'
import { join } from 'node:path'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import type { Host } from '../../shared/host.ts'
import { findStorage } from '../../storage/read-storage.ts'
import type { Storage } from '../../storage/read-storage.ts'
import { openEngine } from '../../docker/client/engine.ts'
import type { Engine, OpenEngine } from '../../docker/client/engine.ts'

/** Where podman is looked for. */
export interface PodmanSettings {
  readonly 'podman-host'?: string | undefined
  readonly 'storage-root'?: string | undefined
}

/** Podman by its service, or else its folder. Throws `LOCAL_ENGINE_UNREACHABLE`. */
export async function openPodman(
  settings: PodmanSettings,
  { host, log, signal }: OpenEngine & { readonly signal: AbortSignal },
): Promise<{ readonly engine: Engine } | { readonly storage: Storage }> {
  const isRoot = process.getuid?.() === 0
  const address = settings['podman-host'] ?? process.env['CONTAINER_HOST']
  const runtime = process.env['XDG_RUNTIME_DIR']
  const sockets = [
    ...(isRoot || runtime === undefined ? [] : [join(runtime, 'podman/podman.sock')]),
    '/run/podman/podman.sock',
  ]
  const problems: VeinmindError[] = []
  const addresses =
    address !== undefined
      ? [address]
      : settings['storage-root'] === undefined
        ? sockets.map((socket) => `unix://${host.path(socket)}`)
        : []
  for (const each of addresses) {
    try {
      return { engine: await openEngine({ address: each }, { host, log, signal }) }
    } catch (error) {
      signal.throwIfAborted()
      if (address !== undefined) throw error
      problems.push(toVeinmindError(error))
    }
  }
  const folder = storageFolder(settings, host)
  const storage = await findStorage(folder)
  if (storage !== undefined) return { storage }
  throw new VeinmindError(
    'LOCAL_ENGINE_UNREACHABLE',
    [...problems.map(({ message }) => message), `no storage in ${folder}`].join('; '),
    {
      cause: problems.at(-1),
      hint: 'start its service (systemctl start podman.socket), or name its folder with --storage-root',
    },
  )
}

/** The folder of containers-storage itself. Throws `LOCAL_ENGINE_UNREACHABLE`. */
export async function openStorage(settings: PodmanSettings, host: Host): Promise<Storage> {
  const folder = storageFolder(settings, host)
  const storage = await findStorage(folder)
  if (storage !== undefined) return storage
  throw new VeinmindError('LOCAL_ENGINE_UNREACHABLE', `no storage in ${folder}`, {
    hint: 'name the folder of containers-storage with --storage-root; it takes root',
  })
}

function storageFolder(settings: PodmanSettings, host: Host): string {
  const isRoot = process.getuid?.() === 0
  return (
    settings['storage-root'] ??
    host.path(isRoot ? '/var/lib/containers/storage' : join(homedir(), '.local/share/containers/storage'))
  )
}
