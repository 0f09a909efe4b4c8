import type { Discovered } from '@veinmind/sdk'
import { findContainers } from '../../shared/container-source.ts'
import type { ContainerSource } from '../../shared/container-source.ts'
import { findImages } from '../../shared/find-image.ts'
import type { ImageSource } from '../../shared/image-source.ts'
import type { Host } from '../../shared/host.ts'
import { openStoredContainer } from '../containers/open-container.ts'
import { openStoredImage } from './open-image.ts'
import { listStoredContainers } from '../containers/list-containers.ts'
import type { StorageOwner } from '../containers/list-containers.ts'
import { listStoredImages } from '../read-storage.ts'
import type { Storage, StoredImage } from '../read-storage.ts'

/** The images of a storage, for which no service is asked; `name` is the word of `--from`. */
export function storageImages(name: string, storage: Storage): ImageSource {
  return {
    name,
    close: async () => {},
    async find(pattern, signal) {
      const found = findImages(await listStoredImages(storage), pattern)
      return found.length === 0 ? undefined : openImages(storage, found, signal)
    },
  }
}

/** The containers in a storage that podman or CRI-O has made. */
export function storageContainers(storage: Storage, owner: StorageOwner, host: Host): ContainerSource {
  return {
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

async function* openImages(
  storage: Storage,
  found: readonly StoredImage[],
  signal: AbortSignal,
): AsyncGenerator<Discovered> {
  for (const image of found) {
    signal.throwIfAborted()
    yield openStoredImage(storage, image)
  }
}
