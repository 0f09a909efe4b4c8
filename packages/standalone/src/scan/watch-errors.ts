import { toVeinmindError } from '@veinmind/sdk'
import type { VeinmindError } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'

/** Hands on what a target finds, and tells of the errors in it and of the one that ends it. */
export async function* watchErrors(
  found: AsyncIterable<Discovered>,
  onError: (error: VeinmindError) => void,
): AsyncGenerator<Discovered> {
  try {
    for await (const thing of found) {
      if ('error' in thing) onError(thing.error)
      yield thing
    }
  } catch (error) {
    onError(toVeinmindError(error))
    throw error
  }
}
