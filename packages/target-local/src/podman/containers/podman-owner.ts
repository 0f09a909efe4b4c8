import type { StorageOwner } from '../../storage/containers/owner.ts'
import { isOfPod } from '../../storage/containers/owner.ts'
import { readPodmanFacts } from './facts.ts'

/** Podman as one of those who make containers in a storage: what it knows of all of them is in one database. */
export const podmanOwner: StorageOwner = {
  name: 'podman',
  owns: (metadata) => !isOfPod(metadata),
  namesOf: () => [],
  async openFacts(storage) {
    const facts = await readPodmanFacts(storage)
    return async ({ id }) => (typeof facts === 'string' ? facts : (facts.get(id) ?? 'podman has no record of it'))
  },
}
