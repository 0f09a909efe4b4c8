import { isObject, parseJson } from '@veinmind/internal'

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
