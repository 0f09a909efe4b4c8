import families from './rootkits.json' with { type: 'json' }

/** What a rootkit or backdoor for Linux leaves, from public reports of who found it. */
export interface Family {
  readonly name: string
  /** Absolute paths; `*` is anything without a slash, `?` one character, `~` each home. */
  readonly strong: readonly string[]
  /** Names that harmless files have, too: they need a second sign of the same family. */
  readonly weak?: readonly string[]
  /** Names of kernel modules, letters as they are. */
  readonly modules?: readonly string[]
  readonly weakModules?: readonly string[]
  /** Public reports that describe it; absent where none was at hand. */
  readonly references?: readonly string[]
}

export const FAMILIES: readonly Family[] = families
