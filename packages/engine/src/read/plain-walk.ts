import type { Automaton } from './keyword-automaton.ts'
import { BLOCK, createLanes, stepLanes } from './keyword-lanes.ts'

/** Takes an automaton through one file after another. */
export interface Walk {
  /** Begins a file. */
  reset(): void
  /** The next bytes of the file. They are only looked at. */
  look(bytes: Uint8Array): void
}

/** Makes walks of one automaton: `note` is told of each state that ends keywords, by its place in `ends`, at least once a file. */
export type WalkMaker = (note: (state: number) => void) => Walk

/** In shorter quarters four lanes cost more than they give. */
const MIN_LANE = 128

/** Walks in JavaScript: where there is no WebAssembly, and what that is compared with. */
export function createPlainWalks(automaton: Automaton): WalkMaker {
  const { columns, rows, firstEnd, shift, ends, overlap } = automaton
  return (note) => {
    /** For each ending state, the number of the last file that it was seen in. */
    const seen = new Uint32Array(ends.length)
    const lanes = createLanes(automaton)
    let file = 1
    let row = 0

    function noteRow(end: number): void {
      const state = (end - firstEnd) >> shift
      if (seen[state] === file) return
      seen[state] = file
      note(state)
    }

    // oxlint-disable typescript/no-non-null-assertion -- every index is in range, and these loops see each byte of an image
    function lookAt(bytes: Uint8Array, from: number): void {
      let at = row
      for (let i = from; i < bytes.length; i++) {
        at = rows[at + columns[bytes[i]!]!]!
        if (at >= firstEnd) noteRow(at)
      }
      row = at
    }

    function lookInLanes(bytes: Uint8Array, quarter: number): void {
      lanes.at[0] = row
      for (const lane of [1, 2, 3]) lanes.at[lane] = enter(bytes, lane * quarter)
      for (let start = 0; start < quarter; start += BLOCK) {
        const count = stepLanes(lanes, bytes, start, Math.min(quarter, start + BLOCK))
        for (let hit = 0; hit < count; hit++) noteRow(lanes.ended[hit]!)
      }
      row = lanes.at[3]!
      lookAt(bytes, 4 * quarter)
    }

    /** The state at `place` as far as keywords are concerned that reach over it. */
    function enter(bytes: Uint8Array, place: number): number {
      let at = 0
      for (let i = place - overlap; i < place; i++) at = rows[at + columns[bytes[i]!]!]!
      return at
    }
    // oxlint-enable typescript/no-non-null-assertion

    return {
      reset() {
        file = (file + 1) >>> 0
        if (file === 0) {
          seen.fill(0)
          file = 1
        }
        row = 0
      },
      look(bytes) {
        const quarter = bytes.length >> 2
        const isLong = quarter >= MIN_LANE && quarter >= overlap
        if (isLong) lookInLanes(bytes, quarter)
        else lookAt(bytes, 0)
      },
    }
  }
}
