import type { Stretch } from '@veinmind/internal/text'
import { decodings } from './base64-tokens.ts'
import { canonical, withoutMarks } from './canonical.ts'
import type { Canonical } from './canonical.ts'
import { createPieces } from './secret-pieces.ts'
import type { Pieces } from './secret-pieces.ts'
import { createValueList } from './value-list.ts'
import type { ValueList } from './value-list.ts'

/** Finds secrets in texts. */
export interface SecretMatcher {
  /** The stretches of `text` that secrets cover, in order; those that overlap are one. */
  find(text: string): Stretch[]
}

/** The shortest secret that a matcher takes. */
export const SHORTEST = 4

/** Shorter secrets are found in one piece only: their characters may meet by chance over spaces and quotes. */
const SPLITTABLE = 12
/** A Secret of Kubernetes holds Docker's configuration in base64, and that the password. */
const MOST_DECODED = 2

/**
 * A matcher of many secrets in one pass, however they are written (see `canonical`), in base64 too. The hash of four characters
 * at each position is looked up in a table; only where it is there are the secrets that begin so compared, so thousands of
 * secrets cost about as much as one. Of long random tokens pieces are found as well, wherever somebody has cut them.
 */
export function createSecretMatcher(secrets: Iterable<string>): SecretMatcher {
  const { list, spread, pieces } = readSecrets(secrets)
  if (list.length === 0) return { find: () => [] }
  const { table, mask } = createTable([...list.beginnings, ...pieces.beginnings])

  function search(written: string, depth: number): Stretch[] {
    const found: Stretch[] = []
    const plain = canonical(written)
    const { text } = plain
    const add = (start: number, end: number): void =>
      void found.push({ start: plain.start(start), end: plain.end(end - 1) })
    const canBe = (value: string, position: number): boolean =>
      value.length >= SPLITTABLE ||
      spread.has(value) ||
      !isSpread(written.slice(plain.start(position), plain.end(position + value.length - 1)))
    let hash = 0
    let covered = 0
    for (let next = 0; next < text.length; next++) {
      hash = addToHash(hash, text.charCodeAt(next)) & mask
      const position = next + 1 - SHORTEST
      if (table[hash] === 0 || position < 0) continue
      const length = list.longestAt(text, position, canBe)
      if (length > 0) add(position, position + length)
      // What goes on behind a piece has a block of its own there.
      if (next < covered) continue
      for (const piece of pieces.at(text, position)) {
        covered = Math.max(covered, piece.end)
        add(piece.start, piece.end)
      }
    }
    if (depth < MOST_DECODED) for (const stretch of inBase64(plain, depth + 1)) add(stretch.start, stretch.end)
    return found.length < 2 ? found : joinOverlapping(found)
  }

  function* inBase64({ text }: Canonical, depth: number): Generator<Stretch> {
    for (const { decoded, place } of decodings(text)) for (const stretch of search(decoded, depth)) yield place(stretch)
  }

  return { find: (text) => search(text, 0) }
}

/** What is looked for of secrets; `spread`: those values that may be spread over spaces and quotes. */
function readSecrets(secrets: Iterable<string>): {
  readonly list: ValueList
  readonly spread: ReadonlySet<string>
  readonly pieces: Pieces
} {
  const values = new Set<string>()
  const spread = new Set<string>()
  const pieces = createPieces()
  for (const secret of secrets) {
    // A secret may hold an escape itself, `%41`. The canonical text has `A` for it where it stands as it is, and `%41` where it was
    // escaped once more.
    for (const text of [canonical(secret).text, withoutMarks(secret)]) {
      if (text.length < SHORTEST) continue
      values.add(text)
      if (isSpread(secret)) spread.add(text)
    }
    pieces.add(secret)
  }
  return { list: createValueList(values), spread, pieces }
}

/** Where the hashes of these beginnings are: large enough that most characters of a text need no second look. */
function createTable(beginnings: readonly string[]): { readonly table: Uint8Array; readonly mask: number } {
  const mask = beginnings.length < 1_000 ? 0xffff : 0xfffff
  const table = new Uint8Array(mask + 1)
  for (const start of beginnings) table[hashOf(start, mask)] = 1
  return { table, mask }
}

/** White space or quotes between what is written. */
function isSpread(text: string): boolean {
  return /\S["'`\s]+\S/.test(text.replace(/\\+["'`nrt]/g, ''))
}

/** In order of their starts, those that overlap as one; those that only touch stay two. */
function joinOverlapping(stretches: readonly Stretch[]): Stretch[] {
  const joined: { start: number; end: number }[] = []
  for (const { start, end } of [...stretches].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1)
    if (last && start < last.end) last.end = Math.max(last.end, end)
    else joined.push({ start, end })
  }
  return joined
}

function hashOf(block: string, mask: number): number {
  let hash = 0
  for (let index = 0; index < SHORTEST; index++) hash = addToHash(hash, block.charCodeAt(index)) & mask
  return hash
}

/** The hash of the last four characters: with sixteen or twenty bits, those before are shifted out of it. */
function addToHash(hash: number, character: number): number {
  return (hash << 5) ^ character
}
