import type { Automaton } from './keyword-automaton.ts'
import { BLOCK, createLanes, stepLanes } from './keyword-lanes.ts'

/** Finds which keywords a file holds, as its chunks pass; for one file after another. */
export interface KeywordSearch {
  /** Begins a file. */
  reset(): void
  /** The next bytes of the file. They are only looked at. */
  update(bytes: Uint8Array): void
  /** Numbers of the keywords found in the file so far, each once. */
  readonly found: readonly number[]
}

/** In shorter quarters four lanes cost more than they give. */
const MIN_LANE = 128

/**
 * A search with `automaton`. A file that begins as UTF-16 or UTF-32 does, with a byte order mark or with NUL bytes beside its first characters, is
 * searched with its NUL bytes left out, which leaves the ASCII of either byte order.
 */
export function createKeywordSearch(automaton: Automaton): KeywordSearch {
  const { columns, rows, firstEnd, shift, ends, overlap } = automaton
  /** For each ending state, the number of the last file that it was seen in. */
  const seen = new Uint32Array(ends.length)
  const lanes = createLanes(automaton)
  const found: number[] = []
  const isFound = new Set<number>()
  let file = 1
  let row = 0
  let position = 0
  let first = 0
  let isUtf16 = false
  let scratch: Uint8Array = new Uint8Array(0)

  function note(end: number): void {
    const state = (end - firstEnd) >> shift
    if (seen[state] === file) return
    seen[state] = file
    for (const keyword of ends[state] ?? []) {
      if (isFound.has(keyword)) continue
      isFound.add(keyword)
      found.push(keyword)
    }
  }

  // oxlint-disable typescript/no-non-null-assertion -- every index is in range, and these loops see each byte of an image
  function look(bytes: Uint8Array): void {
    const quarter = bytes.length >> 2
    const isLong = quarter >= MIN_LANE && quarter >= overlap
    if (isLong) lookInLanes(bytes, quarter)
    else lookAt(bytes, 0)
  }

  function lookAt(bytes: Uint8Array, from: number): void {
    let at = row
    for (let i = from; i < bytes.length; i++) {
      at = rows[at + columns[bytes[i]!]!]!
      if (at >= firstEnd) note(at)
    }
    row = at
  }

  function lookInLanes(bytes: Uint8Array, quarter: number): void {
    lanes.at[0] = row
    for (const lane of [1, 2, 3]) lanes.at[lane] = enter(bytes, lane * quarter)
    for (let start = 0; start < quarter; start += BLOCK) {
      const count = stepLanes(lanes, bytes, start, Math.min(quarter, start + BLOCK))
      for (let hit = 0; hit < count; hit++) note(lanes.ended[hit]!)
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

  function withoutNuls(bytes: Uint8Array): Uint8Array {
    if (scratch.length < bytes.length) scratch = new Uint8Array(bytes.length)
    let length = 0
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!
      if (byte !== 0) scratch[length++] = byte
    }
    return scratch.subarray(0, length)
  }
  // oxlint-enable typescript/no-non-null-assertion

  function checkByteOrderMark(bytes: Uint8Array): void {
    if (position === 0) first = bytes[0] ?? 0
    const second = bytes[1 - position]
    isUtf16 =
      (first === 0xff && second === 0xfe) ||
      (first === 0xfe && second === 0xff) ||
      (position === 0 && hasWideCharacters(bytes))
  }

  /** `x0x0`, `0x0x`, `x000`, `000x`, or UTF-32's mark `00FF`: a binary file that begins so may be told of keywords that it lacks, never the other way. */
  function hasWideCharacters(bytes: Uint8Array): boolean {
    const [a = 0, b = 0, c = 0, d = 0] = bytes
    if (bytes.length < 4) return false
    return (
      (a >= 9 && b === 0 && d === 0) ||
      (a === 0 && c === 0 && b + d > 0) ||
      (a === 0 && b === 0 && (d >= 9 || c === 0xfe))
    )
  }

  return {
    found,
    reset() {
      file = (file + 1) >>> 0
      if (file === 0) {
        seen.fill(0)
        file = 1
      }
      row = 0
      position = 0
      isUtf16 = false
      found.length = 0
      isFound.clear()
    },
    update(bytes) {
      if (bytes.length === 0) return
      if (position < 2) checkByteOrderMark(bytes)
      position += bytes.length
      look(isUtf16 ? withoutNuls(bytes) : bytes)
    },
  }
}
