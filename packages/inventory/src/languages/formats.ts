import { FAILSAFE_SCHEMA, load } from 'js-yaml'
import { parse } from 'smol-toml'
import { asObject, isObject } from '@veinmind/internal'
import type { Json, JsonObject } from '@veinmind/sdk'
import { UnreadableError } from './reading.ts'

/** The text of a file: UTF-8, or UTF-16 with its mark; a mark is taken away. */
export function textOf(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}

/** The object that a file of JSON is. */
export function jsonOf(bytes: Uint8Array): JsonObject {
  return objectOf('JSON', () => JSON.parse(textOf(bytes)))
}

/** The object that a file of YAML is. All of its words are texts: `1.10` is no number; and nothing is merged, which could be made to go on for ever. */
export function yamlOf(bytes: Uint8Array): JsonObject {
  return objectOf('YAML', () => load(textOf(bytes), { schema: FAILSAFE_SCHEMA }))
}

/** The object that a file of TOML is. */
export function tomlOf(bytes: Uint8Array): JsonObject {
  return objectOf('TOML', () => parse(textOf(bytes)))
}

function objectOf(format: string, read: () => unknown): JsonObject {
  let value: unknown
  try {
    value = read()
  } catch {
    throw new UnreadableError(`it is no valid ${format}`)
  }
  if (!isObject(value)) throw new UnreadableError(`it is ${format}, but no object`)
  return value
}

/** The list, or none. */
export function asList(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : []
}

/** The members of an object with the object of each. */
export function membersOf(value: unknown): readonly (readonly [name: string, value: JsonObject])[] {
  return Object.entries(asObject(value)).map(([name, member]) => [name, asObject(member)] as const)
}

/** The text, or none. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
