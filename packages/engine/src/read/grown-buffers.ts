import type { BufferPool } from './buffer-pool.ts'

/** Buffers in which files that come in chunks are gathered, and which may go to a worker as they are. */
export interface GrownBuffers {
  /** A larger buffer with the first `used` bytes of `buffer`. */
  grow(buffer: Buffer | undefined, used: number, size: number): Buffer
  /** Takes back a buffer of `grow` that has been read; one that is lent comes back when that is over. */
  release(buffer: Buffer): void
  /** The first `length` bytes in a buffer for a worker: that of `grow` which they are in, or a copy. */
  lend(content: Uint8Array, length: number): SharedArrayBuffer
  /** Takes back what a worker has read. */
  takeBack(bytes: SharedArrayBuffer): void
}

/** None are there yet. */
export function createGrownBuffers(pool: BufferPool): GrownBuffers {
  const grown = new WeakSet<SharedArrayBuffer>()
  const lent = new Set<SharedArrayBuffer>()

  function release({ buffer }: Buffer): void {
    if (buffer instanceof SharedArrayBuffer && !lent.has(buffer)) pool.give(buffer)
  }

  return {
    grow(buffer, used, size) {
      const shared = pool.take(size)
      grown.add(shared)
      const larger = Buffer.from(shared)
      if (buffer) {
        larger.set(buffer.subarray(0, used))
        release(buffer)
      }
      return larger
    },
    release,
    lend(content, length) {
      const { buffer, byteOffset } = content
      // Lent once: a body that is wanted under a second name is copied for that.
      if (buffer instanceof SharedArrayBuffer && byteOffset === 0 && grown.has(buffer) && !lent.has(buffer)) {
        lent.add(buffer)
        return buffer
      }
      const bytes = pool.take(length)
      new Uint8Array(bytes).set(content.subarray(0, length))
      return bytes
    },
    takeBack(bytes) {
      lent.delete(bytes)
      pool.give(bytes)
    },
  }
}
