import { mib } from '@veinmind/sdk'

/** Bytes that may be on their way to an inspector before the next are held back. */
const WINDOW = mib(4)

/** Counts bytes under way, and lets wait until they are few. */
export interface Backpressure {
  readonly level: number
  readonly isClosed: boolean
  add(bytes: number): void
  subtract(bytes: number): void
  /** Undefined when no wait is needed. */
  wait(): Promise<void> | undefined
  /** Ends every wait. */
  close(): void
}

/** Nothing is under way. A wait ends when no more than `window` bytes are under way. */
export function createBackpressure(window: number = WINDOW): Backpressure {
  let level = 0
  let isClosed = false
  let waiting: (() => void)[] = []
  const isLow = (): boolean => isClosed || level <= window
  const wake = (): void => {
    if (!isLow()) return
    const woken = waiting
    waiting = []
    for (const resolve of woken) resolve()
  }
  return {
    get level() {
      return level
    },
    get isClosed() {
      return isClosed
    },
    add(bytes) {
      level += bytes
    },
    subtract(bytes) {
      level -= bytes
      wake()
    },
    wait: () => (isLow() ? undefined : new Promise((resolve) => waiting.push(resolve))),
    close() {
      isClosed = true
      wake()
    },
  }
}
