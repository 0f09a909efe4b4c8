import { option } from '@veinmind/sdk'
import { defineTarget } from '@veinmind/sdk/target'
import type { Discovered, Target, TargetContext } from '@veinmind/sdk/target'
import { discoverClusters, k8sTarget as objects } from '@veinmind/target-k8s'
import { registryTarget } from '@veinmind/target-registry'
import type { ImageFlags } from './image-flags-target.ts'

const registry = registryTarget.options

const OPTIONS: ImageFlags = {
  ...objects.options,
  images: option.boolean('scan the images that its workloads use too'),
  platform: registry.platform,
  'registry-ca-file': registry['ca-file'],
  'registry-insecure-skip-verify': registry['insecure-skip-verify'],
  'registry-plain-http': registry['plain-http'],
  'registry-allow-realm': registry['allow-realm'],
}

/** A cluster's objects, and with `--images` the images that it runs. */
export const k8sTarget: Target<ImageFlags> = defineTarget({
  ...objects,
  kinds: ['cluster', 'image'],
  examples: [...objects.examples, 'scan k8s --images --exclude-namespace kube-system'],
  options: OPTIONS,
  async *discover(targets: readonly string[], context: TargetContext<ImageFlags>): AsyncGenerator<Discovered> {
    for await (const found of discoverClusters(targets, context)) {
      if (!('cluster' in found)) {
        yield found
        continue
      }
      yield { entity: found.cluster }
      if (!context.options.images) continue
      const { discoverClusterImages } = await import('./k8s-images-target.ts')
      yield* discoverClusterImages(found, context)
    }
  },
})
