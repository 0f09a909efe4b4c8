import type { Automaton } from './keyword-automaton.ts'

/** Finds which keywords a file holds, as its chunks pass; for one file after another. */
export interface KeywordSearch {
  /** Begins a file. */
  reset(): void
  /** The next bytes of the file. They are only looked at. */
  update(bytes: Uint8Array): void
  /** Numbers of the keywords found in the file so far, each once. */
  readonly found: readonly number[]
}

/** Below this length the second lane costs more than it gives. */
const TWO_LANES = 256

/**
 * A search with `automaton`. A file that begins with a byte order mark of UTF-16 is searched with its NUL bytes left out,
 * which leaves the ASCII of either byte order.
 */
export function createKeywordSearch(automaton: Automaton): KeywordSearch {
  const { columns, rows, firstEnd, shift, ends, overlap } = automaton
  /** For each ending state, the number of the last file that it was seen in. */
  const seen = new Uint32Array(ends.length)
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

  // The loads of one lane wait for each other; two lanes, one in each half, wait at the same time. The second begins
  // early enough to know every keyword that reaches over the middle.
  // oxlint-disable typescript/no-non-null-assertion -- every index is in range, and this loop sees each byte of an image
  function look(bytes: Uint8Array): void {
    const length = bytes.length
    let low = row
    let next = 0
    if (length >= TWO_LANES && length >= 4 * overlap) {
      const middle = length >> 1
      let high = 0
      for (let i = middle - overlap; i < middle; i++) high = rows[high + columns[bytes[i]!]!]!
      for (let i = 0, j = middle; i < middle; i++, j++) {
        low = rows[low + columns[bytes[i]!]!]!
        high = rows[high + columns[bytes[j]!]!]!
        if (low >= firstEnd) note(low)
        if (high >= firstEnd) note(high)
      }
      low = high
      next = 2 * middle
    }
    for (; next < length; next++) {
      low = rows[low + columns[bytes[next]!]!]!
      if (low >= firstEnd) note(low)
    }
    row = low
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
    isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
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
