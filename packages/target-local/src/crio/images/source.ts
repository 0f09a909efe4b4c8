import type { EngineContext, EngineSettings } from '../../shared/engine-settings.ts'
import type { ImageSource } from '../../shared/image-source.ts'
import { storageImages } from '../../storage/images/source.ts'
import { openStorage } from '../../storage/open-storage.ts'

/** The images in the storage of CRI-O, which has no service that would give them. Throws `LOCAL_ENGINE_UNREACHABLE`. */
export async function openImageSource(settings: EngineSettings, { host }: EngineContext): Promise<ImageSource> {
  return storageImages('crio', await openStorage(settings, host))
}
