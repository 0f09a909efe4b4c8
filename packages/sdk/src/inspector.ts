import type { Entry, EntryType } from './entry.ts'
import type { RandomAccess } from './file-system.ts'
import type { OptionSpecs, OptionValues } from './options.ts'
import { packageOf } from './package-of.ts'
import type { When } from './when.ts'

/** What an inspector asks of a file. Made by `metadata`, `digest`, `head`, `content`, `stream` and `spool`. */
export type Want =
  | { readonly kind: 'metadata' }
  | ({ readonly kind: 'digest' } & DigestOptions)
  | ({ readonly kind: 'head'; readonly max: number } & DigestOptions)
  | ({
      readonly kind: 'content'
      readonly max: number
      readonly over: 'skip' | 'head'
      readonly keywords: boolean
    } & DigestOptions)
  | ({ readonly kind: 'stream' } & WantOptions)
  | ({ readonly kind: 'spool'; readonly max: number } & DigestOptions)

/** What goes with every want of content. */
export interface WantOptions {
  /** Only if its first bytes say so; what they refuse was not wanted, and is not counted. See `magic`. */
  readonly when?: When
}

/** How a digest is made. */
export type DigestName = 'md5' | 'sha1' | 'sha256'

/** Digests in lower-case hexadecimal; those that were not asked for are absent. */
export type Digests = Readonly<Partial<Record<DigestName, string>>>

/** What goes with a want of content that is handed over when all of the file has passed. */
export interface DigestOptions extends WantOptions {
  /** Digests of the whole file, also where its content is not given whole. Each is computed once for all who ask. */
  readonly digests?: readonly DigestName[]
}

/** Only the entry. */
export const metadata = (): Want => ({ kind: 'metadata' })

/** Digests of the whole file, whatever its size, and none of its content. */
export const digest = (digests: readonly DigestName[], options: WantOptions = {}): Want => ({
  kind: 'digest',
  digests,
  ...options,
})

/** The first `max` bytes; fewer when the file is shorter. */
export const head = (max: number, options: DigestOptions = {}): Want => ({ kind: 'head', max, ...options })

/**
 * The whole content. A file larger than `max` bytes is skipped and counted in the coverage as too large; with
 * `over: 'head'` its first `max` bytes are given and it is counted as truncated. With `keywords`, the file is given only if
 * it holds one of the inspector's keywords.
 */
export const content = (options: {
  readonly max: number
  readonly over?: 'skip' | 'head'
  readonly keywords?: boolean
  readonly when?: When
  readonly digests?: readonly DigestName[]
}): Want => ({ kind: 'content', over: 'skip', keywords: false, ...options })

/** Every byte, as chunks in order, whatever the size. */
export const stream = (options: WantOptions = {}): Want => ({ kind: 'stream', ...options })

/** The file on disk in a private folder, to be read at random; larger than `max` bytes: skipped as too large. */
export const spool = (options: { readonly max: number } & DigestOptions): Want => ({ kind: 'spool', ...options })

/** A file as its inspector gets it: what it asked for, and nothing else. */
export interface InspectedFile {
  readonly entry: Entry
  /** The content or its head; empty for other wants. Valid during `inspect` only. */
  readonly bytes: Uint8Array
  /** Whether `bytes` is less than the file. */
  readonly truncated: boolean
  /** The digests that it asked for. */
  readonly digests: Digests
  /** Which of the inspector's keywords the file holds (lower case), when it asked by keywords. */
  readonly keywords: ReadonlySet<string>
  /** The chunks of a `stream`. */
  chunks(): AsyncIterable<Uint8Array>
  /** The file of a `spool`. */
  random(): RandomAccess
  /**
   * Says that part of what the record should tell is not known (an archive that is nested too deep, say): it is counted as a file that
   * was not seen whole, every plugin that has its record ends as `partial`, and the report names the file with the reason. Part of the
   * record, so cached with it. At most 100 reasons a file are kept.
   */
  readonly incomplete: (reason: string) => void
}

/** What `wants` and `inspect` get besides the file. */
export interface InspectorContext<S extends OptionSpecs = OptionSpecs> {
  /** The values of the options that the inspector names. The same object for a whole scan, see `perOptions`. */
  readonly options: OptionValues<S>
}

