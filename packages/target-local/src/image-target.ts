import { defineTarget, VeinmindError } from '@veinmind/sdk'
import type { Discovered, Target } from '@veinmind/sdk'
import { discoverArchives, isArchivePath } from './archives.ts'

/** Images on this machine. */
export const imageTarget: Target = defineTarget({
  name: 'image',
  description: 'images of this machine: an OCI layout folder, a docker or OCI archive',
  kinds: ['image'],
  usage: 'path',
  examples: ['scan image ./app.tar', 'scan image ./oci-layout'],
  async *discover(targets, { signal }): AsyncGenerator<Discovered> {
    for (const target of targets) {
      signal.throwIfAborted()
      if (await isArchivePath(target)) yield* discoverArchives(target, signal)
      else yield { target, error: notFound(target) }
    }
  },
})

function notFound(target: string): VeinmindError {
  return new VeinmindError('LOCAL_IMAGE_NOT_FOUND', `no file or folder ${target}`, {
    hint: 'name an OCI layout folder or an archive made by docker save',
  })
}
