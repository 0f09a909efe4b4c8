import { createImage } from '@veinmind/image'
import type { Discovered } from '@veinmind/sdk/target'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import { readStoredImage } from '../read-storage.ts'
import type { Storage, StoredImage } from '../read-storage.ts'

/** An image of a storage as an entity; an error of its own when it cannot be had. */
export async function openStoredImage(
  storage: Storage,
  { id, tags, digests }: Pick<StoredImage, 'id' | 'tags' | 'digests'>,
): Promise<Discovered> {
  const references = [...tags, ...digests]
  const name = references[0] ?? id
  try {
    const parts = await readStoredImage(storage, id)
    if (parts === undefined)
      throw new VeinmindError('LOCAL_IMAGE_UNREADABLE', `image ${name} is not whole in ${storage.folder}`)
    return { entity: createImage({ ...parts, name, references }), source: `containers-storage (${storage.folder})` }
  } catch (error) {
    return { target: name, error: toVeinmindError(error, 'LOCAL_IMAGE_UNREADABLE') }
  }
}
