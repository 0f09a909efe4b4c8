import { isObject } from '@veinmind/internal'
import type { JsonObject } from '@veinmind/sdk'
import { textOf } from '../languages/formats.ts'
import { UnreadableError } from '../languages/reading.ts'

/** Values of one document: bills of ten thousand packages have a tenth of it. */
const MAX_VALUES = 10_000_000
/** Real ones have about ten levels. */
const MAX_DEPTH = 200

/** The object that a document of JSON is. How deep it is and how many values it has is seen before it is made. */
export function parseBounded(bytes: Uint8Array): JsonObject {
  refuseTooMuch(bytes)
  let value: unknown
  try {
    value = JSON.parse(textOf(bytes))
  } catch {
    throw new UnreadableError('it is no valid JSON')
  }
  if (!isObject(value)) throw new UnreadableError('it is JSON, but no object')
  return value
}

function refuseTooMuch(bytes: Uint8Array): void {
  let depth = 0
  let values = 0
  let inText = false
  // `"`, `\\`, `[{`, `]}` and `,`
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === 0x22) inText = !inText
    else if (inText) at += byte === 0x5c ? 1 : 0
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1
      values += 1
      if (depth > MAX_DEPTH) throw new UnreadableError(`it is nested deeper than ${MAX_DEPTH}`)
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1
    else if (byte === 0x2c) values += 1
    if (values > MAX_VALUES) throw new UnreadableError(`it has more than ${MAX_VALUES} values`)
  }
}
