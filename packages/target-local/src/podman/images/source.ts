import { engineImages } from '../../docker/images/source.ts'
import type { EngineContext, EngineSettings } from '../../shared/engine-settings.ts'
import type { ImageSource } from '../../shared/image-source.ts'
import { storageImages } from '../../storage/images/source.ts'
import { openPodman } from '../client/open-podman.ts'

/** The images of podman, by its service or from its folder. Throws `LOCAL_ENGINE_UNREACHABLE`. */
export async function openImageSource(settings: EngineSettings, context: EngineContext): Promise<ImageSource> {
  const podman = await openPodman(settings, context)
  return 'engine' in podman ? engineImages('podman', podman.engine) : storageImages('podman', podman.storage)
}
