import { isObject } from '@veinmind/sdk'

/** How deep documents of a registry may nest; real ones have about six levels. */
const MAX_DEPTH = 64

/** JSON from outside; undefined when the bytes are not JSON, or nest deeper than anything real. */
export function parseJson(bytes: Uint8Array): unknown {
  if (depthOf(bytes) > MAX_DEPTH) return undefined
  try {
    // A byte order mark or bytes that are not UTF-8 would let two readers see two documents behind one digest.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    return undefined
  }
}

/** A JSON object from outside; undefined when the bytes are not one. */
export function parseJsonObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  return asObject(parseJson(bytes))
}

/** `value` as an object; undefined when it is something else. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isObject(value) ? value : undefined
}

/** `value` as text, when it is one. */
export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function depthOf(bytes: Uint8Array): number {
  let depth = 0
  let deepest = 0
  let inText = false
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]
    if (inText) {
      if (byte === 0x5c) i++
      else if (byte === 0x22) inText = false
    } else if (byte === 0x22) inText = true
    else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return deepest
}
