import type { LayerSource } from '@veinmind/image'
import { assembleTar } from './tar-split.ts'

/** A layer that is unpacked in `files`, as its tar. The engine has verified its diff id when it unpacked it. */
export function folderLayer(diffId: string, tarSplit: string, files: string): LayerSource {
  return {
    digest: diffId,
    diffId,
    size: 0,
    mediaType: 'application/vnd.oci.image.layer.v1.tar',
    trustedDiffId: true,
    open: async (options) => assembleTar(tarSplit, files, options),
  }
}
