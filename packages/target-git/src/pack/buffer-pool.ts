/** Smaller ones are left to the garbage collector, which is soon done with them. */
const LEAST = 1 << 15
const MOST_KEPT = 4

/**
 * Buffers that are used again: of a chain of deltas each object is needed for the next alone, and megabytes of them are made
 * faster than they are collected.
 */
export class BufferPool {
  readonly #free: Buffer[] = []
  /** What was made here, and is shared with nobody. */
  readonly #own = new WeakSet<ArrayBufferLike>()

  /** A buffer of `size` bytes, with whatever in it. */
  take(size: number): Buffer {
    if (size < LEAST) return Buffer.allocUnsafe(size)
    const at = this.#free.findIndex((each) => each.length >= size)
    if (at !== -1) return this.#free.splice(at, 1)[0]!.subarray(0, size)
    const made = Buffer.allocUnsafeSlow(size)
    this.#own.add(made.buffer)
    return made
  }

  /** Gives back a buffer that was taken; whoever calls this has the only use of it. Others are let be. */
  give({ buffer }: Buffer): void {
    if (!this.#own.has(buffer)) return
    this.#free.unshift(Buffer.from(buffer))
    this.#free.length = Math.min(this.#free.length, MOST_KEPT)
  }
}
