import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let holders = 0

/**
 * Keeps the heap of this process small until the result is called: V8 else lets it grow by hundreds of MiB of what nobody holds
 * any more before it looks for that. Findings that lie on disk become such garbage each time they are read; looking for it
 * early costs a third more time with them. It is for the whole process: V8 knows no other way.
 */
export function keepHeapSmall(): () => void {
  let isHeld = true
  holders += 1
  if (holders === 1) {
    setFlagsFromString('--optimize-for-size')
    collectNow()
  }
  return () => {
    if (!isHeld) return
    isHeld = false
    holders -= 1
    if (holders === 0) setFlagsFromString('--no-optimize-for-size')
  }
}

/** How far the heap may grow is decided when it is collected: until the next time it would be what was decided before. */
function collectNow(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('globalThis.gc')
  setFlagsFromString('--no-expose-gc')
  if (typeof collect === 'function') collect()
}

/** Bytes for short-lived objects, of which one half is in use: from here on, more only take memory. */
const YOUNG = 16 * 1024 * 1024
let youngHolders = 0

/**
 * Keeps the part of the heap that is for short-lived objects as large as it is, until the result is called; undefined while that is small.
 * V8 doubles it each time that enough has outlived a collection, up to 128 MiB, and gives back none of it.
 */
export function keepYoungSmall(): (() => void) | undefined {
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')
  if (young === undefined || young.space_size < YOUNG) return undefined
  let isHeld = true
  youngHolders += 1
  if (youngHolders === 1) setFlagsFromString('--semi-space-growth-factor=1')
  return () => {
    if (!isHeld) return
    isHeld = false
    youngHolders -= 1
    if (youngHolders === 0) setFlagsFromString('--semi-space-growth-factor=2')
  }
}
