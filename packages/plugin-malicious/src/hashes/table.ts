import type { DigestName } from '@veinmind/sdk'

/** Characters of each digest in hexadecimal. */
export const LENGTHS: Readonly<Record<number, DigestName>> = { 32: 'md5', 40: 'sha1', 64: 'sha256' }

/**
 * Where in the lists a digest may stand: eight bytes a slot, in open addressing. What is kept of a digest are 32 bits and its place, so a
 * hit is compared with the list itself.
 */
export interface DigestTable {
  readonly count: number
  /** A digest by 32 of its bits, and the place of its line, below 2^32 - 1. */
  add(mark: number, place: number): void
  /** Places at which the digest may stand. */
  placesOf(mark: number): Iterable<number>
}

/** A table with room for `expected` entries, which grows where there are more. */
export function createDigestTable(expected: number): DigestTable {
  let size = 2 ** Math.max(10, Math.ceil(Math.log2((expected * 4) / 3 + 1)))
  let marks = new Uint32Array(size)
  let places = new Uint32Array(size)
  let count = 0

  function put(mark: number, stored: number): void {
    let slot = mark & (size - 1)
    while (places[slot] !== 0) slot = (slot + 1) & (size - 1)
    marks[slot] = mark
    places[slot] = stored
  }

  function grow(): void {
    const [oldMarks, oldPlaces] = [marks, places]
    size *= 2
    marks = new Uint32Array(size)
    places = new Uint32Array(size)
    for (const [slot, stored] of oldPlaces.entries()) if (stored !== 0) put(oldMarks[slot] ?? 0, stored)
  }

  return {
    get count() {
      return count
    },
    add(mark, place) {
      if (count * 4 >= size * 3) grow()
      // 0 is an empty slot.
      put(mark, place + 1)
      count += 1
    },
    *placesOf(mark) {
      for (let slot = mark & (size - 1); places[slot] !== 0; slot = (slot + 1) & (size - 1))
        if (marks[slot] === mark) yield (places[slot] ?? 0) - 1
    },
  }
}

/** The number that eight hexadecimal characters are; undefined where one is none. */
export function hexAt(bytes: Uint8Array, at: number): number | undefined {
  let value = 0
  for (let index = at; index < at + 8; index++) {
    const digit = DIGITS[bytes[index] ?? 0] ?? 255
    if (digit === 255) return undefined
    value = (value * 16 + digit) >>> 0
  }
  return value
}

export const DIGITS: Uint8Array = Uint8Array.from({ length: 256 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16)
  return Number.isNaN(digit) ? 255 : digit
})
