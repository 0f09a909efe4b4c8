import { takesFastWays } from '@veinmind/internal'
import type { Automaton } from './keyword-automaton.ts'
import type { WalkMaker } from './plain-walk.ts'
import { createPlainWalks } from './plain-walk.ts'
import { createWasmWalks } from './wasm-walk.ts'

/** Finds which keywords a file holds, as its chunks pass; for one file after another. */
export interface KeywordSearch {
  /** Begins a file. */
  reset(): void
  /** The next bytes of the file. They are only looked at. */
  update(bytes: Uint8Array): void
  /** Numbers of the keywords found in the file so far, each once. */
  readonly found: readonly number[]
}

/** How a search walks: by default in WebAssembly where that is to be had. */
export interface SearchOptions {
  readonly wasm?: boolean
}

/** Makes searches with `automaton`, which share its tables. */
export function createKeywordSearches(
  automaton: Automaton,
  { wasm = takesFastWays() }: SearchOptions = {},
): () => KeywordSearch {
  const walks = (wasm ? createWasmWalks(automaton) : undefined) ?? createPlainWalks(automaton)
  const { ends } = automaton
  return () => createKeywordSearch(walks, ends)
}

/**
 * A file that begins as UTF-16 or UTF-32 does, with a byte order mark or with NUL bytes beside its first characters, is
 * searched with its NUL bytes left out, which leaves the ASCII of either byte order.
 */
function createKeywordSearch(walks: WalkMaker, ends: Automaton['ends']): KeywordSearch {
  const found: number[] = []
  const isFound = new Set<number>()
  let position = 0
  let first = 0
  let isUtf16 = false
  let scratch: Uint8Array = new Uint8Array(0)

  const walk = walks((state) => {
    for (const keyword of ends[state] ?? []) {
      if (isFound.has(keyword)) continue
      isFound.add(keyword)
      found.push(keyword)
    }
  })

  // oxlint-disable typescript/no-non-null-assertion -- every index is in range, and this loop may see each byte of an image
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
      walk.reset()
      position = 0
      isUtf16 = false
      found.length = 0
      isFound.clear()
    },
    update(bytes) {
      if (bytes.length === 0) return
      if (position < 2) checkByteOrderMark(bytes)
      position += bytes.length
      walk.look(isUtf16 ? withoutNuls(bytes) : bytes)
    },
  }
}
