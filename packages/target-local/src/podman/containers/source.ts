import { engineContainers } from '../../docker/containers/source.ts'
import type { ContainerSource } from '../../shared/container-source.ts'
import type { EngineContext, EngineSettings } from '../../shared/engine-settings.ts'
import { storageContainers } from '../../storage/containers/source.ts'
import { openPodman } from '../client/open-podman.ts'
import { podmanOwner } from './podman-owner.ts'

/** The containers of podman, by its service or from its folder. Throws `LOCAL_ENGINE_UNREACHABLE`. */
export async function openContainerSource(settings: EngineSettings, context: EngineContext): Promise<ContainerSource> {
  const podman = await openPodman(settings, context)
  return 'engine' in podman
    ? engineContainers(podman.engine)
    : storageContainers(podman.storage, podmanOwner, context.host)
}
