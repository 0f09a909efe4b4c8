import type { Entity, EntityKind } from '../entities.ts'
import type { VeinmindError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { OptionSpecs, OptionValues } from '../options.ts'

/** What a target adapter has to work with. */
export interface TargetContext<S extends OptionSpecs = OptionSpecs> {
  readonly options: OptionValues<S>
  readonly signal: AbortSignal
  readonly log: Logger
  /** Reads a secret that the user pipes in (`--password-stdin`); undefined when standard input is not for that. */
  readStdin?(): Promise<string>
}

/** One result of looking at a target: an entity, or why a thing that the target named is not one. */
export type Discovered =
  /**
   * `source` says where it was had, for the report alone: plugins are not told. With `isAlong` nobody asked for it: it comes along with what
   * was asked for (the machine of containers), for those plugins that need none of its files, and nothing is said of it where there are none.
   */
  | { readonly entity: Entity; readonly source?: string; readonly isAlong?: boolean }
  /** It could not be had: an error of the report; the others go on. */
  | { readonly target: string; readonly error: VeinmindError }
  /** It is there, and is not for scanning (an attestation, say). */
  | { readonly target: string; readonly skipped: string }

/** What an adapter's author writes. */
export interface TargetDefinition<S extends OptionSpecs> {
  /** Word of the command line: `veinmind scan <name>`. */
  readonly name: string
  readonly description: string
  /** The kinds of entity that it gives. */
  readonly kinds: readonly EntityKind[]
  /** What a positional argument is, for `--help`: `host[/repository[:tag]]`; in brackets where none is needed, empty where none is taken. */
  readonly usage: string
  /** What may follow the name of the program: `scan image ./app.tar`. */
  readonly examples: readonly string[]
  readonly options?: S
  /** Resolves, authenticates, downloads, stores; the entities clean up after themselves in `close`. */
  discover(targets: readonly string[], context: TargetContext<S>): AsyncIterable<Discovered>
}

/** A target adapter. */
export interface Target<S extends OptionSpecs = OptionSpecs> extends TargetDefinition<S> {
  readonly options: S
}

/** Declares a target adapter. */
export function defineTarget<const S extends OptionSpecs = {}>(definition: TargetDefinition<S>): Target<S> {
  return { ...definition, options: definition.options ?? ({} as S) }
}
