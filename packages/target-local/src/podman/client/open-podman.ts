import { join } from 'node:path'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import type { EngineContext, EngineSettings } from '../../shared/engine-settings.ts'
import { storageFolder } from '../../storage/open-storage.ts'
import { findStorage } from '../../storage/read-storage.ts'
import type { Storage } from '../../storage/read-storage.ts'
import { openEngine } from '../../docker/client/engine.ts'
import type { Engine } from '../../docker/client/engine.ts'

/** Podman by its service, or else its folder. Throws `LOCAL_ENGINE_UNREACHABLE`. */
export async function openPodman(
  settings: EngineSettings,
  { host, log, signal }: EngineContext,
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
