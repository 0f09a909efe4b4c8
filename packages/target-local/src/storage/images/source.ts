import type { Discovered } from '@veinmind/sdk/target'
import { findImages } from '../../shared/find-image.ts'
import type { ImageSource } from '../../shared/image-source.ts'
import { openStoredImage } from './open-image.ts'
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
