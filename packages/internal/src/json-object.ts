import type { JsonObject } from '@veinmind/sdk'

/** Whether a value is a JSON object: no list, no null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value where it is an object, else an empty one: what a document says wrongly is as if it were not there. */
export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}
