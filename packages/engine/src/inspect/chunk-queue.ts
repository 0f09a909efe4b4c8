/** Chunks on their way from one who pushes to one who iterates. */
export interface ChunkQueue {
  push(chunk: Uint8Array): void
  /** There are no more. */
  end(): void
  /** The iterator throws after what was pushed. */
  fail(error: Error): void
  /** For one reader. */
  chunks(): AsyncIterable<Uint8Array>
}

/** A queue; `taken` is told of each chunk that its reader is done with, by size. */
export function createChunkQueue(taken: (bytes: number) => void): ChunkQueue {
  const waiting: Uint8Array[] = []
  let isEnded = false
  let failure: Error | undefined
  let wake: () => void = () => undefined

  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = waiting.shift()
      if (chunk) {
        yield chunk
        taken(chunk.length)
      } else if (failure) {
        throw failure
      } else if (isEnded) {
        return
      } else {
        await new Promise<void>((resolve) => (wake = resolve))
      }
    }
  }

  return {
    push(chunk) {
      waiting.push(chunk)
      wake()
    },
    end() {
      isEnded = true
      wake()
    },
    fail(error) {
      failure = error
      wake()
    },
    chunks,
  }
}
