import { fstatSync, readSync } from 'node:fs'

/** The descriptor that a host writes the contents of files to, as they are. */
export const CONTENTS_FD = 4

/** Contents of files, in the order of the tasks. */
export interface Contents {
  /** The next so many bytes, valid until the next are taken. Throws when the host has gone. */
  take(length: number): Uint8Array
}

/** Milliseconds between two attempts to read from a descriptor that does not block. */
const NAP = 1

/**
 * Reads what a host writes; undefined where there is no such descriptor. Reading blocks: the bytes are on their way when a task says how
 * many they are, and events for each piece of them would take longer.
 */
export function openContents(): Contents | undefined {
  try {
    if (!fstatSync(CONTENTS_FD).isSocket()) return undefined
  } catch {
    return undefined
  }
  // Used for one file after another: a buffer for each would stay resident until garbage is collected.
  let scratch = new Uint8Array(1 << 20)
  return {
    take(length) {
      if (scratch.length < length) scratch = new Uint8Array(Math.max(length, 2 * scratch.length))
      for (let at = 0; at < length;) at += readSome(scratch, at, length - at)
      return scratch.subarray(0, length)
    },
  }
}

function readSome(into: Uint8Array, at: number, length: number): number {
  for (;;) {
    try {
      const count = readSync(CONTENTS_FD, into, at, length, null)
      if (count === 0) throw new Error('the host has closed the contents')
      return count
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, NAP)
    }
  }
}
