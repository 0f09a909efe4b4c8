import { createHash } from 'node:crypto'
import type {
  Fact,
  FileValue,
  Inspector,
  InspectorContext,
  OptionSpecs,
  OptionValues,
  Plugin,
  RemoteInspectors,
} from '@veinmind/sdk'
import { VeinmindError } from '@veinmind/sdk'

/** Whose inspector it is: a plugin's, or that of a package whose inspectors plugins share. */
export interface InspectorOwner {
  readonly name: string
  /** What a worker imports; inspectors of an owner without one run in the process. */
  readonly module?: string
  /** The other process that it runs in. */
  readonly remote?: RemoteInspectors
}

/** An inspector with the option values of a scan. Plugins that share it have the same one. */
export interface ActiveInspector {
  /** Its place in the scan's list. */
  readonly number: number
  readonly owner: InspectorOwner
  readonly definition: Inspector
  /** What `wants` and `inspect` get. With the plugin's state, where it runs in the main thread: from when that is prepared. */
  context: InspectorContext
  /** Equal for the same inspector with the same options and data. */
  readonly key: string
  /** Names its records in a cache; undefined for records that are not kept. What `cacheKey` says is in it when that was asked. */
  cacheKey: string | undefined
  /** In lower case; empty for an inspector that names none. */
  readonly keywords: readonly string[]
}

/** Raised when records are stored in another way, or files are offered to inspectors by other rules. */
const RECORD_FORMAT = 3
/** Together with the length of a keyword this bounds the memory of the search, whatever rule file a user gives. */
const MAX_KEYWORDS = 10_000
const KEYWORD = /^[\x20-\x7e]{3,64}$/

/** Makes the inspectors of one scan. */
export interface InspectorList {
  readonly all: readonly ActiveInspector[]
  /**
   * The inspectors of a plugin: its own, those that it shares, and those of its facts, each once. Throws
   * `ENGINE_KEYWORDS_INVALID` when what they ask for cannot be searched, and the plugin's own error when its options are wrong;
   * it has added none then.
   */
  add(plugin: Plugin, values: OptionValues<Plugin['options']>): readonly ActiveInspector[]
}

/** No inspectors yet. */
export function createInspectorList(): InspectorList {
  const all: ActiveInspector[] = []
  return {
    all,
    add(plugin, values) {
      const added: ActiveInspector[] = []
      const own = new Set(
        inspectorsIn(plugin, values).map((made) => {
          const known = [...all, ...added].find(({ key }) => key === made.key)
          if (known !== undefined) return known
          const inspector = { ...made, number: all.length + added.length }
          added.push(inspector)
          return inspector
        }),
      )
      all.push(...added)
      return [...own]
    },
  }
}

function inspectorsIn(
  plugin: Plugin,
  values: OptionValues<Plugin['options']>,
): readonly Omit<ActiveInspector, 'number'>[] {
  // Inspectors with the same options get the same object, so that what `perOptions` prepares is prepared once.
  const known = new Map<string, Readonly<Record<string, unknown>>>([[namesOf(plugin.options).join(), values]])
  const optionsOf = (names: readonly string[]): Readonly<Record<string, unknown>> => {
    const options =
      known.get(names.join()) ?? Object.freeze(Object.fromEntries(names.map((name) => [name, values[name]])))
    known.set(names.join(), options)
    return options
  }
  return [...plugin.inspectors, ...inspectorsOf(plugin.facts ?? [])].map((definition) => {
    const owner = ownerOf(plugin, definition)
    const options = definition.module === undefined ? optionsOf(namesOf(definition.options)) : defaultsOf(definition)
    const context = { options } as InspectorContext
    const key = inspectorKey(owner, definition, options)
    return {
      owner,
      definition,
      context,
      key,
      cacheKey: definition.cache === false || definition.cacheKey ? undefined : key,
      keywords: keywordsOf(plugin, definition, context),
    }
  })
}

function defaultsOf({ options = {} }: Inspector): Readonly<Record<string, unknown>> {
  return Object.freeze(Object.fromEntries(namesOf(options).map((name) => [name, options[name]?.default])))
}

function ownerOf({ name, module, remote }: Plugin, definition: Inspector): InspectorOwner {
  if (definition.module !== undefined) return { name: definition.owner ?? definition.module, module: definition.module }
  if (remote !== undefined) return { name, remote }
  return { name, ...(module === undefined ? {} : { module }) }
}

/** The inspectors of facts, and of the facts that those are made from. */
function inspectorsOf(facts: readonly Fact[]): readonly Inspector[] {
  return facts.flatMap((fact) => [...fact.inspectors, ...inspectorsOf(fact.facts)])
}

const namesOf = (specs: OptionSpecs = {}): readonly string[] => Object.keys(specs).sort()

function inspectorKey(
  owner: InspectorOwner,
  definition: Inspector,
  options: Readonly<Record<string, unknown>>,
): string {
  const contents = Object.keys(options)
    .sort()
    .map((name) => {
      const value = options[name]
      return [name, isFile(value) ? value.text : (value ?? null)]
    })
  const hash = createHash('sha256')
  for (const part of [RECORD_FORMAT, owner.name, definition.id, definition.version, contents, definition.data ?? []]) {
    const text = JSON.stringify(part)
    hash.update(`${text.length}:${text}`)
  }
  return hash.digest('hex')
}

function isFile(value: unknown): value is FileValue {
  return typeof value === 'object' && value !== null && 'text' in value
}

function keywordsOf(plugin: Plugin, definition: Inspector, context: InspectorContext): readonly string[] {
  const { keywords = [] } = definition
  const invalid = (what: string, cause?: unknown) =>
    new VeinmindError('ENGINE_KEYWORDS_INVALID', `plugin ${plugin.name}, inspector ${definition.id}: ${what}`, {
      cause,
    })
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
