import { compress } from './compress.ts'
import { layerOfTar } from './layer.ts'
import type { LayerSpec } from './layer.ts'
import { writeHeader } from './tar-header.ts'

const MEMBER = 16 * 1024 * 1024

/**
 * A layer of a few megabytes that unpacks to one file of `gibibytes` GiB of zeros: gzip members one after the other. Its diff
 * id is not the right one, since a reader that gets as far as to check it has already lost.
 */
export function bombLayer(gibibytes: number): LayerSpec {
  const size = gibibytes * 1024 ** 3
  const header = writeHeader({ name: 'bomb', size, mode: 0o644 })
  const zeros = compress(Buffer.alloc(MEMBER), 'gzip')
  const members = Array.from({ length: Math.ceil(size / MEMBER) }, () => zeros)
  return layerOfTar(header, { stored: Buffer.concat([compress(header, 'gzip'), ...members]) })
}
