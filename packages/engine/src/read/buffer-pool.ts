import { mib } from '@veinmind/sdk'
import type { Backpressure } from '../inspect/backpressure.ts'
import { createBackpressure } from '../inspect/backpressure.ts'

/** Buffers that files are gathered in on their way to the workers, used again and again. */
export interface BufferPool {
  /** A buffer of at least `size` bytes, with old content in it. */
  take(size: number): SharedArrayBuffer
  give(block: SharedArrayBuffer): void
  /**
   * Bytes of what is on its way to inspectors; whoever reads waits for it. Files that are still being gathered do not
   * count: two readers that hold such files would wait for each other.
   */
  readonly pressure: Backpressure
}

/** Bytes of files that may be under way in a scan. */
const BUDGET = mib(8)
/**
 * Bytes of unused buffers that are kept: those of two layers that are read at a time, and of what is under way. One that is not kept takes
 * its space until both threads have collected it, so that few are let go.
 */
const KEEP = mib(48)
const UNIT = mib(1)

/**
 * Buffers are shared with the workers, not transferred: when a worker dies, the files that it had not come to are still
 * here. Used again, they cost no page faults, and do not wait for the collectors of two threads. Their sizes are powers of two, so that
 * what one file has left serves most others.
 */
export function createBufferPool(): BufferPool {
  const pressure = createBackpressure(BUDGET)
  /** The smallest first. */
  const free: SharedArrayBuffer[] = []
  let kept = 0
  return {
    pressure,
    take(size) {
      const needed = UNIT * 2 ** Math.ceil(Math.log2(Math.max(1, size / UNIT)))
      const place = free.findIndex(({ byteLength }) => byteLength >= needed)
      const [block] = place === -1 ? [] : free.splice(place, 1)
      // Of a new one, the parts that nothing was written to take no memory.
      if (block === undefined) return new SharedArrayBuffer(needed)
      kept -= block.byteLength
      return block
    },
    give(block) {
      const place = free.findIndex(({ byteLength }) => byteLength > block.byteLength)
      free.splice(place === -1 ? free.length : place, 0, block)
      kept += block.byteLength
      while (kept > KEEP) kept -= free.pop()?.byteLength ?? 0
    },
  }
}
