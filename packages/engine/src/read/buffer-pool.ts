import { mib } from '@veinmind/sdk'
import type { Backpressure } from './backpressure.ts'
import { createBackpressure } from './backpressure.ts'

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
const BUDGET = mib(16)
/** Bytes of unused buffers that are kept: an unused one that is not kept takes its space until both threads have collected it. */
const KEEP = mib(16)
const UNIT = mib(1)

/**
 * Buffers are shared with the workers, not transferred: when a worker dies, the files that it had not come to are still
 * here. Used again, they cost no page faults, and do not wait for the collectors of two threads.
 */
export function createBufferPool(): BufferPool {
  const pressure = createBackpressure(BUDGET)
  const free: SharedArrayBuffer[] = []
  let kept = 0
  return {
    pressure,
    take(size) {
      const needed = Math.max(1, Math.ceil(size / UNIT)) * UNIT
      const [block] = free.filter(({ byteLength }) => byteLength >= needed).sort((a, b) => a.byteLength - b.byteLength)
      if (block === undefined) return new SharedArrayBuffer(needed)
      free.splice(free.indexOf(block), 1)
      kept -= block.byteLength
      return block
    },
    give(block) {
      free.push(block)
      kept += block.byteLength
      while (kept > KEEP) kept -= free.shift()?.byteLength ?? 0
    },
  }
}
