import type { Automaton } from './keyword-automaton.ts'

/** Steps of the lanes between two looks at what they found. */
export const BLOCK = 2048

/** Four runs of an automaton, one in each quarter of the bytes, and the ending states that they came to. */
export interface Lanes {
  readonly automaton: Automaton
  /** The state of each lane. */
  readonly at: Int32Array
  /** Room for what one block can find. */
  readonly ended: Int32Array
}

/** Lanes at their start. */
export function createLanes(automaton: Automaton): Lanes {
  return { automaton, at: new Int32Array(4), ended: new Int32Array(4 * BLOCK) }
}

// oxlint-disable typescript/no-non-null-assertion -- every index is in range, and this loop sees each byte of an image
/**
 * Takes the lanes from step `start` to step `stop` of their quarters; how many states of `ended` they came to.
 *
 * The loads of one lane wait for each other, those of four wait at the same time. A function of its own with nothing but
 * local variables, and with no call in its loop, is a third faster than the same loop inside the closure that uses it.
 */
export function stepLanes({ automaton, at, ended }: Lanes, bytes: Uint8Array, start: number, stop: number): number {
  const { rows, columns, firstEnd } = automaton
  const second = bytes.length >> 2
  const third = 2 * second
  const fourth = 3 * second
  let a = at[0]!
  let b = at[1]!
  let c = at[2]!
  let d = at[3]!
  let count = 0
  for (let i = start; i < stop; i++) {
    a = rows[a + columns[bytes[i]!]!]!
    b = rows[b + columns[bytes[second + i]!]!]!
    c = rows[c + columns[bytes[third + i]!]!]!
    d = rows[d + columns[bytes[fourth + i]!]!]!
    if (a >= firstEnd) ended[count++] = a
    if (b >= firstEnd) ended[count++] = b
    if (c >= firstEnd) ended[count++] = c
    if (d >= firstEnd) ended[count++] = d
  }
  at[0] = a
  at[1] = b
  at[2] = c
  at[3] = d
  return count
}
