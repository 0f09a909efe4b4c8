import type { Writable } from 'node:stream'

/**
 * A writer for many callers: each waits until the stream takes more, or is gone, with one listener for all of them. What is written
 * in one turn goes to the system together.
 */
export function createWriter(output: Writable): (text: string) => Promise<void> | undefined {
  let draining: Promise<void> | undefined
  let isGathering = false
  const gather = () => {
    isGathering = true
    output.cork()
    process.nextTick(() => {
      isGathering = false
      output.uncork()
    })
  }
  return (text) => {
    if (output.destroyed || output.writableEnded) return undefined
    if (!isGathering) gather()
    if (output.write(text)) return undefined
    draining ??= new Promise<void>((resolve) => {
      const done = () => {
        for (const event of EVENTS) output.off(event, done)
        draining = undefined
        resolve()
      }
      for (const event of EVENTS) output.on(event, done)
    })
    return draining
  }
}

const EVENTS = ['drain', 'close', 'error']
