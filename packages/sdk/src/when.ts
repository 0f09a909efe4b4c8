import { kib } from './sizes.ts'

/** A test of the first bytes of a file, made as the file passes: no file is read a second time for it. */
export interface When {
  /** How many bytes it looks at, at most 64 KiB; it gets fewer of a shorter file. */
  readonly bytes: number
  /** Cheap and pure; it depends on the bytes alone, and not on the name of the file. */
  test(head: Uint8Array): boolean
  /** Tests with the same id give the same answers; without one, only the same function does. */
  readonly id?: string
}

/** Bytes at the beginning of a file, or `at` a later place; a text is taken as Latin-1 (`\\x7fELF`). */
export type Magic = string | Uint8Array | { readonly at: number; readonly bytes: string | Uint8Array }

/** Most that a test may look at. */
const MAX_HEAD = kib(64)

/**
 * True for a file with one of these beginnings: `magic(['\\x7fELF', '#!', { at: 257, bytes: 'ustar' }])`. Throws `RangeError` where it
 * names none, an empty one, or one beyond the first 64 KiB.
 */
export function magic(beginnings: readonly Magic[]): When {
  const parts = beginnings.map(partOf)
  const bytes = Math.max(0, ...parts.map((part) => part.at + part.bytes.length))
  if (parts.length === 0 || parts.some((part) => part.bytes.length === 0)) throw new RangeError('no bytes to look for')
  if (bytes > MAX_HEAD) throw new RangeError(`bytes beyond the first ${MAX_HEAD} are looked for`)
  return {
    bytes,
    id: `magic ${parts.map((part) => `${part.at}:${part.bytes.toString('hex')}`).join(' ')}`,
    test: (head) => parts.some((part) => holds(head, part)),
  }
}

interface Part {
  readonly at: number
  readonly bytes: Buffer
}

function partOf(given: Magic): Part {
  const { at, bytes } = typeof given === 'string' || given instanceof Uint8Array ? { at: 0, bytes: given } : given
  return { at, bytes: typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes) }
}

function holds(head: Uint8Array, { at, bytes }: Part): boolean {
  if (head.length < at + bytes.length) return false
  for (let index = 0; index < bytes.length; index++) if (head[at + index] !== bytes[index]) return false
  return true
}
