import { setFlagsFromString } from 'node:v8'

let holders = 0

/**
 * Keeps the heap of this process small until the result is called: V8 else lets it grow by hundreds of MiB of what nobody holds
 * any more before it looks for that. Findings that lie on disk become such garbage each time they are read; looking for it
 * early costs a third more time with them. It is for the whole process: V8 knows no other way.
 */
export function keepHeapSmall(): () => void {
  let isHeld = true
  holders += 1
  if (holders === 1) setFlagsFromString('--optimize-for-size')
  return () => {
    if (!isHeld) return
    isHeld = false
    holders -= 1
    if (holders === 0) setFlagsFromString('--no-optimize-for-size')
  }
}
