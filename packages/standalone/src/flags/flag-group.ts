import type { OptionSpecs } from '@veinmind/sdk'

/** A headed group of flags of one command; `prefix` stands before each name (`sensitive.`). */
export interface FlagGroup {
  readonly title: string
  readonly specs: OptionSpecs
  readonly prefix?: string
  /** Left out of `--help`. */
  readonly isHidden?: boolean
  /** Of a plugin that has nothing to do with what is scanned: taken, also from a configuration file, and not shown. */
  readonly isElsewhere?: boolean
  /** The plugin whose shared options these flags are. */
  readonly plugin?: string
}
