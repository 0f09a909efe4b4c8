import type { Rule } from '@veinmind/sdk'

/** Instructions that rules look at. `ENV`, `ARG` and `LABEL` are one variable each, `EXPOSE` and `VOLUME` one value. */
export const KEYWORDS = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'HEALTHCHECK',
  'LABEL',
  'ONBUILD',
  'RUN',
  'SHELL',
  'USER',
  'VOLUME',
  'WORKDIR',
] as const

/** A condition that no regular expression can say. */
export type Check =
  /** The user is root, or none is named. */
  | { readonly kind: 'root-user' }
  /** A variable with a name of a secret has a value that looks like one. */
  | { readonly kind: 'secret-variable' }
  /** One of these variables lists a folder that everybody may write or (`relative`) one that is not absolute. */
  | { readonly kind: 'search-path'; readonly names: readonly string[]; readonly relative: boolean }

/** A rule of the data files, its expressions compiled. It is broken when one of `match`, of `commands`, or the check, holds and none of `unless`. */
export interface HistoryRule {
  readonly rule: Rule
  readonly on: ReadonlySet<string>
  /** What a group named `secret` takes is masked in the report. */
  readonly match: readonly RegExp[]
  readonly unless: readonly RegExp[]
  readonly check?: Check
  /** Rules and kinds of rules of `@veinmind/commands`: it is broken, too, when the commands of the instruction break one of these. */
  readonly commands: ReadonlySet<string>
  /** Instructions that must break it, and that must not. */
  readonly samples: { readonly match: readonly string[]; readonly clean: readonly string[] }
}
