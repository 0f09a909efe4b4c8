import { readFile, stat } from 'node:fs/promises'
import { suggest } from '@veinmind/internal'
import { mib, usageError } from '@veinmind/sdk'
import type { VeinmindError } from '@veinmind/sdk'
import type { FlagGroup } from './flag-group.ts'

/**
 * The flags of a configuration file, by full name. The file says flags by their names, a plugin's in a mapping of its
 * name: `fail-on: high`, `sensitive: { rules-file: extra.yaml }`.
 */
export async function readConfig(
  path: string,
  groups: readonly FlagGroup[],
): Promise<Readonly<Record<string, unknown>>> {
  const document: unknown = await parseYaml(path, await readText(path))
  if (document === null || document === undefined) return {}
  if (!isMapping(document)) throw wrong(path, 'it is not a mapping of flags')
  const types = new Map(
    groups.flatMap(({ specs, prefix = '' }) => Object.entries(specs).map(([name, spec]) => [prefix + name, spec.type])),
  )
  const flags: Record<string, unknown> = {}
  for (const [name, value] of flatten(document, groups)) {
    const type = types.get(name)
    if (type === undefined || name === 'config') throw unknownKey(path, name, types.keys())
    if (!fits(type, value)) throw wrong(path, `${name}: ${JSON.stringify(value)} is not of type ${type}`)
    flags[name] = type === 'boolean' || Array.isArray(value) ? value : String(value)
  }
  return flags
}

function flatten(document: Readonly<Record<string, unknown>>, groups: readonly FlagGroup[]): [string, unknown][] {
  return Object.entries(document).flatMap(([name, value]) => {
    const isPlugin = groups.some(({ prefix }) => prefix === `${name}.`)
    if (!isPlugin || !isMapping(value)) return [[name, value]]
    return Object.entries(value).map(([option, inner]): [string, unknown] => [`${name}.${option}`, inner])
  })
}

function fits(type: string, value: unknown): boolean {
  if (type === 'boolean') return typeof value === 'boolean'
  if (type === 'list' && Array.isArray(value))
    return value.every((item) => typeof item === 'string' || typeof item === 'number')
  return typeof value === 'string' || typeof value === 'number'
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > mib(1)) throw new Error('it is larger than 1 MiB')
    return await readFile(path, 'utf8')
  } catch (error) {
    throw usageError('CONFIG_UNREADABLE', `cannot read ${path}: ${message(error)}`, { cause: error })
  }
}

async function parseYaml(path: string, text: string): Promise<unknown> {
  // Loaded here: most runs have no configuration file, and `--help` is to be quick.
  const { parse } = await import('yaml')
  try {
    return parse(text, { maxAliasCount: 20 })
  } catch (error) {
    throw usageError('CONFIG_INVALID', `${path} is not YAML: ${message(error)}`, { cause: error })
  }
}

function unknownKey(path: string, name: string, known: Iterable<string>): VeinmindError {
  const near = suggest(name, known)
  return usageError('CONFIG_INVALID', `${path}: unknown key ${name}`, near ? { hint: `did you mean ${near}?` } : {})
}

function wrong(path: string, what: string): VeinmindError {
  return usageError('CONFIG_INVALID', `${path}: ${what}`, { hint: 'keys are the names of flags, see --help' })
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
