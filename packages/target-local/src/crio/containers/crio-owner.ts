import { join } from 'node:path'
import type { JsonObject } from '@veinmind/sdk'
import { asText } from '../../shared/json.ts'
import type { StorageOwner } from '../../storage/containers/owner.ts'
import { isOfPod } from '../../storage/containers/owner.ts'
import { readCrioFacts } from './facts.ts'

/** CRI-O as one of those who make containers in a storage: it has a folder for each of them. */
export const crioOwner: StorageOwner = {
  name: 'cri-o',
  owns: isOfPod,
  namesOf,
  async openFacts({ folder, driver }) {
    const folders = join(folder, `${driver}-containers`)
    return ({ id, metadata }) => readCrioFacts(folders, id, metadata)
  },
}

/** What Kubernetes calls a container. That of the pod itself has CRI-O's name alone, which the storage has. */
function namesOf(metadata: JsonObject): readonly string[] {
  return metadata['pod'] === true ? [] : [asText(metadata['metadata-name'])].filter((name) => name !== '')
}
