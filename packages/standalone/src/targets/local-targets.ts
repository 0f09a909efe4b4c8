import { usageError } from '@veinmind/sdk'
import { defineTarget } from '@veinmind/sdk/target'
import type { EntityKind } from '@veinmind/sdk'
import type { Target } from '@veinmind/sdk/target'

/** Where a stand-alone plugin finds what it scans, by kind of entity. Adding one is one line. */
export const LOCAL_TARGETS: Readonly<Record<EntityKind, () => Promise<Target>>> = {
  image: async () => (await import('./image-target.ts')).imageTarget,
  container: async () => (await import('./container-target.ts')).containerTarget,
  iac: async () => (await import('@veinmind/target-local')).iacTarget,
  cluster: async () => CLUSTER,
  host: async () => (await import('@veinmind/target-local')).hostTarget,
  sbom: async () => (await import('@veinmind/target-sbom')).sbomTarget,
}

/** A plugin reaches no cluster by itself: a host has to hand one over. */
const CLUSTER = defineTarget({
  name: 'cluster',
  description: 'Scans a Kubernetes cluster that a host hands over (--host).',
  kinds: ['cluster'],
  usage: 'cluster',
  examples: [],
  // oxlint-disable-next-line require-yield -- there is nothing that it could find
  async *discover() {
    throw usageError('HOST_MODE_UNSUPPORTED', 'a plugin reaches no cluster by itself', {
      hint: 'run it in veinmind scan k8s',
    })
  },
})
