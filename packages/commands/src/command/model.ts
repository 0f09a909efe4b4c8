import type { Value } from './value.ts'

/** A redirection with its target. */
export interface Target {
  readonly descriptor: string
  readonly operator: string
  readonly to: Value
  /** A connection: `/dev/tcp/…`, or a descriptor that was opened on one. */
  readonly isSocket: boolean
}

/** A command as it is run. */
export interface Ran {
  /** The program's name without its folder. */
  readonly name: string
  /** The program as it was named, and its arguments. */
  readonly words: readonly Value[]
  /** The arguments. */
  readonly args: readonly string[]
  /** Programs that were named before it to run it. */
  readonly wrappers: readonly string[]
  readonly targets: readonly Target[]
  /** What it reads from its standard input. */
  readonly input?: Value
  /** The command whose output it reads. */
  readonly before?: Ran
  /** Its input or output, or that of the group that it is in, is a connection. */
  readonly isConnected: boolean
  readonly text: string
}

/** What a script has done so far. */
export interface State {
  readonly variables: Map<string, Value>
  /** What stands in files that it made or fetched, by their paths. */
  readonly files: Map<string, Value>
  readonly fifos: Set<string>
  /** Descriptors that are connections. */
  readonly sockets: Set<string>
}

/** Says that a command does what a rule is about. */
export type Mark = (rule: string, text?: string) => void
export type Detector = (ran: Ran, state: State, mark: Mark) => void
