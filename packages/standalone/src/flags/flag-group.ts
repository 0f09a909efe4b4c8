import type { OptionSpecs } from '@veinmind/sdk'

/** A headed group of flags of one command; `prefix` stands before each name (`sensitive.`). */
export interface FlagGroup {
  readonly title: string
  readonly specs: OptionSpecs
  readonly prefix?: string
  /** Left out of `--help`. */
  readonly isHidden?: boolean
  /** The plugin whose shared options these flags are. */
  readonly plugin?: string
}
