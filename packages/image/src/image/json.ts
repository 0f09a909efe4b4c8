import { isObject, readJson } from '@veinmind/internal'
import { mib, VeinmindError } from '@veinmind/sdk'
import type { Json, JsonObject } from '@veinmind/sdk'

/** Larger than any honest manifest or configuration; registries take no more. */
export const MAX_JSON: number = mib(4)

/** The JSON object in bytes from outside; throws `IMAGE_JSON_INVALID`, also when it is too large or nested too deep. */
export function parseJsonObject(what: string, bytes: Uint8Array): JsonObject {
  if (bytes.length > MAX_JSON) throw invalidJson(what, `it has more than ${MAX_JSON} bytes`)
  const read = readJson(bytes)
  if ('wrong' in read) throw invalidJson(what, read.wrong, read.cause)
  if (!isObject(read.value)) throw invalidJson(what, 'it is no JSON object')
  return read.value
}

/**
 * A member of an object by its name. As Go's encoding/json, with which container engines read: case does not matter, so
 * `env` hides nothing that they would run with, and of several the last counts.
 */
export function member(object: JsonObject, name: string): Json | undefined {
  const wanted = name.toLowerCase()
  let value: Json | undefined
  for (const key of Object.keys(object)) if (key === name || key.toLowerCase() === wanted) value = object[key]
  return value
}

/** The member as an object; empty when it is none. */
export function objectMember(object: JsonObject, name: string): JsonObject {
  const value = member(object, name)
  return isObject(value) ? value : {}
}

/** The member as a text; `''` when it is none. */
export function textMember(object: JsonObject, name: string): string {
  const value = member(object, name)
  return typeof value === 'string' ? value : ''
}

/** The member as a list; empty when it is none. */
export function listMember(object: JsonObject, name: string): readonly Json[] {
  const value = member(object, name)
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

/** The texts of a list; a single text is a list of one, as Docker reads commands. */
export function textsMember(object: JsonObject, name: string): readonly string[] {
  const value = member(object, name)
  if (typeof value === 'string') return [value]
  return listMember(object, name).filter((item) => typeof item === 'string')
}

function invalidJson(what: string, why: string, cause?: unknown): VeinmindError {
  return new VeinmindError('IMAGE_JSON_INVALID', `${what} cannot be read: ${why}`, { cause })
}
