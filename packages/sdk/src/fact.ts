import type { Found } from './found.ts'
import type { Entity } from './entities.ts'
import type { Location } from './events.ts'
import type { FileSystem } from './file-system.ts'
import type { Inspector, RecordsOf } from './inspector.ts'
import type { Logger } from './logger.ts'

/** What making a fact has, besides the entity. Its functions may be taken out of it. */
export interface FactContext {
  readonly signal: AbortSignal
  readonly log: Logger
  /** The merged file system of an image or a container; empty for other entities. */
  readonly files: FileSystem
  /** The records of one of the fact's inspectors over every layer, as plugins have them. */
  readonly records: <R>(inspector: RecordsOf<R>) => readonly Found<R>[]
  /** Another fact, which this one lists. */
  readonly fact: <T>(fact: Fact<T>) => Promise<T>
  /** Says that part of what the fact should know is not known: every plugin that asks for it ends as `partial`, with this reason. */
  readonly incomplete: (reason: string, where?: Location) => void
}

/** What an author writes. */
export interface FactDefinition<T> {
  /** Its package and its name: `@acme/accounts`. What a target brings along under this id is taken instead of making it. */
  readonly id: string
  // oxlint-disable-next-line typescript/no-explicit-any -- inspectors of any record and options stand side by side
  readonly inspectors?: readonly Inspector<any, any>[]
  /** Facts that it is made from. */
  readonly facts?: readonly Fact[]
  /** The fact, plain data: it is handed to several plugins, and to those in other processes. */
  make(entity: Entity, context: FactContext): T | Promise<T>
}

/**
 * What several plugins need to know of an entity: who has an account, which packages are installed. It is made once an entity, when
 * a plugin first asks for it by `context.fact`, from the records of its inspectors. A failure is told to each that asks.
 */
export interface Fact<T = unknown> {
  readonly id: string
  readonly inspectors: readonly Inspector[]
  readonly facts: readonly Fact[]
  make(entity: Entity, context: FactContext): T | Promise<T>
}

/** Declares a fact. Its inspectors say their `module`, so that they belong to it and not to the plugins that ask. */
export function defineFact<T>({ inspectors = [], facts = [], ...definition }: FactDefinition<T>): Fact<T> {
  return { inspectors, facts, ...definition }
}
