import { defineTarget } from '@veinmind/sdk'
import type { Discovered, Target } from '@veinmind/sdk'
import { discoverArchives, isArchivePath } from '@veinmind/target-local'
import { registryTarget } from '@veinmind/target-registry'

/** Images by whatever leads to them: an OCI layout folder, an archive, else a reference to a registry. */
export const imageTarget: Target = defineTarget({
  name: 'image',
  description: 'images by what leads to them: an OCI layout folder, a docker or OCI archive, or a registry reference',
  kinds: ['image'],
  usage: 'path|reference',
  examples: ['veinmind scan image ./app.tar', 'veinmind scan image ./oci-layout', 'veinmind scan image nginx:1.27'],
  options: registryTarget.options,
  async *discover(targets, context): AsyncGenerator<Discovered> {
    for (const target of targets) {
      context.signal.throwIfAborted()
      if (await isArchivePath(target)) yield* discoverArchives(target, context.signal)
      else yield* registryTarget.discover([target], context)
    }
  },
})
