import { VeinmindError } from '@veinmind/sdk'

/** One top-level object of a stream, or what stood where one should have. */
export type Piece =
  | { readonly text: string }
  /** `head`: the first bytes of what was dropped, to tell which request it was. */
  | { readonly error: VeinmindError; readonly head: string }

const HEAD = 4096
const OPEN = 0x7b
const CLOSE = 0x7d
const QUOTE = 0x22
const BACKSLASH = 0x5c
const LINE_FEED = 0x0a

/**
 * Cuts a stream of bytes into JSON objects, however they are split, glued or spaced (Go's encoder ends each with a line
 * feed, Python's writes nothing between them). An object longer than `max` bytes and bytes that start none become an error
 * piece, and the next object is read as if nothing had happened. A line feed inside a string, which JSON does not allow, ends
 * what went wrong before it. Memory: one object at most.
 */
export function createJsonSplitter(max: number): (chunk: Uint8Array) => readonly Piece[] {
  let parts: Uint8Array[] = []
  let length = 0
  let depth = 0
  let inString = false
  let escaped = false
  let isJunk = false

  const keep = (bytes: Uint8Array) => {
    if (bytes.length === 0) return
    const room = length <= max ? bytes : bytes.subarray(0, Math.max(0, HEAD - length))
    if (room.length > 0) parts.push(Buffer.from(room))
    length += bytes.length
    // A copy, since a part of a buffer would keep the whole of it.
    if (length > max && parts.length > 1) parts = [Buffer.from(Buffer.concat(firstOf(parts)).subarray(0, HEAD))]
  }
  const take = (): Piece => {
    const text = Buffer.concat(parts).toString('utf8')
    const isTooLong = length > max
    const wasJunk = isJunk
    parts = []
    length = 0
    isJunk = false
    if (wasJunk)
      return { error: new VeinmindError('WIRE_NOT_JSON', 'bytes that are no JSON object'), head: text.slice(0, HEAD) }
    if (!isTooLong) return { text }
    const error = new VeinmindError('WIRE_TOO_LONG', `a message is longer than ${max} bytes`)
    return { error, head: text.slice(0, HEAD) }
  }

  return (chunk) => {
    const pieces: Piece[] = []
    // Most of what is long stands in strings (base64), and is passed over by searches that are native code.
    const nextInString = createSearch(chunk, [QUOTE, BACKSLASH, LINE_FEED])
    let start = 0
    for (let at = 0; at < chunk.length; at++) {
      if (inString && !escaped) at = nextInString(at)
      const byte = chunk[at]
      if (depth === 0) {
        if (byte === OPEN) {
          if (isJunk) {
            keep(chunk.subarray(start, at))
            pieces.push(take())
          }
          start = at
          depth = 1
        } else if (!isJunk && !isSpace(byte)) {
          isJunk = true
          start = at
        } else if (!isJunk) start = at + 1
      } else if (inString) {
        if (byte === LINE_FEED) {
          isJunk = true
          inString = false
          escaped = false
          depth = 0
          keep(chunk.subarray(start, at + 1))
          pieces.push(take())
          start = at + 1
        } else if (escaped) escaped = false
        else if (byte === BACKSLASH) escaped = true
        else if (byte === QUOTE) inString = false
      } else if (byte === QUOTE) inString = true
      else if (byte === OPEN) depth += 1
      else if (byte === CLOSE && --depth === 0) {
        keep(chunk.subarray(start, at + 1))
        pieces.push(take())
        start = at + 1
      }
    }
    keep(chunk.subarray(start))
    return pieces
  }
}

/** Finds the first of these bytes from a position on, which only grows; the length of the chunk where there is none. */
function createSearch(chunk: Uint8Array, bytes: readonly number[]): (from: number) => number {
  const found = bytes.map(() => -1)
  return (from) => {
    let nearest = chunk.length
    for (const [index, byte] of bytes.entries()) {
      let at = found[index] ?? -1
      if (at < from) {
        at = chunk.indexOf(byte, from)
        if (at < 0) at = chunk.length
        found[index] = at
      }
      nearest = Math.min(nearest, at)
    }
    return nearest
  }
}

/** The first parts, up to the size of a head. */
function firstOf(parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const first: Uint8Array[] = []
  for (let at = 0, size = 0; at < parts.length && size < HEAD; at++) {
    const part = parts[at]?.subarray(0, HEAD) ?? new Uint8Array()
    first.push(part)
    size += part.length
  }
  return first
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
