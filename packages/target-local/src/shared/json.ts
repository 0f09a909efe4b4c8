import { parseJson as parse } from '@veinmind/internal'
import type { Json } from '@veinmind/sdk'

/** The value as a text; `''` when it is none. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The value as a list; an empty one when it is none. */
export function asList(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

/** The texts of a list; none when it is no list. */
export function asTexts(value: unknown): readonly string[] {
  return asList(value).filter((item) => typeof item === 'string')
}

/** The value as a whole number that is not negative; undefined when it is none. */
export function asCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/** The JSON in a text or in bytes; undefined when it is none. */
export function parseJson(value: unknown): unknown {
  return typeof value === 'string' || value instanceof Uint8Array ? parse(value) : undefined
}
