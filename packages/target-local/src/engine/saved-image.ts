import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openImages } from '@veinmind/image'
import type { Image } from '@veinmind/sdk'
import { VeinmindError } from '@veinmind/sdk'
import { makePrivateFolder } from '../private-folder.ts'
import type { EngineClient } from './client.ts'

/**
 * An image as `docker save` gives it: streamed once into a private folder, which `close` removes. Of several platforms, the
 * first that the engine has. Throws `LOCAL_IMAGE_UNREADABLE` or what reading the archive throws.
 */
export async function openSavedImage(client: EngineClient, id: string, signal: AbortSignal): Promise<Image> {
  const folder = await makePrivateFolder()
  try {
    const path = join(folder.path, 'image.tar')
    const body = await client.stream(`/images/${encodeURIComponent(id)}/get`, signal)
    await pipeline(body, createWriteStream(path, { mode: 0o600, flags: 'wx' }), { signal })
    const archive = await openImages(path, { signal })
    const images = archive.images.flatMap((found) => ('entity' in found && found.entity.kind === 'image' ? [found.entity] : []))
    const image = images.find((each) => each.id === id || each.manifestDigest === id) ?? images[0]
    if (image === undefined) {
      await archive.close()
      const problem = archive.images.find((found) => 'error' in found)
      throw problem?.error ?? new VeinmindError('LOCAL_IMAGE_UNREADABLE', `the engine has no content of image ${id} to save`)
    }
    return {
      ...image,
      close: async () => {
        await archive.close()
        await folder.remove()
      },
    }
  } catch (error) {
    await folder.remove()
    signal.throwIfAborted()
    throw error
  }
}
