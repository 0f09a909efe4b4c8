import { defineTarget } from '@veinmind/sdk/target'
import type { OptionValues } from '@veinmind/sdk'
import type { Discovered, Target } from '@veinmind/sdk/target'
import { discoverLocalImages, imageOptions } from '@veinmind/target-local'
import type { ImageFlags } from '@veinmind/target-local'
import { registryTarget } from '@veinmind/target-registry'
import { withAttached } from '@veinmind/target-sbom'
import { withBase } from './with-base.ts'

/** Images by whatever leads to them: a path, an engine of this machine, else a reference to a registry. */
const plainTarget: Target = defineTarget({
  name: 'image',
  description: 'images by what leads to them: an archive, an OCI layout folder, docker, containerd, podman, a registry',
  kinds: ['image'],
  usage: '[path|image|reference]',
  examples: [
    'scan image ./app.tar',
    'scan image nginx:1.27',
    'scan image --from docker',
    'scan image containerd:k8s.io/nginx',
  ],
  options: { ...imageOptions, ...registryTarget.options },
  discover(targets, context): AsyncIterable<Discovered> {
    const options = context.options as OptionValues<ImageFlags>
    // Together: references to one image are one, a password is read once, and is for one host.
    return discoverLocalImages(targets, {
      ...context,
      options,
      fallback: (references) => registryTarget.discover(references, context),
    })
  },
})

/** With what is attached to them in registries, and which of their layers are their base's. */
export const imageTarget: Target = withBase(withAttached(plainTarget))
