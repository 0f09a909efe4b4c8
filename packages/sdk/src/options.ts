/** The value of a file option: the host has read it, so a plugin needs no file access. */
export interface FileValue {
  readonly path: string
  readonly text: string
}

/** An option of a plugin or a target: a flag of the command line, shown in `--help`. Made by `option`. */
export interface OptionSpec<V = unknown> {
  readonly type: 'string' | 'number' | 'boolean' | 'list' | 'choice' | 'file' | 'files'
  readonly description: string
  readonly default?: V
  /** The words that a `choice` may be. */
  readonly choices?: readonly string[]
  /** How the names of `files` of a folder end: `.yaml`, … */
  readonly extensions?: readonly string[]
  /** What the value is, for `--help`: `host`, `glob`, … */
  readonly placeholder?: string
  /** Of a plugin's option: a flag of the scan as well, without the plugin's name before it. */
  readonly isShared?: true
}

/** Options by name. Names are `kebab-case`, as they stand on the command line. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>

/** The values of `S` as a plugin or a target gets them. */
export type OptionValues<S extends OptionSpecs> = {
  readonly [K in keyof S]: S[K] extends OptionSpec<infer V> ? V : never
}

interface Extra {
  readonly placeholder?: string
  readonly isShared?: true
}

/** Makers of option specifications; an option without a default is `undefined` when it is not given. */
export const option: {
  string(description: string, extra: Extra & { readonly default: string }): OptionSpec<string>
  string(description: string, extra?: Extra): OptionSpec<string | undefined>
  number(description: string, extra: Extra & { readonly default: number }): OptionSpec<number>
  number(description: string, extra?: Extra): OptionSpec<number | undefined>
  /** False unless given. */
  boolean(description: string, extra?: Extra): OptionSpec<boolean>
  /** Repeatable, and split at commas; empty unless given. */
  list(description: string, extra?: Extra): OptionSpec<readonly string[]>
  choice<C extends string>(description: string, choices: readonly C[], extra: { readonly default: C }): OptionSpec<C>
  /** A text file of at most 16 MiB that the host reads. */
  file(description: string, extra?: Extra): OptionSpec<FileValue | undefined>
  /**
   * A text file, or a folder: then the files in it, and in its folders, whose names end so, in the order of their paths. Hidden
   * ones (`.git`) are left out, a folder without any is an error; together at most 16 MiB. Empty unless given.
   */
  files(
    description: string,
    extra: Extra & { readonly extensions: readonly string[] },
  ): OptionSpec<readonly FileValue[]>
} = {
  string: (description: string, extra: Extra = {}) => ({ type: 'string', description, ...extra }) as never,
  number: (description: string, extra: Extra = {}) => ({ type: 'number', description, ...extra }) as never,
  boolean: (description, extra = {}) => ({ type: 'boolean', description, default: false, ...extra }),
  list: (description, extra = {}) => ({ type: 'list', description, default: [], ...extra }),
  choice: (description, choices, extra) => ({ type: 'choice', description, choices, ...extra }),
  file: (description, extra = {}) => ({ type: 'file', description, ...extra }),
  files: (description, extra) => ({ type: 'files', description, default: [], ...extra }),
}

/** `compute` called once for each set of option values: what an inspector prepares from its options (compiled rules). */
export function perOptions<O extends object, T>(compute: (options: O) => T): (options: O) => T {
  const values = new WeakMap<O, { readonly value: T }>()
  return (options) => {
    const known = values.get(options)
    if (known) return known.value
    const value = compute(options)
    values.set(options, { value })
    return value
  }
}
