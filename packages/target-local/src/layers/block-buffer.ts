import { kib } from '@veinmind/sdk'

/** Gathers small pieces into chunks worth passing on. */
export interface BlockBuffer {
  /** Free room at the end, at least one byte. */
  readonly room: Uint8Array
  /** Says that so many bytes of `room` were filled. */
  filled(bytes: number): void
  readonly isFull: boolean
  /** What was gathered, if anything; the buffer starts anew. */
  take(): Uint8Array | undefined
}

const SIZE = kib(512)

/** An empty buffer. Chunks that were taken are the taker's own. */
export function createBlockBuffer(): BlockBuffer {
  let buffer = Buffer.allocUnsafe(SIZE)
  let length = 0
  return {
    get room() {
      return buffer.subarray(length)
    },
    filled: (bytes) => void (length += bytes),
    get isFull() {
      return length === SIZE
    },
    take() {
      if (length === 0) return undefined
      const chunk = buffer.subarray(0, length)
      buffer = Buffer.allocUnsafe(SIZE)
      length = 0
      return chunk
    },
  }
}
