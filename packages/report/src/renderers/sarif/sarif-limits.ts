import { gzipSync } from 'node:zlib'

/** GitHub takes so many results, of which it shows the first 5,000, … */
const MOST_RESULTS = 25_000
/** … so many rules, … */
const MOST_RULES = 25_000
/** … and 10 MB of gzip. Pieces that are packed one by one are larger than packed together. */
const MOST_BYTES = 9_500_000
/** Characters that are packed at once. */
const BLOCK = 1 << 20

/** What a SARIF file can hold; once something has no room, nothing that comes later has. */
export interface SarifRoom {
  /** Whether there is room for a result of this text, with its rule where that is new. */
  take(text: string): boolean
}

/** Keeps count of results, rules and bytes. */
export function createSarifRoom(rules: { readonly size: number }): SarifRoom {
  let results = 0
  let packed = 0
  let open: string[] = []
  let size = 0
  let isFull = false
  return {
    take(text) {
      if (isFull) return false
      open.push(text)
      size += text.length
      if (size >= BLOCK) {
        packed += gzipSync(open.join('\n')).length
        open = []
        size = 0
      }
      results += 1
      // What is not packed yet is taken to be as large as it can become.
      isFull = results > MOST_RESULTS || rules.size > MOST_RULES || packed + size > MOST_BYTES
      return !isFull
    },
  }
}
