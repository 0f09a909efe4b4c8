import type { Stretch } from '@veinmind/internal/text'

/** Finds pieces of long random tokens: of a third of their length, twelve characters at most. */
export interface Pieces {
  add(secret: string): void
  /** The four characters that pieces are looked for by. */
  readonly beginnings: Iterable<string>
  /** The pieces that have the four characters at a position. */
  at(text: string, position: number): readonly Stretch[]
}

/** A piece of seven or more has one of the blocks that stand at every fourth character. */
const BLOCK = 4
const LONGEST_PIECE = 12
const LONG_TOKENS = /[A-Za-z0-9+/=_-]{24,}/g
/** Blocks that so many tokens have are those of a format. */
const COMMON = 16
/** Of more secrets than these are of, pieces are no longer looked for. */
const MOST_BLOCKS = 100_000

interface Block {
  readonly token: string
  readonly offset: number
}

/** No pieces yet. */
export function createPieces(): Pieces {
  const blocks = new Map<string, Block[]>()
  return {
    add(secret) {
      for (const [token] of secret.matchAll(LONG_TOKENS)) {
        if (blocks.size > MOST_BLOCKS || !isRandom(token)) continue
        for (let offset = 0; offset + BLOCK <= token.length; offset += BLOCK) {
          const block = token.slice(offset, offset + BLOCK)
          const list = blocks.get(block) ?? []
          blocks.set(block, list)
          if (list.length < COMMON && list.at(-1)?.token !== token) list.push({ token, offset })
        }
      }
    },
    get beginnings() {
      return blocks.keys()
    },
    at(text, position) {
      return (blocks.get(text.slice(position, position + BLOCK)) ?? []).flatMap(
        (block) => pieceAt(block, text, position) ?? [],
      )
    },
  }
}

/** The piece of a token around a block of it, if it is long enough to give something away. */
function pieceAt({ token, offset }: Block, text: string, position: number): Stretch | undefined {
  let start = 0
  while (
    start < offset &&
    start < position &&
    token.charCodeAt(offset - start - 1) === text.charCodeAt(position - start - 1)
  )
    start++
  let end = BLOCK
  while (
    offset + end < token.length &&
    position + end < text.length &&
    token.charCodeAt(offset + end) === text.charCodeAt(position + end)
  )
    end++
  return start + end >= Math.min(LONGEST_PIECE, Math.floor(token.length / 3))
    ? { start: position - start, end: position + end }
    : undefined
}

/** Whether a token looks drawn by chance: its letters and digits change their kind more often than words and numbers do. */
function isRandom(token: string): boolean {
  let changes = 0
  let last = 0
  for (let index = 0; index < token.length; index++) {
    const kind = kindOf(token.charCodeAt(index))
    if (kind !== 0 && last !== 0 && kind !== last) changes++
    last = kind
  }
  return changes >= token.length / 8
}

function kindOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return 1
  if (code >= 0x41 && code <= 0x5a) return 2
  return code >= 0x61 && code <= 0x7a ? 3 : 0
}
