import type { ContainerSource } from '../../shared/container-source.ts'
import type { EngineContext, EngineSettings } from '../../shared/engine-settings.ts'
import { storageContainers } from '../../storage/containers/source.ts'
import { openStorage } from '../../storage/open-storage.ts'
import { crioOwner } from './crio-owner.ts'

/** The containers that CRI-O has made in its storage. Throws `LOCAL_ENGINE_UNREACHABLE`. */
export async function openContainerSource(settings: EngineSettings, { host }: EngineContext): Promise<ContainerSource> {
  return storageContainers(await openStorage(settings, host), crioOwner, host)
}
