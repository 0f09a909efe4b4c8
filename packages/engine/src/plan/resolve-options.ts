import type { FileValue, OptionSpec, OptionSpecs, OptionValues } from '@veinmind/sdk'
import { suggest } from '@veinmind/internal'
import { usageError } from '@veinmind/sdk'
import { readFiles, readText } from './option-files.ts'

/**
 * The values of `specs` from what a user gave: texts of a command line or values of a YAML file are converted, files are
 * read, and defaults fill the rest. Option names are the keys of `specs`.
 *
 * Throws `ENGINE_OPTION_UNKNOWN` (with a suggestion), `ENGINE_OPTION_INVALID` and `ENGINE_OPTION_FILE`.
 */
export async function resolveOptions<S extends OptionSpecs>(
  specs: S,
  given: Readonly<Record<string, unknown>> = {},
): Promise<OptionValues<S>> {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(specs, name)) continue
    const nearest = suggest(name, Object.keys(specs))
    throw usageError('ENGINE_OPTION_UNKNOWN', `there is no option ${JSON.stringify(name)}`, {
      hint: nearest === undefined ? `known: ${Object.keys(specs).join(', ') || 'none'}` : `did you mean ${nearest}?`,
    })
  }
  const values: Record<string, unknown> = {}
  for (const [name, spec] of Object.entries(specs)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    values[name] = value === undefined ? spec.default : await convert(name, spec, value)
  }
  return Object.freeze(values) as OptionValues<S>
}

async function convert(name: string, spec: OptionSpec, value: unknown): Promise<unknown> {
  const converted = await CONVERTERS[spec.type](value, spec)
  if (converted !== undefined) return converted
  const expected = spec.type === 'choice' ? `one of ${spec.choices?.join(', ')}` : EXPECTED[spec.type]
  throw usageError('ENGINE_OPTION_INVALID', `option ${name} is ${JSON.stringify(value)}, and must be ${expected}`)
}

const EXPECTED: Readonly<Record<OptionSpec['type'], string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  list: 'a list of texts',
  choice: 'a word',
  file: 'the path of a file',
  files: 'the path of a file or a folder',
}

type Converter = (value: unknown, spec: OptionSpec) => unknown

/** Each gives the value, or undefined for one that cannot be converted. */
const CONVERTERS: Readonly<Record<OptionSpec['type'], Converter>> = {
  string: (value) => toText(value),
  number: (value) => toNumber(value),
  boolean: (value) =>
    typeof value === 'boolean' ? value : value === 'true' ? true : value === 'false' ? false : undefined,
  list: (value) => toList(value),
  choice: (value, { choices = [] }) => choices.find((choice) => choice === value),
  file: (value) => (isFileValue(value) ? value : typeof value === 'string' ? readText(value) : undefined),
  files: (value, { extensions = [] }) => {
    if (Array.isArray(value) && value.every(isFileValue)) return value
    return typeof value === 'string' ? readFiles(value, extensions) : undefined
  },
}

function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

function toNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

function toList(value: unknown): readonly string[] | undefined {
  const texts: (string | undefined)[] = (Array.isArray(value) ? value : [value]).map(toText)
  if (texts.includes(undefined)) return undefined
  return texts.flatMap((text) =>
    (text ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
}

function isFileValue(value: unknown): value is FileValue {
  if (typeof value !== 'object' || value === null || !('path' in value) || !('text' in value)) return false
  return typeof value.path === 'string' && typeof value.text === 'string'
}
