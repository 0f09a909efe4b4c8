import { createHash } from 'node:crypto'
import type { FileValue, Inspector, InspectorContext, OptionSpecs, OptionValues, Plugin } from '@veinmind/sdk'
import { VeinmindError } from '@veinmind/sdk'

/** An inspector with the option values of a scan. */
export interface Slot {
  /** Its place in the scan's list. */
  readonly number: number
  readonly plugin: Plugin
  readonly inspector: Inspector
  readonly context: InspectorContext
  /** Names its records in a cache: equal when the same inspector would return the same. */
  readonly key: string
  /** In lower case; empty for an inspector without. */
  readonly keywords: readonly string[]
}

/** Raised when records are stored in another way, or files are offered to inspectors by other rules. */
const RECORD_FORMAT = 1
/** Together with the length of a keyword this bounds the memory of the search, whatever rule file a user gives. */
const MAX_KEYWORDS = 10_000
const KEYWORD = /^[\x20-\x7e]{3,64}$/

/**
 * The slots of a plugin; throws `ENGINE_KEYWORDS_INVALID` when what its inspectors ask for cannot be searched, and the
 * plugin's own error when its options are wrong.
 */
export function createSlots(plugin: Plugin, values: OptionValues<Plugin['options']>, firstNumber: number): readonly Slot[] {
  // Inspectors with the same options get the same object, so that what `perOptions` prepares is prepared once.
  const known = new Map<string, Readonly<Record<string, unknown>>>([[namesOf(plugin.options).join(), values]])
  return plugin.inspectors.map((inspector, index) => {
    const names = namesOf(inspector.options)
    const options = known.get(names.join()) ?? Object.freeze(Object.fromEntries(names.map((name) => [name, values[name]])))
    known.set(names.join(), options)
    const context = { options } as InspectorContext
    return {
      number: firstNumber + index,
      plugin,
      inspector,
      context,
      key: inspectorKey(plugin, inspector, options),
      keywords: keywordsOf(plugin, inspector, context),
    }
  })
}

const namesOf = (specs: OptionSpecs = {}): readonly string[] => Object.keys(specs).sort()

function inspectorKey(plugin: Plugin, inspector: Inspector, options: Readonly<Record<string, unknown>>): string {
  const contents = Object.keys(options).sort().map((name) => {
    const value = options[name]
    return [name, isFile(value) ? value.text : (value ?? null)]
  })
  const hash = createHash('sha256')
  for (const part of [RECORD_FORMAT, plugin.name, inspector.id, inspector.version, contents, inspector.data ?? []]) {
    const text = JSON.stringify(part)
    hash.update(`${text.length}:${text}`)
  }
  return hash.digest('hex')
}

function isFile(value: unknown): value is FileValue {
  return typeof value === 'object' && value !== null && 'text' in value
}

function keywordsOf(plugin: Plugin, inspector: Inspector, context: InspectorContext): readonly string[] {
  const { keywords = [] } = inspector
  const invalid = (what: string, cause?: unknown) =>
    new VeinmindError('ENGINE_KEYWORDS_INVALID', `plugin ${plugin.name}, inspector ${inspector.id}: ${what}`, { cause })
  let words: readonly string[]
  try {
    words = typeof keywords === 'function' ? keywords(context.options) : keywords
  } catch (error) {
    // What a plugin says of its options in its own words (a rule file of the user's that is wrong) stays as it is.
    if (error instanceof VeinmindError) throw error
    throw invalid(error instanceof Error ? error.message : String(error), error)
  }
  if (words.length > MAX_KEYWORDS) throw invalid(`more than ${MAX_KEYWORDS} keywords`)
  for (const word of words) {
    if (!KEYWORD.test(word)) throw invalid(`keyword ${JSON.stringify(word)} is not 3 to 64 printable ASCII characters`)
  }
  return [...new Set(words.map((word) => word.toLowerCase()))]
}
