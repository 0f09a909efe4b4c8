import type { Json } from '@veinmind/sdk'

/** How deep documents of outside may nest; real ones have about six levels, and deep values break whoever walks them. */
const MAX_DEPTH = 64

/** The JSON in bytes from outside, or why they are not taken for JSON. */
export type JsonRead = { readonly value: Json } | { readonly wrong: string; readonly cause?: unknown }

/**
 * JSON from outside. No byte order mark is skipped and no byte that is not UTF-8 is replaced: two readers would see two documents
 * behind one digest. How large it may be is for whoever reads the bytes.
 */
export function readJson(given: Uint8Array | string): JsonRead {
  if (isTooDeep(given)) return { wrong: `it is nested deeper than ${MAX_DEPTH}` }
  try {
    const text =
      typeof given === 'string' ? given : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(given)
    return { value: JSON.parse(text) as Json }
  } catch (cause) {
    return { wrong: 'it is no JSON', cause }
  }
}

/** JSON from outside; undefined when it is none. See `readJson`. */
export function parseJson(given: Uint8Array | string): Json | undefined {
  const read = readJson(given)
  return 'value' in read ? read.value : undefined
}

/** Seen before parsing. Half of a surrogate is no sign of JSON, so the units of a text do as well as bytes. */
function isTooDeep(given: Uint8Array | string): boolean {
  let depth = 0
  let inText = false
  // `"`, `\\`, `[{` and `]}`
  for (let at = 0; at < given.length; at += 1) {
    const unit = typeof given === 'string' ? given.charCodeAt(at) : (given[at] ?? 0)
    if (unit === 0x22) inText = !inText
    else if (inText) at += unit === 0x5c ? 1 : 0
    else if (unit === 0x5b || unit === 0x7b) depth += 1
    else if (unit === 0x5d || unit === 0x7d) depth -= 1
    if (depth > MAX_DEPTH) return true
  }
  return false
}