/** What is given in the main thread besides: to `cacheKey`, and to `wants` and `inspect` of an inspector that says `runs: 'main'`. */
export interface MainContext<S extends OptionSpecs = OptionSpecs, T = unknown> extends InspectorContext<S> {
  /** What the plugin's `prepare` gave; `undefined` without one, and for an inspector with a `module` of its own. */
  readonly state: T
}

/** What an entry has to be for an inspector to want it: of several that are given, all. */
export interface Offered {
  readonly types?: readonly EntryType[]
  /** Bytes that a file has at least. */
  readonly minSize?: number
  /** The path holds one of these texts, in either case: a name, an ending, a folder. ASCII. */
  readonly paths?: readonly string[]
}

/** What an author writes. */
export interface InspectorDefinition<R, S extends OptionSpecs> {
  /** Unique in the plugin, kebab-case. */
  readonly id: string
  /**
   * `import.meta.url` of the module that exports it, for an inspector that several plugins list: it belongs to that module's
   * package, runs once a file for all of them, and its records are cached once. Its options have their defaults. Without it,
   * an inspector is its plugin's.
   */
  readonly module?: string
  /** Raise it when what `inspect` returns changes: cached records of another version are ignored. */
  readonly version: number
  /** Characters that a record may have as JSON: 1 MiB without it, at most 16. For databases, of which one file holds very much. */
  readonly maxRecord?: number
  /** The plugin's options that change what is returned: part of the cache key, files by their content. */
  readonly options?: S
  /** Texts (rule files, dictionaries) that change what is returned: part of the cache key by content. */
  readonly data?: readonly string[]
  /**
   * What else its records depend on, beside the file, options and data: the version of signatures, the digest of a rule set. Part of the
   * cache key; asked once a scan, in the main thread, when the plugin is prepared. What it throws, the plugin has failed of.
   */
  cacheKey?(context: MainContext<S>): string | Promise<string>
  /** `false`: its records are not kept beyond the scan, since nothing says when they would have to be made anew. */
  readonly cache?: false
  /**
   * `main`: `wants` and `inspect` run in the main thread and get the plugin's state as well (`MainContext`): a connection to a daemon,
   * say. It must not block: the scan waits meanwhile. By default it runs in a worker where the plugin has a module.
   */
  readonly runs?: 'main'
  /** ASCII words of at least three letters, matched without regard to case, also in UTF-16 files with a byte order mark. */
  readonly keywords?: readonly string[] | ((options: OptionValues<S>) => readonly string[])
  /**
   * Whether a file that was not wanted under its own name is offered for a search by keywords or by its first bytes under the names of
   * symbolic links, too (a script behind the name of a picture). That reads layers a second time in almost every image, so it is
   * false by default; what is wanted for its name alone always is offered.
   */
  readonly searchLinks?: boolean
  /** Also files of earlier commits of a repository are offered, of which its tree has others now or none. */
  readonly readsPast?: true
  /**
   * What each entry that it wants is. `wants` decides; this only spares it entries, since the engine looks at each once for all inspectors
   * that say so. It has to leave out nothing that `wants` would take.
   */
  readonly offered?: Offered
  /** Cheap and pure: what is wanted of this entry. A hard link is offered as a file, a symbolic link as what it ends at. */
  wants(entry: Entry, context: InspectorContext<S>): Want | false | undefined
  /** Pure: the same file gives the same record. Plain JSON, or undefined for nothing. May run in a worker. */
  inspect(file: InspectedFile, context: InspectorContext<S>): R | undefined | Promise<R | undefined>
}

/** What names an inspector's records and their type. */
export interface RecordsOf<R> {
  readonly id: string
  readonly owner?: string
  /** Never there: it carries the type of the records. */
  readonly $record?: R
}

/** The part of a plugin that looks at one file of one layer. `R` is its record. */
export interface Inspector<R = unknown, S extends OptionSpecs = OptionSpecs>
  extends InspectorDefinition<R, S>, RecordsOf<R> {
  /** The package of its `module`. */
  readonly owner?: string
}

/** Declares an inspector. `definePlugin` checks it. */
export function defineInspector<R, const S extends OptionSpecs = {}>(
  definition: InspectorDefinition<R, S>,
): Inspector<R, S> {
  if (definition.module === undefined) return definition
  const { name } = packageOf(definition.module)
  return { ...definition, owner: typeof name === 'string' ? name : definition.module }
}
