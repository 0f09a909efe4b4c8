/** Finds which of many texts stand in bytes, in one pass that looks at four bytes at a time. */
export interface LiteralSearch {
  /** The number of each text that was found, with where it first stands. */
  find(bytes: Uint8Array): ReadonlyMap<number, number>
}

/** Texts are at least so long: shorter ones would be found everywhere. */
export const MIN_LITERAL = 4

/** Four bytes of a text; all of them are looked up where bytes are looked at in steps of `MOST_STEP` or fewer. */
interface Piece {
  /** As a number, with letters in lower case. */
  readonly value: number
  readonly literal: number
  /** Where in the text it stands. */
  readonly offset: number
}

/** Wider steps take more pieces of each text, which are then met more often. */
const MOST_STEP = 4
const SLOTS = 1 << 16
/** Sets the bit that letters of either case differ in. Of other bytes, too: what is found so is compared byte by byte. */
const LOWER_CASE = 0x20202020

/** A search for `literals`, one character a byte. Letters are the same in either case, unless `exact`. */
export function createLiteralSearch(
  literals: readonly string[],
  { exact = false }: { readonly exact?: boolean } = {},
): LiteralSearch {
  const fold = exact ? SAME : LOWER
  const patterns = literals.map((literal) => Buffer.from(literal, 'latin1').map((byte) => fold[byte] ?? byte))
  const short = literals.find((literal) => literal.length < MIN_LITERAL)
  if (short !== undefined) throw new RangeError(`${JSON.stringify(short)} is shorter than ${MIN_LITERAL} characters`)
  const step = Math.min(MOST_STEP, ...patterns.map(({ length }) => length - MIN_LITERAL + 1))
  const mask = exact ? 0 : LOWER_CASE
  const pieces = patterns.flatMap((pattern, literal) =>
    Array.from({ length: step }, (_none, offset): Piece => ({ value: read(pattern, offset) | mask, literal, offset })),
  )
  const isUsed = new Uint8Array(SLOTS)
  for (const { value } of pieces) isUsed[slotOf(value)] = 1
  // The first place of two is the one whose piece stands deeper in the text.
  const known = Map.groupBy(
    pieces.toSorted((a, b) => b.offset - a.offset),
    ({ value }) => value,
  )

  return {
    find(bytes) {
      const found = new Map<number, number>()
      if (patterns.length === 0) return found
      const last = bytes.length - MIN_LITERAL
      for (let at = 0; at <= last; at += step) {
        const value = read(bytes, at) | mask
        if (isUsed[slotOf(value)] === 0) continue
        for (const { literal, offset } of known.get(value) ?? [])
          if (!found.has(literal) && standsAt(bytes, at - offset, patterns[literal], fold))
            found.set(literal, at - offset)
      }
      return found
    },
  }
}

const SAME = Uint8Array.from({ length: 256 }, (_, byte) => byte)
const LOWER = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte))

// oxlint-disable typescript/no-non-null-assertion -- every index is in range, and these see each byte of a file
function read(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
}
// oxlint-enable typescript/no-non-null-assertion

/** A place of a table for a number, from its upper bits once they are mixed. */
function slotOf(value: number): number {
  return Math.imul(value, 0x9e_37_79_b1) >>> 16
}

function standsAt(bytes: Uint8Array, start: number, pattern: Uint8Array | undefined, fold: Uint8Array): boolean {
  if (pattern === undefined || start < 0 || start + pattern.length > bytes.length) return false
  for (let at = 0; at < pattern.length; at++) if (fold[bytes[start + at] ?? 0] !== pattern[at]) return false
  return true
}
