import { kib } from '@veinmind/sdk'

/** Gathers small pieces into chunks worth passing on. */
export interface BlockBuffer {
  /** Adds bytes; yields the chunks that became full. */
  write(bytes: Uint8Array): Generator<Uint8Array>
  /** Adds so many bytes, which `read` puts at the beginning of what it is given: any number of them each time, at least one. */
  fill(size: number, read: (target: Uint8Array) => number): Generator<Uint8Array>
  /** What is left, if anything; the buffer starts anew. */
  take(): Uint8Array | undefined
}

const SIZE = kib(512)

/** An empty buffer. With `reuse` a chunk is valid until the buffer is used again; else it is the taker's own. */
export function createBlockBuffer({ reuse = false }: { readonly reuse?: boolean } = {}): BlockBuffer {
  let buffer = Buffer.allocUnsafe(SIZE)
  let length = 0

  const take = (): Uint8Array | undefined => {
    if (length === 0) return undefined
    const chunk = buffer.subarray(0, length)
    if (!reuse) buffer = Buffer.allocUnsafe(SIZE)
    length = 0
    return chunk
  }
  function* fill(size: number, read: (target: Uint8Array) => number): Generator<Uint8Array> {
    for (let left = size; left > 0;) {
      const bytes = read(buffer.subarray(length, Math.min(SIZE, length + left)))
      length += bytes
      left -= bytes
      const chunk = length === SIZE ? take() : undefined
      if (chunk !== undefined) yield chunk
    }
  }
  return {
    take,
    fill,
    write(bytes) {
      let rest = bytes
      return fill(bytes.length, (target) => {
        target.set(rest.subarray(0, target.length))
        rest = rest.subarray(target.length)
        return target.length
      })
    },
  }
}
