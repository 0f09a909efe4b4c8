import type { FileHandle } from 'node:fs/promises'
import { openImages } from '@veinmind/image'
import type { Image } from '@veinmind/sdk'
import { VeinmindError } from '@veinmind/sdk'
import { openNamelessFile, temporaryError } from '@veinmind/internal/temporary'
import type { EngineClient } from '../client/api.ts'

/**
 * An image as `docker save` gives it: streamed once into a nameless file, which `close` frees. Of several platforms, the
 * first that the engine has. Throws `LOCAL_IMAGE_UNREADABLE` or what reading the archive throws.
 */
export async function openSavedImage(client: EngineClient, id: string, signal: AbortSignal): Promise<Image> {
  const file = await openNamelessFile()
  try {
    for await (const chunk of await client.stream(`/images/${encodeURIComponent(id)}/get`, signal)) {
      await file.writeFile(chunk).catch((error: unknown) => {
        throw temporaryError(error)
      })
    }
    return await openFile(file, id, signal)
  } catch (error) {
    await file.close()
    signal.throwIfAborted()
    throw error
  }
}

async function openFile(file: FileHandle, id: string, signal: AbortSignal): Promise<Image> {
  // Leads to the file for as long as it is open, and only in this process.
  const archive = await openImages(`/dev/fd/${file.fd}`, { signal })
  const images = archive.images.flatMap((found) =>
    'entity' in found && found.entity.kind === 'image' ? [found.entity] : [],
  )
  const image = images.find((each) => each.id === id || each.manifestDigest === id) ?? images[0]
  if (image === undefined) {
    await archive.close()
    const problem = archive.images.find((found) => 'error' in found)
    throw (
      problem?.error ?? new VeinmindError('LOCAL_IMAGE_UNREADABLE', `the engine has no content of image ${id} to save`)
    )
  }
  return {
    ...image,
    close: async () => {
      await archive.close()
      await file.close()
    },
  }
}
