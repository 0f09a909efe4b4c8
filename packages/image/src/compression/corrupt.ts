import { VeinmindError } from '@veinmind/sdk'

/** The error of a stream that cannot be decompressed. */
export function corrupt(why: string, cause?: unknown): VeinmindError {
  return new VeinmindError('IMAGE_LAYER_CORRUPT', `the layer cannot be decompressed: ${why}`, { cause })
}
