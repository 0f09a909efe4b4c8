/** A value of a large JSON document: its key where it stands in an object, and its text. */
export interface JsonPart {
  readonly key: string | undefined
  readonly text: string
}

/** No record of any source is near it. */
const MAX_PART = 64 * 2 ** 20

const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * The members of a JSON object or array one by one, so that only one of them is in memory; `inside` names a member of the object whose own
 * members are meant instead. Throws for what is no JSON.
 */
export async function* splitJson(chunks: AsyncIterable<Uint8Array>, inside?: string): AsyncGenerator<JsonPart> {
  let depth = 0
  /** How deep the containers are whose members are given. */
  let level = 1
  let isInString = false
  let isEscaped = false
  let parts: Buffer[] = []
  let length = 0
  let hasContent = false

  for await (const given of chunks) {
    const chunk = Buffer.from(given.buffer, given.byteOffset, given.length)
    let start = 0
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number
      if (isInString) {
        if (isEscaped) isEscaped = false
        else if (byte === BACKSLASH) isEscaped = true
        else if (byte === QUOTE) isInString = false
        continue
      }
      if (byte === QUOTE) {
        isInString = true
        hasContent = true
      } else if (byte === 0x7b || byte === 0x5b) {
        if (depth + 1 === level) start = at + 1
        else if (inside !== undefined && depth === 1 && level === 1 && keyOf(peek(chunk, start, at)) === inside) {
          take(chunk, at, at)
          level = 2
          start = at + 1
        } else hasContent = true
        depth += 1
      } else if (byte === 0x7d || byte === 0x5d) {
        depth -= 1
        if (depth < 0) throw new SyntaxError('a bracket closes that was not opened')
        if (depth === level - 1) {
          const text = take(chunk, start, at)
          if (hasContent && text.trim() !== '') yield partOf(text)
          hasContent = false
          level = 1
          start = at + 1
        }
      } else if (byte === 0x2c && depth === level) {
        const text = take(chunk, start, at)
        if (hasContent) yield partOf(text)
        hasContent = false
        start = at + 1
      } else if (byte > 0x20 && depth === level) hasContent = true
    }
    // What stands outside of the containers is not kept.
    if (depth < level && level === 1) continue
    length += chunk.length - start
    if (length > MAX_PART) throw new RangeError(`a record has more than ${MAX_PART} bytes`)
    parts.push(Buffer.from(chunk.subarray(start)))
  }
  if (depth > 0 || isInString) throw new SyntaxError('the document breaks off')

  function peek(chunk: Buffer, start: number, end: number): string {
    return Buffer.concat([...parts, chunk.subarray(start, end)]).toString()
  }

  function take(chunk: Buffer, start: number, end: number): string {
    parts.push(chunk.subarray(start, end))
    const text = parts.length === 1 ? (parts[0] as Buffer).toString() : Buffer.concat(parts).toString()
    parts = []
    length = 0
    return text
  }
}

const KEY = /^\s*("(?:[^"\\]|\\.)*")\s*:/s

/** The key of a member whose text begins so. */
function keyOf(text: string): string | undefined {
  const [, key] = KEY.exec(text) ?? []
  return key === undefined ? undefined : (JSON.parse(key) as string)
}

function partOf(text: string): JsonPart {
  const key = keyOf(text)
  if (key === undefined) return { key, text }
  return { key, text: text.slice((KEY.exec(text)?.[0] ?? '').length) }
}
