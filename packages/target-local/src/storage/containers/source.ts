import { findContainers } from '../../shared/container-source.ts'
import type { ContainerSource } from '../../shared/container-source.ts'
import type { Host } from '../../shared/host.ts'
import type { Storage } from '../read-storage.ts'
import { listStoredContainers } from './list-containers.ts'
import { openStoredContainer } from './open-container.ts'
import type { StorageOwner } from './owner.ts'

/** The containers in a storage that `owner` has made. */
export function storageContainers(storage: Storage, owner: StorageOwner, host: Host): ContainerSource {
  return {
    isHere: true,
    close: async () => {},
    async find({ pattern, running, mounts, signal }) {
      const found = findContainers(await listStoredContainers(storage, owner, host.proc), { pattern, running })
      if (found.length === 0) return undefined
      return (async function* () {
        for (const container of found) {
          signal.throwIfAborted()
          yield openStoredContainer(storage, container, { host, withMounts: mounts, signal })
        }
      })()
    },
  }
}
