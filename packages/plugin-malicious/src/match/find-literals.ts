/** Finds which of many texts stand in bytes, in one pass (Wu and Manber, "A fast algorithm for multi-pattern searching", 1994). */
export interface LiteralSearch {
  /** The number of each text that was found, with where it first stands. */
  find(bytes: Uint8Array): ReadonlyMap<number, number>
}

/** Texts are at least so long: shorter ones would be found everywhere. */
export const MIN_LITERAL = 4

/** A search for `literals`, one character a byte. Letters are the same in either case, unless `exact`. */
export function createLiteralSearch(
  literals: readonly string[],
  { exact = false }: { readonly exact?: boolean } = {},
): LiteralSearch {
  const fold = exact ? SAME : LOWER
  const patterns = literals.map((literal) => Buffer.from(literal, 'latin1').map((byte) => fold[byte] ?? byte))
  const short = literals.find((literal) => literal.length < MIN_LITERAL)
  if (short !== undefined) throw new RangeError(`${JSON.stringify(short)} is shorter than ${MIN_LITERAL} characters`)
  const window = Math.min(255, ...patterns.map(({ length }) => length))
  const { shifts, buckets } = buildTables(patterns, window, exact)

  return {
    find(bytes) {
      const found = new Map<number, number>()
      if (patterns.length === 0) return found
      for (let end = window - 1; end < bytes.length;) {
        const block = ((bytes[end - 1] ?? 0) << 8) | (bytes[end] ?? 0)
        const shift = shifts[block] ?? 1
        if (shift > 0) {
          end += shift
          continue
        }
        const start = end - window + 1
        for (const number of buckets.get(block) ?? [])
          if (!found.has(number) && standsAt(bytes, start, patterns[number], fold)) found.set(number, start)
        end += 1
      }
      return found
    },
  }
}

const SAME = Uint8Array.from({ length: 256 }, (_, byte) => byte)
const LOWER = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte))

/** How far the window may go on when it ends with these two bytes, and which patterns it may hold where it must stop. */
function buildTables(
  patterns: readonly Uint8Array[],
  window: number,
  exact: boolean,
): { readonly shifts: Uint8Array; readonly buckets: ReadonlyMap<number, readonly number[]> } {
  const shifts = new Uint8Array(65_536).fill(Math.max(1, window - 1))
  const buckets = new Map<number, number[]>()
  for (const [number, pattern] of patterns.entries()) {
    for (let at = 1; at < window; at++) {
      const shift = window - 1 - at
      for (const block of blocksOf(pattern[at - 1] ?? 0, pattern[at] ?? 0, exact)) {
        if (shift < (shifts[block] ?? 0)) shifts[block] = shift
        if (shift === 0) buckets.set(block, [...(buckets.get(block) ?? []), number])
      }
    }
  }
  return { shifts, buckets }
}

/** The pair in every case. */
function blocksOf(first: number, second: number, exact: boolean): Iterable<number> {
  const cases = (byte: number): readonly number[] =>
    !exact && byte >= 0x61 && byte <= 0x7a ? [byte, byte - 0x20] : [byte]
  return new Set(cases(first).flatMap((one) => cases(second).map((two) => (one << 8) | two)))
}

function standsAt(bytes: Uint8Array, start: number, pattern: Uint8Array | undefined, fold: Uint8Array): boolean {
  if (pattern === undefined || start + pattern.length > bytes.length) return false
  for (let at = 0; at < pattern.length; at++) if (fold[bytes[start + at] ?? 0] !== pattern[at]) return false
  return true
}
