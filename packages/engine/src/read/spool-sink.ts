import type { TarSink } from '@veinmind/image'
import { toVeinmindError } from '@veinmind/sdk'
import type { Batcher } from './batcher.ts'
import type { Hasher } from './digests.ts'
import { BROKEN } from './memory-sink.ts'
import type { FileRequest } from './requests.ts'
import type { SpoolWriter, Spools } from './spools.ts'

/** What a sink on disk works with. */
export interface SpoolTools {
  readonly batcher: Pick<Batcher, 'addSpool'>
  readonly spools: Spools
  /** Gets each chunk before the sink does. */
  readonly hasher: Hasher | undefined
}

/** A sink that writes a file to disk for these. Where it cannot be written, that is the outcome of each, and the pass goes on. */
export function createSpoolSink(
  size: number,
  requests: readonly FileRequest[],
  { batcher, spools, hasher }: SpoolTools,
): Required<TarSink> {
  let writer: SpoolWriter | undefined
  let failure: string | undefined
  const attempt = (action: () => void): void => {
    try {
      if (failure === undefined) action()
    } catch (error) {
      failure = `it cannot be spooled: ${toVeinmindError(error).message}`
    }
  }
  const fail = (error: string): void => {
    for (const request of requests) request.settle({ error })
    void writer?.remove()
  }
  attempt(() => (writer = spools.create()))
  return {
    data: (chunk) => attempt(() => writer?.write(chunk)),
    end() {
      attempt(() => writer?.end())
      if (failure === undefined && writer) batcher.addSpool(writer, size, requests, hasher?.finish())
      else fail(failure ?? 'it cannot be spooled')
    },
    abort: () => fail(BROKEN),
  }
}
